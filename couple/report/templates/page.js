"use strict";
// Pointing at a node of the graph, or focusing it, leaves only its arrows and neighbours in full ink.
for (const figure of document.querySelectorAll("figure.graph")) {
  const drawing = figure.querySelector("svg.graph");
  const story = figure.querySelector(".story");
  const invitation = story.textContent;
  const nodes = [...figure.querySelectorAll(".node")];
  const edges = [...figure.querySelectorAll(".edge")];
  const clear = () => {
    drawing.classList.remove("focused");
    for (const mark of [...nodes, ...edges]) mark.classList.remove("on");
    story.textContent = invitation;
  };
  const follow = (node) => {
    clear();
    drawing.classList.add("focused");
    node.classList.add("on");
    for (const edge of edges) {
      if (![edge.dataset.source, edge.dataset.target].includes(node.dataset.index)) continue;
      edge.classList.add("on");
      nodes[Number(edge.dataset.source)].classList.add("on");
      nodes[Number(edge.dataset.target)].classList.add("on");
    }
    story.textContent = node.getAttribute("aria-label");
  };
  for (const node of nodes) {
    node.addEventListener("pointerenter", () => follow(node));
    node.addEventListener("focus", () => follow(node));
    node.addEventListener("pointerleave", clear);
    node.addEventListener("blur", clear);
  }
  figure.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
  });
}
window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
});
