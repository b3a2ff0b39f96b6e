// Pointing at a method or a respondent in one drawing finds it in all others. Nothing is told here that the page does not tell without.
const marks = [...document.querySelectorAll("[data-who]")];
for (const mark of marks) {
  const show = (on) => {
    for (const other of marks) other.classList.toggle("on", on && other.dataset.who === mark.dataset.who);
  };
  mark.addEventListener("pointerenter", () => show(true));
  mark.addEventListener("pointerleave", () => show(false));
}
