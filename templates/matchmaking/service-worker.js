// Keeps the schedule and what it needs for the time without a connection. Only schedules that were
// seen are kept; signing out forgets them. The network always comes first: what is kept is old news.
const ASSETS = [{% for asset in assets %}"{{ asset|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const OFFLINE = "{{ offline|escapejs }}";
const LOGOUT = "{{ logout|escapejs }}";
const SCHEDULE = /^\/e\/[-\w]+\/me\/$/;
const PICTURES = [{% for folder in pictures %}"{{ folder|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const KEPT = "{{ kept|escapejs }}";
// Another set of assets is another cache; the old one goes when this worker takes over.
const FILES = "files-" + ASSETS.join().split("").reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7);
const PATIENCE = 5000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(ASSETS)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== FILES && name !== KEPT).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data && event.data.keep && SCHEDULE.test(new URL(event.data.keep).pathname)) {
    event.waitUntil(fetch(event.data.keep, { credentials: "same-origin" }).then((answer) => keep(event.data.keep, answer)));
    event.waitUntil(keepPictures(event.data.pictures || []));
  }
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.method === "POST" && address.pathname === LOGOUT) {
    event.waitUntil(caches.delete(KEPT));
    return;
  }
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(SCHEDULE.test(address.pathname) ? schedule(request) : page(request));
  } else if (isPicture(address)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request, { cacheName: KEPT })) || Response.error()));
  } else if (ASSETS.includes(address.pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});

function isPicture(address) {
  return PICTURES.some((folder) => address.pathname.startsWith(folder));
}

async function keep(url, answer) {
  if (!answer.ok || answer.redirected) return;
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  const copy = new Response(await answer.blob(), { status: 200, headers });
  await (await caches.open(KEPT)).put(new URL(url).pathname, copy);
}

// Faces and plans of halls that the schedule shows; those that are here already are not fetched again.
async function keepPictures(addresses) {
  const cache = await caches.open(KEPT);
  for (const address of addresses.filter((one) => isPicture(new URL(one)))) {
    if (!(await cache.match(address))) await cache.add(address).catch(() => undefined);
  }
}

async function schedule(request) {
  const path = new URL(request.url).pathname;
  const kept = await caches.match(path, { cacheName: KEPT });
  const network = fetch(request).then((answer) => {
    keep(request.url, answer.clone());
    return answer;
  });
  try {
    // With nothing kept there is nothing to hurry for.
    return await (kept ? Promise.race([network, impatience()]) : network);
  } catch {
    network.catch(() => undefined);
    return kept ? stale(kept) : caches.match(OFFLINE);
  }
}

function impatience() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), PATIENCE));
}

async function stale(kept) {
  const html = await kept.text();
  const headers = new Headers(kept.headers);
  const marked = html.replace("<html ", `<html data-stale="${headers.get("X-Kept-At")}" `);
  return new Response(marked, { status: 200, headers });
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return caches.match(OFFLINE);
  }
}
