// What is written in a form stays on this device until it has arrived, and is offered back where it
// has not: a lost connection, a session that ended, a page closed by mistake lose nothing.
// The server says in a cookie what arrived, by an identifier that the form sends along.
(() => {
  const PREFIX = "kept:";
  const WEEK = 7 * 24 * 60 * 60 * 1000;
  const UNKEPT = new Set(["password", "file", "hidden", "submit", "button"]);
  let store;
  try {
    store = window.localStorage;
    store.getItem(PREFIX);
  } catch {
    return; // a browser that keeps nothing: the page works as before
  }

  const keyOf = (form) => PREFIX + location.pathname + ":" + form.dataset.keep;
  const read = (key) => {
    try {
      return JSON.parse(store.getItem(key));
    } catch {
      return null;
    }
  };
  const kept = (field) =>
    field.name && !UNKEPT.has(field.type) && field.name !== "csrfmiddlewaretoken";
  const ticks = (field) => field.type === "checkbox" || field.type === "radio";

  function unfold(field) {
    for (let fold = field; (fold = fold.parentElement.closest("details")); ) fold.open = true;
  }

  function fieldsOf(form) {
    const found = [];
    for (const field of form.elements) {
      if (!kept(field)) continue;
      if (ticks(field)) {
        if (field.checked) found.push([field.name, field.value]);
      } else if (field.type === "select-multiple") {
        for (const option of field.selectedOptions) found.push([field.name, option.value]);
      } else {
        found.push([field.name, field.value]);
      }
    }
    // A tick that stands in two places of the page counts once.
    return [...new Map(found.map((pair) => [JSON.stringify(pair), pair])).values()];
  }

  function restore(form, fields) {
    const wanted = new Set(fields.map((pair) => JSON.stringify(pair)));
    for (const field of form.elements) {
      if (!kept(field)) continue;
      const has = (value) => wanted.has(JSON.stringify([field.name, value]));
      if (ticks(field)) {
        if (field.checked !== has(field.value)) unfold(field);
        field.checked = has(field.value);
      } else if (field.type === "select-multiple") {
        for (const option of field.options) option.selected = has(option.value);
      } else {
        const pair = fields.find(([name]) => name === field.name);
        if (!pair || field.value === pair[1]) continue;
        field.value = pair[1];
        unfold(field);
      }
    }
    form.querySelectorAll(".drawer").forEach(tellChosen);
    form.querySelector("textarea")?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function forgetArrived() {
    const cookie = document.cookie.split("; ").find((part) => part.startsWith("arrived="));
    const arrived = new Set(cookie ? cookie.slice("arrived=".length).split(".") : []);
    for (const key of Object.keys(store)) {
      if (!key.startsWith(PREFIX)) continue;
      const record = read(key);
      if (!record || arrived.has(record.id) || Date.now() - record.at > WEEK) store.removeItem(key);
    }
    if (cookie) document.cookie = "arrived=; max-age=0; path=/";
  }

  const newId = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join("");

  function keep(form) {
    const key = keyOf(form);
    const record = { id: read(key)?.id ?? newId(), at: Date.now(), fields: fieldsOf(form) };
    try {
      store.setItem(key, JSON.stringify(record));
    } catch {
      return; // no room left
    }
    let sent = form.querySelector("input[name=kept]");
    if (!sent) {
      sent = Object.assign(document.createElement("input"), { type: "hidden", name: "kept" });
      form.append(sent);
    }
    sent.value = record.id;
  }

  function offer(form) {
    const key = keyOf(form);
    const record = read(key);
    if (!record || JSON.stringify(record.fields) === JSON.stringify(fieldsOf(form))) return;
    const notice = document.getElementById("kept").content.cloneNode(true).firstElementChild;
    notice.addEventListener("click", (event) => {
      if (event.target.closest("[data-restore]")) {
        restore(form, record.fields);
        keep(form);
      } else if (event.target.closest("[data-forget]")) {
        store.removeItem(key);
      } else {
        return;
      }
      notice.remove();
      form.querySelector("input:not([type=hidden]), textarea")?.focus();
    });
    form.before(notice);
    unfold(notice);
  }

  forgetArrived();
  for (const form of document.querySelectorAll("form[data-keep]")) {
    offer(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("change", () => keep(form));
  }

  // The head of a fold says what is chosen in it.
  function tellChosen(fold) {
    const head = fold?.querySelector(":scope > summary [data-hint]");
    if (!head) return;
    const chosen = [];
    for (const field of fold.querySelectorAll("input:checked, option:checked, textarea, [type=url]")) {
      if (field.name?.endsWith("-clear") || !field.value) continue;
      chosen.push(ticks(field) ? field.labels[0].firstChild.textContent : field.text ?? field.value);
    }
    const said = chosen.map((words) => words.trim()).filter(Boolean);
    head.textContent = said.join(" · ") || head.dataset.hint;
  }

  // The same tick in two places of the page, as a suggestion and in the list, is one tick.
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.form) return;
    tellChosen(field.closest(".drawer"));
    if (field.type !== "checkbox") return;
    for (const other of field.form.elements) {
      if (other !== field && other.type === "checkbox" && other.name === field.name &&
          other.value === field.value) {
        other.checked = field.checked;
        if (field.checked) other.closest("details")?.setAttribute("open", "");
        tellChosen(other.closest(".drawer"));
      }
    }
  });

  // A second press while the first is on its way sends nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 8000) event.preventDefault();
    else form.dataset.sent = String(Date.now());
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
