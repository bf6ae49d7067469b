// Who rates a meeting, or names what is next, has met: the form shows that it understood.
const form = document.querySelector("form.outcome");
const met = form.querySelectorAll("[name=took_place]");

form.addEventListener("change", (event) => {
  const { name, value } = event.target;
  if (name !== "interest" && !(name === "next_step" && value !== "none")) return;
  if (![...met].some((radio) => radio.checked)) met[0].checked = true;
});
