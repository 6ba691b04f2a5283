// The page: fields, languages, and the result as soon as every value is there.
const model = JSON.parse(document.getElementById("model").textContent);
const byId = (id) => document.getElementById(id);
let language = "en";

const say = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), TEXTS[language][key]);
const spoken = (text) => (language === "de" ? text.replace(".", ",") : text);  // of a number
const variableOf = (column) => model.variables.find((v) => v.column === column);
const labelOf = (column) => (column === "rad_score" ? say("rad_score") : variableOf(column).label);
const modelName = () => byId("model-name").value;

function element(name, attributes = {}, text) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// A typed number, or why it is none. German has the decimal comma; elsewhere a comma may mean a thousand.
function parseTyped(typed) {
  let text = typed.trim().replace("−", "-");
  if (language === "de" && text.includes(",") && !text.includes(".")) text = text.replace(",", ".");
  else if (language === "de" && /^-?\d{1,3}\.\d{3}$/.test(text)) return { problem: say("ambiguous", { text: typed }) };
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)) ? { value: Number(text) } : { problem: say("not_a_number", { text: typed }) };
}

// {value} in the model's unit, {problem}, or {} where nothing is filled in.
function readField(column) {
  const input = byId(`value-${column}`);
  const variable = variableOf(column);
  if (variable && variable.levels) return input.value === "" ? {} : { value: Number(input.value), shown: variable.levels[Number(input.value)] };
  if (input.value.trim() === "") return {};
  const typed = parseTyped(input.value);
  if (typed.problem) return typed;
  const unit = byId(`unit-${column}`);
  const factor = unit && unit.value !== "" ? variable.convert[unit.value] : 1;
  return { value: typed.value / factor, shown: spoken(String(typed.value / factor)) };
}

function rangeHint(range) {
  return range ? say("trained_on", { low: spoken(fourDigits(range.minimum)), high: spoken(fourDigits(range.maximum)) }) : "";
}

function makeField(column) {
  const variable = variableOf(column);
  const field = element("div", { class: "field" });
  field.append(element("label", { for: `value-${column}`, "data-label": column }));
  if (variable && variable.levels) {
    const select = element("select", { id: `value-${column}` });
    select.append(element("option", { value: "", "data-text": "choose" }));
    variable.levels.forEach((level, k) => select.append(element("option", { value: k }, level)));
    field.append(select);
  } else {
    field.append(element("input", { id: `value-${column}`, type: "text", inputmode: "decimal", "aria-describedby": `hint-${column} problem-${column}` }));
  }
  const unit = element("span", { class: "unit" });
  const units = variable && variable.convert ? Object.keys(variable.convert) : [];
  if (units.length) {
    const select = element("select", { id: `unit-${column}`, "data-unit": column });
    select.append(element("option", { value: "" }, variable.unit || "–"));
    for (const name of units) select.append(element("option", { value: name }, name));
    unit.append(select);
  } else if (variable && variable.unit) {
    unit.append(element("span", {}, variable.unit));
  }
  unit.append(element("span", { class: "hint", id: `hint-${column}` }));
  field.append(unit, element("p", { class: "problem", id: `problem-${column}` }));
  return field;
}

function makeFields() {
  byId("fields").replaceChildren(...needsOf(model, model.models[modelName()]).map(makeField));
}

function translate() {
  document.documentElement.lang = language;
  document.querySelectorAll("[data-text]").forEach((e) => { e.textContent = say(e.dataset.text); });
  document.querySelectorAll("[data-label]").forEach((e) => { e.textContent = labelOf(e.dataset.label); });
  document.querySelectorAll("[data-unit]").forEach((e) => { e.setAttribute("aria-label", say("unit_of", { label: labelOf(e.dataset.unit) })); });
  for (const option of byId("model-name").options) option.textContent = TEXTS[language][option.value] || option.value;
  for (const column of needsOf(model, model.models[modelName()])) {
    const variable = variableOf(column);
    byId(`hint-${column}`).textContent = rangeHint(column === "rad_score" ? model.rad_score_training : variable.training);
  }
}

function showWarnings(values) {
  const items = rangeWarnings(model, modelName(), values).map((w) => {
    const text = say("outside", { label: w.label || say("rad_score_subject"), value: spoken(w.value), low: spoken(w.low), high: spoken(w.high) });
    return element("li", { "data-column": w.column }, text + w.units.map((u) => say("unit_question", { unit: u.unit, value: spoken(u.value) })).join(""));
  });
  if (model.recalibrated) items.push(element("li", {}, say("recalibrated", { text: model.recalibrated })));
  const list = element("ul");
  list.append(...items);
  byId("warnings").replaceChildren(...(items.length ? [list] : []));
}

function showPoints(result, shown) {
  byId("points").hidden = result.total_points === null;
  const rows = result.points.map((axis) => {
    const row = element("tr");
    row.append(element("th", { scope: "row" }, axis.variable === "rad_score" ? say("rad_score") : axis.label), element("td", {}, shown[axis.variable]),
      element("td", { class: "number" }, spoken(axis.points.toFixed(1))));
    return row;
  });
  if (result.total_points !== null) {
    const row = element("tr");
    row.append(element("th", { scope: "row" }, say("total")), element("td"), element("td", { class: "number" }, spoken(result.total_points.toFixed(1))));
    rows.push(row);
  }
  byId("points").querySelector("tbody").replaceChildren(...rows);
}

function update() {
  translate();
  const values = {}, shown = {};
  let complete = true;
  for (const column of needsOf(model, model.models[modelName()])) {
    const read = readField(column);
    byId(`problem-${column}`).textContent = read.problem || "";
    byId(`value-${column}`).setAttribute("aria-invalid", read.problem ? "true" : "false");
    if (read.value === undefined) complete = false;
    values[column] = read.value;
    shown[column] = read.shown;
  }
  const nomogram = modelName() === "combined" ? model.nomogram : null;
  byId("nomogram-section").hidden = !nomogram;
  const axisLabel = (axis) => (axis.variable === "rad_score" ? say("rad_score") : axis.label);
  const result = complete ? calculate(model, modelName(), values) : null;
  if (nomogram) drawNomogram(byId("nomogram"), nomogram, axisLabel, TEXTS[language], result);
  window.petraResult = result;  // for tests and for who wants more digits
  if (!result) {
    byId("result").replaceChildren(element("p", {}, say("fill_in")));
    byId("warnings").replaceChildren();
    byId("points").hidden = true;
    return;
  }
  const three = (p) => spoken(p.toFixed(3));
  byId("result").replaceChildren(
    element("p", { class: "probability" }, say("probability", { value: three(result.probability) })),
    element("p", { class: "interval" }, say("interval", { low: three(result.probability_low), high: three(result.probability_high) })),
    element("p", { class: "share" }, say("share", { value: `${(100 * result.share_below).toFixed(0)} %`, count: model.training_patients })));
  showWarnings(values);
  showPoints(result, shown);
}

function start() {
  const names = Object.keys(model.models);
  for (const name of names) byId("model-name").append(element("option", { value: name }));
  byId("model-name").value = ["combined", "radiomics", "clinical"].find((name) => names.includes(name));
  byId("model-choice").hidden = names.length < 2;
  const asked = new URLSearchParams(location.search).get("lang") || navigator.language.slice(0, 2);
  language = TEXTS[asked] ? asked : "en";
  byId("language").value = language;
  makeFields();
  byId("language").addEventListener("change", () => { language = byId("language").value; update(); });
  byId("model-name").addEventListener("change", () => { makeFields(); update(); });
  byId("patient").addEventListener("input", update);
  byId("patient").addEventListener("submit", (event) => event.preventDefault());
  byId("patient").addEventListener("reset", () => setTimeout(update, 0));
  update();
}

start();
