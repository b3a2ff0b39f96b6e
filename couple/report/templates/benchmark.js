// Pointing at a method in one drawing finds it in all others. Nothing is told here that the page does not tell without.
const marks = [...document.querySelectorAll("[data-method]")];
for (const mark of marks) {
  const show = (on) => {
    for (const other of marks) other.classList.toggle("on", on && other.dataset.method === mark.dataset.method);
  };
  mark.addEventListener("pointerenter", () => show(true));
  mark.addEventListener("pointerleave", () => show(false));
}
