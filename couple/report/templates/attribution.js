
// The choice of a value hides the texts that do not express it; without a script all texts are there.
const filter = document.querySelector(".filter");
filter.hidden = false;
filter.querySelector("select").addEventListener("change", ({ target }) => {
  const cards = [...document.querySelectorAll(".reading")];
  for (const card of cards) card.hidden = target.value !== "" && !card.dataset.values.split(" ").includes(target.value);
  filter.querySelector("[role=status]").textContent = `${cards.filter((card) => !card.hidden).length} of ${cards.length}`;
});
