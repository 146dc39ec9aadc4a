// Taylor step: the loss along its own gradient, the tangent that promises a decrease, and how far the promise holds.

import { lossAfter, tangentReach, taylorLosses, taylorModel } from "./shared/math/taylor.js";
import { fixed, number, percent } from "./shared/format.js";
import { arrow, legend } from "./shared/marks.js";
import { remembered } from "./shared/motion.js";
import { axes, band, curve, line, panel, svg, text, ticks } from "./shared/plot.js";
import { contour, field } from "./shared/raster.js";
import { range, select, uid } from "./shared/controls.js";
import { handles } from "./shared/points.js";
import { expectNumber, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const W = [-3, 3];
// most: the largest rate of the picture; start: where the reader is put when the loss is chosen
const hillsides = {
  bowl: { words: "bowl: ½ (w₁² + 4 w₂²)", most: 0.6, start: [2, 1], eta: 0.2 },
  logistic: { words: "logistic regression, 6 samples", most: 8, start: [-0.5, -1], eta: 2 },
  valley: { words: "curved valley", most: 0.2, start: [-1.2, 0.4], eta: 0.08 },
  hills: { words: "hills, not convex", most: 3, start: [0.6, 0.4], eta: 0.8 },
  relu: { words: "ReLU neuron, 3 samples: kinks", most: 1.2, start: [2.5, 1.5], eta: 0.9 },
};

function check(state) {
  expectOneOf("loss", state.loss, Object.keys(hillsides));
  expectNumbers("w", state.w, ...W, [2, 2]);
  expectNumber("eta", state.eta, 0, 8);
}

// promised and actual decrease, and how far the tangent holds within a tenth
function measured({ loss, w, eta }) {
  const { most } = hillsides[loss];
  const model = taylorModel(loss, w);
  const rate = Math.min(eta, most);
  const actual = model.loss - lossAfter(loss, w, model, rate);
  return { model, rate, most, actual, promised: rate * model.slope, bent: 0.5 * rate * rate * model.bend, reach: tangentReach(loss, w, 0.1, most) };
}

function describe(state, { model, rate, most, actual, promised, bent, reach }) {
  const start = `w = (${state.w.map((v) => fixed(v)).join(", ")}), loss ${number(model.loss)}.`;
  if (model.slope < 1e-12) return `${start} The gradient is 0 here: the linear model promises nothing, for any η.`;
  if (!rate) return `${start} Without a step, η = 0, nothing is promised and nothing happens. Move η: the slope of the tangent is −‖∇ℓ‖² = ${number(-model.slope)}.`;
  const share = actual / promised;
  const happened = actual < 0 ? `the loss rises by ${number(-actual)}` : share > 1 ? `the loss falls by ${number(actual)}, more than that` : `the loss falls by ${number(actual)}, ${percent(share)} of it`;
  const term = bent >= 0 ? `The quadratic term takes back ½ η² g·Hg = ${number(bent)}` : `The loss bends downwards: the quadratic term adds ${number(-bent)}`;
  const left = actual - promised + bent;
  const rest = Math.abs(left) < 1e-9 * Math.max(1, promised) ? "; with it the model is exact" : Math.abs(left) > 0.1 * promised ? `; even with it the model is off by ${number(Math.abs(left))}` : "";
  const far = reach >= most ? "in all of this picture" : `up to η = ${number(reach)}`;
  return `${start} With η = ${number(rate)} the tangent promises a decrease of η‖∇ℓ‖² = ${number(promised)}; ${happened}. ${term}${rest}. The promise is right within 10 % ${far}.`;
}

function build({ change, state: first, root }) {
  const choice = select({
    label: "Loss",
    options: Object.entries(hillsides).map(([name, { words }]) => [name, words]),
    onInput: (loss) => change({ loss, w: hillsides[loss].start, eta: hillsides[loss].eta }),
  });
  const { most } = hillsides[first.loss];
  const rate = range({ label: "step η", min: 0, max: most, step: most / 100, say: (eta) => number(eta), onInput: (eta) => change({ eta: Number(eta.toPrecision(6)) }) });
  const sliders = [0, 1].map((i) =>
    range({ label: ["w₁", "w₂"][i], min: W[0], max: W[1], step: 0.1, say: (v) => fixed(v, 1), onInput: (v) => change({ w: now.w.map((old, j) => (j === i ? v : old)) }) }),
  );
  const knobs = handles({ onMove: (key, x, y) => change(key === "eta" ? { eta: x } : { w: [x, y] }) });
  let now = first;
  const heights = remembered((loss, columns, rows) => {
    const p = panel(svg("g"), { left: 0, top: 0, width: 1, height: 1 }, W, W, "none");
    const values = field(p, columns, rows, (u, v) => taylorLosses[loss].value([u, v]));
    const sorted = [...values].sort((a, b) => a - b);
    return { values: [...values], levels: [0.02, 0.08, 0.18, 0.3, 0.45, 0.6, 0.75, 0.9].map((part) => sorted[Math.floor(part * (sorted.length - 1))]) };
  });

  function draw({ state, width }) {
    now = state;
    const found = measured(state);
    choice.set(state.loss);
    rate.set(found.rate);
    sliders.forEach((slider, i) => slider.set(state.w[i]));
    const wide = width >= 600;
    const box = { left: 48, top: 28, width: wide ? width - 48 - 300 : width - 64, height: wide ? 250 : 230 };
    const map = wide ? { left: width - 226, top: 28, width: 218, height: 218 } : { left: 48, top: 388, width: Math.min(260, width - 64), height: Math.min(260, width - 64) };
    size(root, width, wide ? 352 : map.top + map.height + 40);
    const section = drawSection(root, state, found, box);
    legend(root, 8, box.top + box.height + 44, wide ? box.width + 60 : width - 8, [
      { words: "loss", line: "nnw-curve" },
      { words: "tangent", line: "nnw-tangent" },
      { words: "quadratic model", line: "nnw-other" },
    ]);
    const plane = drawMap(root, state, found, map, heights(state.loss, 40, 40));
    knobs.put([
      { key: "eta", panel: section, x: found.rate, y: lossAfter(state.loss, state.w, found.model, found.rate), axis: "x", step: most / 100, label: "step η on the curve", say: `η ${number(found.rate)}` },
      { key: "w", panel: plane, x: state.w[0], y: state.w[1], step: 0.1, kind: "nnw-mark nnw-s1", label: "weights w", say: `w₁ ${fixed(state.w[0], 1)}, w₂ ${fixed(state.w[1], 1)}` },
    ]);
    return describe(state, found);
  }

  return { controls: [choice.node, rate.node, ...sliders.map((slider) => slider.node)], overlay: knobs.node, draw, shape: (state) => state.loss };
}

// the loss against eta, its tangent at 0, its parabola, and the two decreases at the chosen step
function drawSection(root, state, { model, rate, most, actual, promised, reach }, box) {
  const f = (eta) => lossAfter(state.loss, state.w, model, eta);
  const values = Array.from({ length: 61 }, (_, k) => f((most * k) / 60));
  const lowest = Math.min(...values);
  const drop = Math.max(model.loss - lowest, 0.02 * Math.max(model.loss, 0.1));
  const y = [lowest - 0.45 * drop, Math.min(Math.max(...values), model.loss + 0.9 * drop) + 0.12 * drop];
  const p = panel(root, box, [0, most], y, uid());
  band(p, 0, reach);
  axes(p, { xTicks: ticks(0, most, box.width < 300 ? 4 : 6), yTicks: ticks(...y, 5), xLabel: "step η", yLabel: "loss after the step, ℓ(w − η∇ℓ)" });
  line(p, 0, model.loss, most, model.loss, "nnw-guide");
  curve(p, (eta) => model.loss - eta * model.slope + 0.5 * eta * eta * model.bend, "nnw-other");
  curve(p, f, "nnw-curve");
  const end = Math.min(most, (model.loss - y[0] + drop) / Math.max(model.slope, 1e-12));
  line(p, 0, model.loss, end, model.loss - end * model.slope, "nnw-tangent");
  if (p.px(Math.min(reach, most)) - p.px(0) > 70) root.append(text(p.px(0) + 6, box.top + 14, "within 10 %", "start", "nnw-text nnw-faint"));
  const at = p.px(rate);
  const inside = (value) => Math.min(Math.max(p.py(value), box.top), box.top + box.height);
  if (rate) {
    arrow(p.inside, at - 5, p.py(model.loss), at - 5, inside(model.loss - promised), "nnw-s2", 8);
    arrow(p.inside, at + 5, p.py(model.loss), at + 5, inside(model.loss - actual), "nnw-s1", 8);
  }
  const right = at < box.left + box.width - 110;
  const [x, anchor] = right ? [at + 14, "start"] : [at - 14, "end"];
  if (rate && model.slope > 1e-12) {
    root.append(text(x, p.py(model.loss) + 18, `promised ${number(promised)}`, anchor, "nnw-text nnw-back nnw-halo2"));
    root.append(text(x, p.py(model.loss) + 35, actual < 0 ? `rises ${number(-actual)}` : `falls ${number(actual)}`, anchor, "nnw-text nnw-name nnw-halo2"));
  }
  return p;
}

// level lines, the line along the gradient, and the step on it
function drawMap(root, state, { model, rate, most }, box, { values, levels }) {
  const p = panel(root, box, W, W, uid());
  axes(p, { xTicks: [-3, 0, 3], yTicks: [-3, 0, 3], xLabel: "w₁", yLabel: "w₂, and the step in the plane" });
  for (const level of new Set(levels)) contour(p, values, 40, 40, level, "nnw-contour");
  const to = (eta) => state.w.map((value, i) => value - eta * model.gradient[i]);
  // the line ends where it leaves the picture
  const exits = model.gradient.map((g, i) => (g > 0 ? (state.w[i] - W[0]) / g : g < 0 ? (state.w[i] - W[1]) / g : Infinity));
  const far = Math.min(most, ...exits);
  line(p, ...state.w, ...to(far), "nnw-guide");
  const [u, v] = to(Math.min(rate, far));
  arrow(p.inside, p.px(state.w[0]), p.py(state.w[1]), p.px(u), p.py(v), "nnw-s2");
  return p;
}

export default widget({
  name: "taylor-step",
  label: "Taylor step",
  traits: ["loss", "w", "eta"],
  check,
  build,
});
