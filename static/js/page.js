// A menu closes when one clicks beside it or presses Escape; without this file, by its own button.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-close-notice]");
  if (closer) closer.closest("[data-notice]").remove();
});

// A field that the browser complains about must be seen: what it is folded into opens.
document.addEventListener(
  "invalid",
  (event) => {
    for (let fold = event.target; (fold = fold.parentElement.closest("details")); ) fold.open = true;
  },
  true,
);

// A form that came back begins where something has to be changed.
const wrong = document.querySelector("main [data-errors], main [aria-invalid=true], main .is-invalid");
if (wrong) {
  wrong.focus();
  // An address with a fragment takes the focus away once the page has loaded.
  window.addEventListener("load", () => wrong.focus());
}

// An address that one takes elsewhere is copied by a button, where the browser can.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select(); // where copying is not allowed, one's own keys copy it
    await navigator.clipboard.writeText(field.value);
    button.querySelector("span").textContent = button.dataset.copied;
  });
}

// Good news goes by itself after a while, unless somebody is just reading it with a pointer; what
// went wrong stays until it is closed.
const toasts = document.getElementById("toasts");

function dismissLater() {
  for (const notice of toasts.querySelectorAll(".notice-good:not([data-timed])")) {
    notice.dataset.timed = "";
    const timer = window.setInterval(() => {
      if (notice.matches(":hover, :focus-within")) return;
      window.clearInterval(timer);
      notice.remove();
    }, 8000);
  }
}

new MutationObserver(dismissLater).observe(toasts, { childList: true });
dismissLater();

// How many notifications are unread: asked for once the page stands, at most once a minute.
const bell = document.querySelector("[data-bell]");

function showUnread({ unread, most }) {
  const number = unread > most ? `${most}+` : String(unread);
  const count = bell.querySelector(".count");
  count.textContent = number;
  count.hidden = unread === 0;
  if (unread) bell.setAttribute("aria-label", bell.dataset.unread.replace("%s", number));
}

async function askUnread() {
  const kept = JSON.parse(sessionStorage.getItem("unread") || "null");
  const here = bell.getAttribute("href") === window.location.pathname;
  if (kept && !here && Date.now() - kept.at < 60000) return showUnread(kept);
  const answer = await fetch(bell.dataset.bell, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return undefined;
  const told = await answer.json();
  sessionStorage.setItem("unread", JSON.stringify({ ...told, at: Date.now() }));
  return showUnread(told);
}

// Without a connection the bell stays a plain link.
if (bell) askUnread().catch(() => {});
