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

if (root.dataset.stale) {
  const since = document.querySelector("[data-stale-since]");
  const kept = new Date(root.dataset.stale);
  since.setAttribute("datetime", root.dataset.stale);
  since.textContent = new Intl.DateTimeFormat(root.lang, { dateStyle: "medium", timeStyle: "short" }).format(kept);
  window.addEventListener("online", refreshWhenOnline);
  window.setInterval(refreshWhenOnline, 5000);
} else {
  // Whatever the phone says: the connection came back, so what is shown may be old.
  window.addEventListener("online", () => renew().catch(() => undefined));
}
