// Jacobian map: a circle of inputs, what a layer makes of it, and the ellipse that the Jacobian says it makes.

import { circleImages, determinant, layerJacobian, layerOutput, singular } from "./shared/math/linear_algebra.js";
import { fixed, number, percent } from "./shared/format.js";
import { arrow, legend } from "./shared/marks.js";
import { axes, panel, polyline, svg, text, ticks } from "./shared/plot.js";
import { entries, range, select, uid } from "./shared/controls.js";
import { handles } from "./shared/points.js";
import { expectNumber, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const PLACE = [-3, 3];
const layerFunctions = { identity: "identity", sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU", leaky_relu: "leaky ReLU", softplus: "softplus" };
const rowsOf = (W) => [W.slice(0, 2), W.slice(2)];

function check(state) {
  expectNumbers("W", state.W, -3, 3, [4, 4]);
  expectOneOf("activation", state.activation, Object.keys(layerFunctions));
  expectNumbers("x", state.x, ...PLACE, [2, 2]);
  expectNumber("radius", state.radius, 0.1, 2);
}

function mapped({ W, activation, x, radius }) {
  const M = rowsOf(W);
  const J = layerJacobian(M, activation, x);
  return { J, y: layerOutput(M, activation, x), ...singular(J), area: determinant(J), ...circleImages(M, activation, x, radius, 96) };
}

function describe(state, { s, area, gap, y }) {
  const [largest, smallest] = s;
  const pair = (values) => `(${values.map((value) => fixed(value)).join(", ")})`;
  const start = `A circle of radius ${fixed(state.radius, 1)} around x = ${pair(state.x)}, which goes to y = ${pair(y)}.`;
  if (largest < 1e-12) return `${start} Both singular values are 0: the Jacobian sends the circle to a point, and no error comes back through this layer here.`;
  const values = `By the Jacobian it becomes an ellipse: singular values ${number(largest)} and ${number(smallest)}, so lengths change at most ${number(largest)}-fold.`;
  const sense = area < 0 ? ", and the circle is turned over" : "";
  const line = smallest < 1e-9 * largest ? " One is 0: the ellipse is a line, and one direction of the input is lost." : ` det J = ${number(area)}: areas become ${number(Math.abs(area))} times as large${sense}.`;
  const off = gap / (largest * state.radius);
  const faint = largest < 0.1 ? " The units are saturated: what arrives here hardly matters." : "";
  const model = off < 1e-9 ? " The layer is linear here, so picture and ellipse are one." : ` The true image leaves the ellipse by up to ${number(gap)}, ${percent(off)} of its long half-axis${off > 0.2 ? ": the circle is too large for a linear model" : ""}.`;
  return `${start} ${values}${line}${faint}${model}`;
}

function build({ change, state: first, root }) {
  let now = first;
  const replaced = (list, index, value) => list.map((old, k) => (k === index ? value : old));
  const choice = select({ label: "Activation φ", options: Object.entries(layerFunctions), onInput: (activation) => change({ activation }) });
  const radius = range({ label: "radius", min: 0.1, max: 2, step: 0.1, say: (r) => fixed(r, 1), onInput: (r) => change({ radius: r }) });
  const sliders = [0, 1].map((i) => range({ label: ["x₁", "x₂"][i], min: PLACE[0], max: PLACE[1], step: 0.1, say: (v) => fixed(v, 1), onInput: (v) => change({ x: replaced(now.x, i, v) }) }));
  const weights = entries({ label: "W", rows: 2, columns: 2, min: -3, max: 3, step: 0.1, onInput: (i, j, value) => change({ W: replaced(now.W, 2 * i + j, value) }) });
  const knobs = handles({ onMove: (_, x, y) => change({ x: [x, y] }) });

  function draw({ state, width }) {
    now = state;
    choice.set(state.activation);
    radius.set(state.radius);
    sliders.forEach((slider, i) => slider.set(state.x[i]));
    weights.set(rowsOf(state.W));
    const found = mapped(state);
    const wide = width >= 520;
    const side = wide ? (width - 104) / 2 : Math.min(300, width - 60);
    const left = { left: 36, top: 28, width: side, height: side };
    const right = wide ? { ...left, left: side + 92 } : { ...left, top: side + 100 };
    size(root, width, right.top + side + (width < 400 ? 96 : 74));
    const inputs = drawInputs(root, state, found, left);
    drawOutputs(root, state, found, right);
    legend(root, 8, right.top + side + 44, width - 8, [
      { words: "true image", line: "nnw-curve" },
      { words: "by the Jacobian", line: "nnw-other" },
      { words: "the circle, for its size", line: "nnw-branch" },
    ]);
    knobs.put([{ key: "x", panel: inputs, x: state.x[0], y: state.x[1], step: 0.1, label: "point x", say: `x₁ ${fixed(state.x[0], 1)}, x₂ ${fixed(state.x[1], 1)}` }]);
    return describe(state, found);
  }

  return { controls: [choice.node, weights.node, radius.node, ...sliders.map((slider) => slider.node)], overlay: knobs.node, draw };
}

const ringAround = (middle, radius) => closed(Array.from({ length: 72 }, (_, k) => [middle[0] + radius * Math.cos((k * Math.PI) / 36), middle[1] + radius * Math.sin((k * Math.PI) / 36)]));
const closed = (points) => [...points, points[0]];

function drawInputs(root, { x, radius }, { v }, box) {
  const p = panel(root, box, [-4, 4], [-4, 4], uid());
  axes(p, { xTicks: [-4, -2, 0, 2, 4], yTicks: [-4, -2, 0, 2, 4], xLabel: "x₁", yLabel: "x₂, and a circle of inputs" });
  polyline(p, ringAround(x, radius), "nnw-curve");
  v.forEach((direction, k) => ray(p, x, direction, radius, k, `v${"₁₂"[k]}`));
  return p;
}

// the same scale both ways, around the output, wide enough for both images and for the circle itself
function drawOutputs(root, { radius }, { y, s, u, curved, linear }, box) {
  const reach = Math.max(radius, ...[...curved, ...linear].map((point) => Math.max(Math.abs(point[0] - y[0]), Math.abs(point[1] - y[1])))) * 1.3;
  const ranges = y.map((value) => [value - reach, value + reach]);
  const p = panel(root, box, ...ranges, uid());
  axes(p, { xTicks: ticks(...ranges[0], 4), yTicks: ticks(...ranges[1], 4), xLabel: "y₁", yLabel: "y₂, and what becomes of it" });
  polyline(p, ringAround(y, radius), "nnw-branch");
  polyline(p, closed(linear), "nnw-other");
  polyline(p, closed(curved), "nnw-curve");
  u.forEach((direction, k) => ray(p, y, direction, radius * s[k], k, `σ${"₁₂"[k]} u${"₁₂"[k]}`));
  p.inside.append(svg("circle", { cx: p.px(y[0]), cy: p.py(y[1]), r: 5, class: "nnw-dot" }));
}

// an arrow from the middle along a singular vector, with its name beyond the tip, but within the panel
function ray(p, from, direction, length, k, words) {
  const [x0, y0] = [p.px(from[0]), p.py(from[1])];
  const [x1, y1] = [p.px(from[0] + length * direction[0]), p.py(from[1] + length * direction[1])];
  arrow(p.inside, x0, y0, x1, y1, k ? "nnw-s4" : "nnw-s2");
  const far = Math.hypot(x1 - x0, y1 - y0) || 1;
  if (far <= 6) return;
  const { left, top, width, height } = p.box;
  const half = 4.5 * words.length + 1; // bold letters
  const x = Math.min(Math.max(x1 + (14 * (x1 - x0)) / far, left + half), left + width - half);
  let y = Math.min(Math.max(y1 + (14 * (y1 - y0)) / far + 4, top + 14), top + height - 6);
  // what was pushed back to the tip goes beside the arrow
  if (Math.abs(x - x1) < half + 2 && Math.abs(y - 4 - y1) < 12) y = y1 + (y1 - 20 < top ? 24 : -12);
  p.inside.append(text(x, y, words, "middle", "nnw-text nnw-name nnw-halo2"));
}

export default widget({
  name: "jacobian-map",
  label: "Jacobian map",
  traits: ["W", "activation", "x", "radius"],
  check,
  build,
});
