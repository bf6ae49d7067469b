// On the page that stands in for one that cannot be fetched: the schedules that are kept on this
// phone, each a link that opens without a connection.
async function listKept() {
  const list = document.getElementById("kept");
  const kept = await caches.open(list.dataset.kept);
  for (const request of await kept.keys()) {
    const answer = await kept.match(request);
    if (!(answer.headers.get("Content-Type") || "").startsWith("text/html")) continue;
    // Its title is all that is read; this page's policy refuses the style that it carries.
    const styleless = (await answer.text()).replace(/<style[^]*?<\/style>/g, "");
    const page = new DOMParser().parseFromString(styleless, "text/html");
    const link = document.createElement("a");
    link.className = "btn btn-primary";
    link.href = new URL(request.url).pathname;
    link.textContent = page.title;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  list.hidden = list.childElementCount === 0;
}

if ("caches" in window) listKept().catch(() => undefined);
