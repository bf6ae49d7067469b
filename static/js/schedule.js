// The clock and the countdown go on while the page is open; the page is fetched anew when the next item begins.
const language = document.documentElement.lang;
const words = new Intl.RelativeTimeFormat(language, { numeric: "always" });
const clock = document.querySelector("[data-clock]");
const countdown = document.querySelector("[data-countdown]");
// The server's clock counts: a phone may be wrong by minutes.
const skew = Date.parse(clock.getAttribute("datetime")) - Date.now();
const isFresh = Math.abs(skew) < 12 * 60 * 60 * 1000 && !document.documentElement.dataset.stale;

function now() {
  return new Date(Date.now() + (isFresh ? skew : 0));
}

function tick() {
  const moment = now();
  clock.textContent = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.clock,
  }).format(moment);
  if (!countdown) return;
  const minutes = Math.round((Date.parse(countdown.dataset.countdown) - moment) / 60000);
  if (minutes < -1 && navigator.onLine) {
    window.location.reload();
  } else if (Math.abs(minutes) < 120) {
    countdown.textContent = words.format(minutes, "minute");
  }
}

window.setInterval(tick, 10000);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) tick();
});
