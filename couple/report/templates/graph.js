
// What if: every node takes its mean under do(), cause by cause; a set node ignores its causes.
const stored = document.getElementById("linear-model");
if (stored) {
  const model = JSON.parse(stored.textContent);
  const rows = [...document.querySelectorAll(".whatif tbody tr")];
  const sliders = rows.map((row) => row.querySelector("input"));
  const marks = new Map([...document.querySelectorAll("svg.graph .node")].map((mark) => [mark.dataset.name, mark]));
  const said = document.getElementById("what-if-said");
  const setTo = new Map();
  const expected = () => {
    const mean = [];
    for (const i of model.order) {
      mean[i] = setTo.has(i)
        ? setTo.get(i)
        : model.weight[i].reduce((sum, w, j) => (w === 0 ? sum : sum + w * mean[j]), model.intercept[i]);
    }
    return mean;
  };
  const written = (x) => (x < 0 ? "−" : "+") + Math.abs(x).toFixed(2);
  const show = () => {
    const mean = expected();
    rows.forEach((row, i) => {
      const change = mean[i] - model.mean[i];
      const seen = Math.abs(change) >= 0.005;
      row.querySelector(".mean").textContent = mean[i].toFixed(2);
      row.querySelector(".change").textContent = seen ? written(change) : "0.00";
      row.querySelector(".free").disabled = !setTo.has(i);
      if (!setTo.has(i)) sliders[i].value = mean[i];
      for (const mark of [row, marks.get(model.nodes[i])]) {
        if (!mark) continue;
        mark.classList.toggle("set", setTo.has(i));
        mark.classList.toggle("up", seen && change > 0);
        mark.classList.toggle("down", seen && change < 0);
      }
    });
    said.textContent = setTo.size ? `${setTo.size} set; ${rows.filter((r) => r.matches(".up, .down")).length} moved` : "";
    document.documentElement.dataset.means = JSON.stringify(mean);
  };
  sliders.forEach((slider, i) => {
    slider.addEventListener("input", () => { setTo.set(i, Number(slider.value)); show(); });
    rows[i].querySelector(".free").addEventListener("click", () => { setTo.delete(i); show(); slider.focus(); });
    const mark = marks.get(model.nodes[i]);
    if (!mark) return;
    mark.addEventListener("click", () => slider.focus());
    mark.addEventListener("keydown", (event) => { if (event.key === "Enter") slider.focus(); });
  });
  document.querySelector(".whatif").closest("section").querySelector(".reset").addEventListener("click", () => { setTo.clear(); show(); });
  show();
}
