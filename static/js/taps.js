// Taps like "on my way" are sent at once; without a connection they are kept on the phone and sent as
// soon as there is one. Each has a key of its own: one that arrives twice counts once.
const KEPT_TAPS = "kept-taps";

function keptTaps() {
  const person = document.querySelector("[data-person]").dataset.person;
  return JSON.parse(localStorage.getItem(KEPT_TAPS) || "[]").filter((tap) => tap.person === person);
}

function keepTaps(taps) {
  localStorage.setItem(KEPT_TAPS, JSON.stringify(taps));
}

function sayInPlace(name) {
  document.getElementById("toasts").replaceChildren(
    document.getElementById(name).content.cloneNode(true),
  );
}

// True once the server has answered, whatever it said.
async function sendTap(tap) {
  let answer;
  try {
    answer = await fetch(tap.address, { method: "POST", body: new URLSearchParams(tap.fields) });
  } catch {
    return false;
  }
  if (answer.status >= 500) return false;
  if (answer.ok && new URL(answer.url).pathname === window.location.pathname) {
    takeOver(await answer.text());
  } else {
    sayInPlace("tap-lost");
  }
  return true;
}

async function sendKeptTaps() {
  for (let [tap] = keptTaps(); tap; [tap] = keptTaps()) {
    if (!(await sendTap(tap))) return;
    // What was tapped meanwhile stays.
    keepTaps(keptTaps().filter((each) => each.fields.key !== tap.fields.key));
  }
}

function fieldsOf(form, button) {
  const fields = Object.fromEntries(new FormData(form));
  if (button && button.name) fields[button.name] = button.value;
  fields.key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0")).join("");
  return fields;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.action.includes("/logout")) localStorage.removeItem(KEPT_TAPS);
  if (!form.matches("[data-tap]")) return;
  event.preventDefault();
  const { person } = document.querySelector("[data-person]").dataset;
  const tap = { address: form.action, fields: fieldsOf(form, event.submitter), person };
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  // What was said before goes first, and the last word is the last one sent.
  keepTaps([...keptTaps(), tap]);
  await sendKeptTaps();
  if (keptTaps().length) sayInPlace("tap-kept");
  for (const button of form.querySelectorAll("button")) button.disabled = false;
});

if (!document.documentElement.dataset.stale) sendKeptTaps();
else if (keptTaps().length) sayInPlace("tap-kept");
window.addEventListener("online", sendKeptTaps);
