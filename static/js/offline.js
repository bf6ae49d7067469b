// Asks the service worker to keep this schedule, and comes back to the network as soon as it is there.
async function keepThisPage() {
  await navigator.serviceWorker.register("/service-worker.js", { scope: "/" });
  const registration = await navigator.serviceWorker.ready;
  const pictures = Array.from(document.querySelectorAll("#main img, #main image"), (picture) =>
    new URL(picture.getAttribute("src") || picture.getAttribute("href"), window.location.href).href);
  registration.active.postMessage({ keep: window.location.href, pictures });
}

async function refreshWhenOnline() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store" });
    if (!answer.ok) return;
    await sendKeptTaps();
    window.location.reload();
  } catch {
    // Still without a connection: the next round tries again.
  }
}

if ("serviceWorker" in navigator && !root.dataset.stale) {
  keepThisPage().catch(() => undefined);
  document.addEventListener("schedule:renewed", () => keepThisPage().catch(() => undefined));
}

// When the page was kept, by the event's clock like all its times, and how long ago:
// “07:37 (12 minutes ago)”, with its day if that is another.
function sayAge() {
  const kept = new Date(root.dataset.stale);
  const timeZone = document.querySelector("[data-clock]").dataset.clock;
  const dayOf = (moment) => moment.toLocaleDateString("en-GB", { timeZone });
  const isToday = dayOf(kept) === dayOf(new Date());
  const language = root.lang === "en" ? "en-GB" : root.lang; // the day first, as elsewhere on the page
  const when = new Intl.DateTimeFormat(language, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone,
    ...(isToday ? {} : { weekday: "short", day: "numeric", month: "short" }),
  }).format(kept);
  const minutes = Math.round((kept - Date.now()) / 60000);
  const age = Math.abs(minutes) < 120 ? words.format(minutes, "minute")
    : words.format(Math.round(minutes / 60), "hour");
  // within the first minute the time says it all
  document.querySelector("[data-stale-since]").textContent = minutes ? `${when} (${age})` : when;
}

if (root.dataset.stale) {
  document.querySelector("[data-stale-since]").setAttribute("datetime", root.dataset.stale);
  sayAge();
  window.setInterval(sayAge, 30000);
  window.addEventListener("online", refreshWhenOnline);
  window.setInterval(refreshWhenOnline, 5000);
} else {
  // Whatever the phone says: the connection came back, so what is shown may be old.
  window.addEventListener("online", () => renew().catch(() => undefined));
}
