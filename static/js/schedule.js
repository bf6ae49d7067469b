// The clock and the countdown go on while the page is open, and what changes is seen within seconds:
// the page asks whether there is news, and takes over what is new without losing its place.
const root = document.documentElement;
const words = new Intl.RelativeTimeFormat(root.lang, { numeric: "always" });
const spans = new Intl.NumberFormat(root.lang, { style: "unit", unit: "minute", unitDisplay: "long" });
// Seconds between two questions; a little apart, so that not all phones ask at once.
const PAUSE = 10 + Math.random() * 5;
let skew = measureSkew();

// The server's clock counts: a phone may be wrong by minutes.
function measureSkew() {
  const clock = document.querySelector("[data-clock]");
  const difference = Date.parse(clock.getAttribute("datetime")) - Date.now();
  return Math.abs(difference) < 12 * 60 * 60 * 1000 && !root.dataset.stale ? difference : 0;
}

function tick() {
  const moment = new Date(Date.now() + skew);
  const clock = document.querySelector("[data-clock]");
  clock.textContent = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.clock,
  }).format(moment);
  for (const countdown of document.querySelectorAll("[data-countdown]")) {
    const minutes = Math.round((Date.parse(countdown.dataset.countdown) - moment) / 60000);
    if (Math.abs(minutes) >= 120) continue;
    const { left } = countdown.dataset; // “… left”
    countdown.textContent = left
      ? left.replace("…", spans.format(Math.max(minutes, 0)))
      : words.format(minutes, "minute");
  }
}

// Whoever is writing something is not disturbed.
function isBusy() {
  const active = document.activeElement;
  return active !== null && active.matches("#main input, #main select, #main textarea");
}

async function askForNews() {
  if (document.hidden || root.dataset.stale || isBusy()) return;
  try {
    const { news } = document.querySelector("[data-clock]").dataset;
    const answer = await fetch(news, { cache: "no-store" });
    await sendKeptTaps(); // a connection may come back unsaid
    if (answer.status === 200) await renew();
  } catch {
    // No connection: the next question will tell.
  }
}

async function renew() {
  const answer = await fetch(window.location.href, { cache: "no-store" });
  if (!answer.ok || answer.redirected) {
    window.location.reload();
    return;
  }
  takeOver(await answer.text());
}

// Puts another answer of this page in its place; what was open stays open.
function takeOver(html) {
  // The event's colour is here already; a style with another answer's nonce would be refused.
  const styleless = html.replace(/<style[^]*?<\/style>/g, "");
  const page = new DOMParser().parseFromString(styleless, "text/html");
  const fresh = page.getElementById("main");
  for (const { id } of document.querySelectorAll("#main details[id][open]")) {
    const same = fresh.querySelector(`#${CSS.escape(id)}`);
    if (same) same.open = true;
  }
  const focused = document.activeElement.id;
  document.getElementById("main").replaceWith(fresh);
  const said = page.getElementById("toasts");
  if (said.childElementCount) document.getElementById("toasts").replaceChildren(...said.children);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  delete root.dataset.stale;
  skew = measureSkew();
  document.dispatchEvent(new Event("schedule:renewed"));
}

window.setInterval(tick, 10000);
window.setInterval(askForNews, PAUSE * 1000);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  tick();
  askForNews();
});
