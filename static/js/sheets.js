// A confirmation that htmx has fetched opens as a dialog; it closes once its form has been answered.
const sheet = document.getElementById("sheet");
let opener = null;

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === sheet) {
    opener = document.activeElement;
    sheet.showModal();
    const first = sheet.querySelector("textarea, input:not([type=hidden]), button");
    if (first) first.focus();
    return;
  }
  if (sheet.open) sheet.close();
  const answered = document.querySelector("[data-focus]");
  if (!answered) return;
  answered.focus({ preventScroll: true });
  answered.removeAttribute("data-focus"); // the next answer has its own
});

// The numbers beside filters change with the list; what is chosen there and not asked for yet stays.
let chosen = [];

document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  const selects = [...event.detail.target.querySelectorAll("select")];
  chosen = selects.map((select) => [select.id, select.value]);
});

document.body.addEventListener("htmx:oobAfterSwap", () => {
  for (const [id, value] of chosen) {
    const select = document.getElementById(id);
    const still = select && [...select.options].some((option) => option.value === value);
    if (still) select.value = value;
  }
});

sheet.addEventListener("click", (event) => {
  const cancels = event.target.closest("[data-close-sheet]");
  if (event.target !== sheet && !cancels) return;
  event.preventDefault();
  sheet.close();
});

sheet.addEventListener("close", () => {
  if (opener && opener.isConnected) opener.focus();
});

// Whatever goes wrong on the way is said; what was written stays in its form.
function sayUnsent() {
  if (sheet.open) sheet.close();
  const notice = document.getElementById("unsent").content.cloneNode(true);
  document.getElementById("toasts").replaceChildren(notice);
}

document.body.addEventListener("htmx:sendError", sayUnsent);
document.body.addEventListener("htmx:responseError", sayUnsent);
