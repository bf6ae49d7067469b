// The device gave no passkey: it was refused, it has none for this site, or it took too long.
// allauth would only write that to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.getElementById("no-passkey");
  document.getElementById("toasts").replaceChildren(words.content.cloneNode(true));
});
