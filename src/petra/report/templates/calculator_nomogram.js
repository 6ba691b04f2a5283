// Draws the nomogram with one patient's reading in it.
const SVG = "http://www.w3.org/2000/svg";
const NOMOGRAM = { width: 820, left: 190, right: 30, top: 26, step: 50 };

function svgElement(parent, name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

// One axis: ticks are {at, label}, `at` in pixels; labels that would run into their left neighbour go below the line, or are left out.
function drawAxis(svg, y, label, ticks) {
  svgElement(svg, "text", { x: NOMOGRAM.left - 14, y: y + 4, "text-anchor": "end", class: "name" }, label.length > 28 ? `${label.slice(0, 27)}…` : label).append(
    Object.assign(document.createElementNS(SVG, "title"), { textContent: label }));
  const sorted = [...ticks].sort((a, b) => a.at - b.at);
  if (!sorted.length) return;
  svgElement(svg, "line", { x1: sorted[0].at, x2: sorted[sorted.length - 1].at, y1: y, y2: y, class: "axis" });
  const ends = { above: -Infinity, below: -Infinity };
  for (const tick of sorted) {
    const half = tick.label.length * 3.4 + 3;
    const side = tick.at - half >= ends.above ? "above" : tick.at - half >= ends.below ? "below" : null;
    svgElement(svg, "line", { x1: tick.at, x2: tick.at, y1: y, y2: side === "below" ? y + 5 : y - 5, class: "axis" });
    if (!side) continue;
    ends[side] = tick.at + half;
    svgElement(svg, "text", { x: tick.at, y: side === "above" ? y - 8 : y + 16, "text-anchor": "middle" }, tick.label);
  }
}

// Rows from the top: points, one axis per variable, total, linear predictor, probability. result: of calculate, or null for none.
function drawNomogram(holder, nomogram, labelOf, texts, result) {
  const rows = nomogram.axes.length + 4;
  const height = NOMOGRAM.top + rows * NOMOGRAM.step;
  const plot = NOMOGRAM.width - NOMOGRAM.left - NOMOGRAM.right;
  const totals = nomogram.total_points, totalEnd = totals[totals.length - 1] || 1;
  const atPoints = (points) => NOMOGRAM.left + (points / 100) * plot;
  const atTotal = (points) => NOMOGRAM.left + (points / totalEnd) * plot;
  const inside = (x) => Math.min(Math.max(x, NOMOGRAM.left - 8), NOMOGRAM.width - NOMOGRAM.right + 8);
  const yOf = (row) => NOMOGRAM.top + row * NOMOGRAM.step;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${NOMOGRAM.width} ${height}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", texts.picture);
  drawAxis(svg, yOf(0), texts.axis_points, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((p) => ({ at: atPoints(p), label: String(p) })));
  nomogram.axes.forEach((axis, k) => drawAxis(svg, yOf(k + 1), labelOf(axis), axis.ticks.map((t) => ({ at: atPoints(t.points), label: t.label }))));
  const total = nomogram.axes.length + 1;
  drawAxis(svg, yOf(total), texts.axis_total, totals.map((p) => ({ at: atTotal(p), label: String(Number(p.toPrecision(10))) })));
  const onTotal = (ticks) => ticks.filter((t) => t.points >= 0 && t.points <= totalEnd).map((t) => ({ at: atTotal(t.points), label: t.label }));
  drawAxis(svg, yOf(total + 1), texts.axis_linear, onTotal(nomogram.linear_predictor));
  drawAxis(svg, yOf(total + 2), texts.axis_probability, onTotal(nomogram.probability));
  if (result && result.total_points !== null) {
    result.points.forEach((axis, k) => {
      const x = inside(atPoints(axis.points));
      svgElement(svg, "line", { x1: x, x2: x, y1: yOf(k + 1), y2: yOf(0), class: "reading" });
      svgElement(svg, "circle", { cx: x, cy: yOf(k + 1), r: 4.5, class: "mark", "data-variable": axis.variable });
    });
    const x = inside(atTotal(result.total_points));
    svgElement(svg, "line", { x1: x, x2: x, y1: yOf(total), y2: yOf(total + 2), class: "reading" });
    svgElement(svg, "circle", { cx: x, cy: yOf(total), r: 4.5, class: "mark", "data-variable": "total" });
    svgElement(svg, "circle", { cx: x, cy: yOf(total + 2), r: 4.5, class: "mark", "data-variable": "probability" });
    const half = 1.959963984540054 * result.standard_error * nomogram.points_per_unit;
    svgElement(svg, "line", { x1: inside(atTotal(result.total_points - half)), x2: inside(atTotal(result.total_points + half)), y1: yOf(total + 2), y2: yOf(total + 2), class: "band" });
  }
  holder.replaceChildren(svg);
}
