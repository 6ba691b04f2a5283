// The model's arithmetic, the same as petra predict's; no page in it.
const NORMAL_975 = 1.959963984540054;

const inverseLogit = (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

// A term's value: the Rad score, a number, or 1 where a factor has the term's level.
function termValue(model, term, values) {
  for (const variable of model.variables) {
    if (!variable.levels) { if (term === variable.column) return values[variable.column]; continue; }
    for (let k = 1; k < variable.levels.length; ++k)
      if (term === `${variable.column}=${variable.levels[k]}`) return values[variable.column] === k ? 1 : 0;
  }
  return values.rad_score;
}

// Columns that a regression needs, in the order of its terms.
function needsOf(model, regression) {
  const needs = [];
  for (const { term } of regression.terms.slice(1)) {
    const variable = model.variables.find((v) => (v.levels ? v.levels.some((level) => term === `${v.column}=${level}`) : term === v.column));
    const column = variable ? variable.column : "rad_score";
    if (!needs.includes(column)) needs.push(column);
  }
  return needs;
}

// Share of the training patients below a value, from quantiles at 0, 5, … 100 %.
function shareBelow(quantiles, value) {
  if (!quantiles.length || value <= quantiles[0]) return 0;
  if (value >= quantiles[quantiles.length - 1]) return 1;
  const above = quantiles.findIndex((q) => q > value);
  const low = quantiles[above - 1], high = quantiles[above];
  return (above - 1 + (high > low ? (value - low) / (high - low) : 0)) / (quantiles.length - 1);
}

function pointsOf(ticks, value) {
  for (const tick of ticks) if (tick.value === value) return tick.points;
  const first = ticks[0], last = ticks[ticks.length - 1];
  return first.points + ((last.points - first.points) * (value - first.value)) / (last.value - first.value);
}

// values: by column, numbers in the model's units, factors as the place of their level.
function calculate(model, name, values) {
  const regression = model.models[name];
  const row = regression.terms.map(({ term }, k) => (k === 0 ? 1 : termValue(model, term, values)));
  let linear = 0, variance = 0;
  row.forEach((x, i) => {
    linear += regression.terms[i].coefficient * x;
    row.forEach((y, j) => { variance += x * regression.covariance[i][j] * y; });
  });
  const error = Math.sqrt(Math.max(0, variance));
  const result = {
    linear_predictor: linear, standard_error: error, probability: inverseLogit(linear), probability_low: inverseLogit(linear - NORMAL_975 * error),
    probability_high: inverseLogit(linear + NORMAL_975 * error), share_below: shareBelow(regression.linear_predictor_training, linear), points: [], total_points: null,
  };
  if (model.nomogram && name === "combined") {
    result.points = model.nomogram.axes.map((axis) => ({ variable: axis.variable, label: axis.label, value: values[axis.variable], points: pointsOf(axis.ticks, values[axis.variable]) }));
    result.total_points = result.points.reduce((sum, axis) => sum + axis.points, 0);
  }
  return result;
}

// printf's %.4g: four significant digits, ties to even, no trailing zeros.
function fourDigits(value) {
  if (value === 0) return "0";
  const sign = value < 0 ? "-" : "", exact = Math.abs(value).toExponential(60);
  let digits = Number(exact[0] + exact.slice(2, 5)), exponent = Number(exact.slice(exact.indexOf("e") + 1));
  const rest = exact.slice(5, exact.indexOf("e"));
  const half = "5".padEnd(rest.length, "0");
  if (rest > half || (rest === half && digits % 2 === 1)) ++digits;
  if (digits === 10000) { digits = 1000; ++exponent; }
  const text = String(digits);
  const strip = (t) => (t.includes(".") ? t.replace(/0+$/, "").replace(/\.$/, "") : t);
  if (exponent < -4 || exponent >= 4)
    return `${sign}${strip(`${text[0]}.${text.slice(1)}`)}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  const plain = exponent >= 0 ? `${text.slice(0, exponent + 1)}.${text.slice(exponent + 1)}` : `0.${"0".repeat(-exponent - 1)}${text}`;
  return sign + strip(plain);
}

// Ranges that a value leaves: as petra predict warns, in the same order.
function rangeWarnings(model, name, values) {
  const list = [];
  const look = (column, label, range, convert) => {
    const value = values[column];
    if (!range || (value >= range.minimum && value <= range.maximum)) return;
    const units = Object.entries(convert || {}).filter(([, factor]) => value / factor >= range.minimum && value / factor <= range.maximum);
    list.push({ column, label, value: fourDigits(value), low: fourDigits(range.minimum), high: fourDigits(range.maximum), units: units.map(([unit, factor]) => ({ unit, value: fourDigits(value / factor) })) });
  };
  const needs = needsOf(model, model.models[name]);
  for (const column of needs) {
    const variable = model.variables.find((v) => v.column === column);
    if (variable && !variable.levels) look(column, variable.unit ? `${variable.label} (${variable.unit})` : variable.label, variable.training, variable.convert);
  }
  if (needs.includes("rad_score")) look("rad_score", null, model.rad_score_training, null);
  return list;
}
