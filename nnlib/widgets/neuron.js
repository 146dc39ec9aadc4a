// Neuron: two inputs, the line w.x + b = 0 with its normal, an input to drag, and what comes out.

import { activations } from "./shared/math/activations.js";
import { lineSeenFrom, lineWithin } from "./shared/math/perceptron.js";
import { fixed, number } from "./shared/format.js";
import { axes, curve, line, panel, svg, text } from "./shared/plot.js";
import { arrow } from "./shared/marks.js";
import { handles } from "./shared/points.js";
import { field, raster } from "./shared/raster.js";
import { range, select } from "./shared/controls.js";
import { expectNumber, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const X = [-4, 4];
const W = [-3, 3];
const CELLS = 64;

// words: in the menu; symbol: in the text; y: the range of its curve; shade: the output as -1 ... 1
const neuronKinds = {
  unit_step: { words: "unit step (perceptron)", symbol: "step", y: [-0.3, 1.3], shade: (a) => 2 * a - 1, kinks: [0] },
  sigmoid: { words: "sigmoid σ", symbol: "σ", y: [-0.3, 1.3], shade: (a) => 2 * a - 1, kinks: [] },
  tanh: { words: "tanh", symbol: "tanh", y: [-1.4, 1.4], shade: (a) => a, kinks: [] },
  relu: { words: "ReLU: max(0, z)", symbol: "relu", y: [-1, 6], shade: (a) => a / 5, kinks: [0] },
  identity: { words: "identity: z", symbol: "", y: [-6, 6], shade: (a) => a / 5, kinks: [] },
};

function check(state) {
  expectOneOf("activation", state.activation, Object.keys(neuronKinds));
  expectNumbers("w", state.w, ...W, [2, 2]);
  expectNumber("b", state.b, ...X);
  expectNumbers("x", state.x, ...X, [2, 2]);
}

// a number as a factor or summand: negative ones in brackets
const inside = (value) => (value < 0 ? `(${fixed(value, 1)})` : fixed(value, 1));

function describe({ activation, w, b, x }, seen, ends) {
  const { symbol } = neuronKinds[activation];
  const a = activations[activation].value(seen.z);
  const sum = `z = w·x + b = ${inside(w[0])}·${inside(x[0])} + ${inside(w[1])}·${inside(x[1])} + ${inside(b)} = ${fixed(seen.z)}, output a = ${symbol ? `${symbol}(z) = ` : "z = "}${number(a, 3)}.`;
  if (seen.distance === null) return `${sum} With w = 0 there is no line: the inputs do not count, and the output is the same everywhere.`;
  const side =
    Math.abs(seen.distance) < 1e-9
      ? "The point is on the line, where z = 0."
      : `The point is ${fixed(Math.abs(seen.distance))} from the line, on the side ${seen.z > 0 ? "w points to" : "w points away from"}.`;
  const size = Math.hypot(...w);
  const where = ends ? "" : " (outside this picture)";
  return `${sum} ${side} The line is |b|/‖w‖ = ${fixed(Math.abs(b) / size)} from the origin${where}: w turns it, b shifts it.`;
}

function build({ change, root }) {
  let now = null;
  const tenth = (value) => Math.round(value * 10) / 10;
  const choice = select({
    label: "Activation φ",
    options: Object.entries(neuronKinds).map(([name, { words }]) => [name, words]),
    onInput: (activation) => change({ activation }),
  });
  const slider = (label, spoken, [min, max], onInput) =>
    range({ label, spoken, min, max, step: 0.1, say: (value) => fixed(value, 1), onInput: (value) => onInput(tenth(value)) });
  const sliders = {
    w1: slider("w₁", "weight w 1", W, (value) => change({ w: [value, now.w[1]] })),
    w2: slider("w₂", "weight w 2", W, (value) => change({ w: [now.w[0], value] })),
    b: slider("b", "bias b", X, (value) => change({ b: value })),
    x1: slider("x₁", "input x 1", X, (value) => change({ x: [value, now.x[1]] })),
    x2: slider("x₂", "input x 2", X, (value) => change({ x: [now.x[0], value] })),
  };
  const shade = raster({ smooth: true });
  const grips = handles({ onMove: (key, x, y) => change({ [key]: [x, y] }) });

  function draw({ state, width }) {
    now = state;
    const { activation, w, b, x } = state;
    choice.set(activation);
    Object.entries({ w1: w[0], w2: w[1], b, x1: x[0], x2: x[1] }).forEach(([name, value]) => sliders[name].set(value));
    const wide = width >= 560;
    const side = wide ? Math.min(380, width - 290) : Math.min(400, width - 56);
    const plane = { left: 36, top: 26, width: side, height: side };
    const curveBox = wide
      ? { left: 36 + side + 56, top: 26, width: width - side - 108, height: 200 }
      : { left: 36, top: side + 96, width: side, height: 120 };
    const below = wide ? 26 + side + 44 : side + 96 + 120 + 44;
    size(root, width, below);
    const p = panel(root, plane, X, X);
    const { value } = activations[activation];
    const { shade: toShade, y, kinks } = neuronKinds[activation];
    const outputs = field(p, CELLS, CELLS, (x1, x2) => toShade(value(w[0] * x1 + w[1] * x2 + b)));
    shade.paint(root, plane, outputs, CELLS, CELLS);
    const ends = lineWithin({ w, b }, X, X);
    const seen = lineSeenFrom({ w, b }, x);
    axes(p, { xTicks: [-4, -2, 0, 2, 4], yTicks: [-4, -2, 0, 2, 4], xLabel: "x₁", yLabel: "x₂" });
    if (ends) {
      line(p, ...ends[0], ...ends[1], "nnw-level");
      const origin = lineSeenFrom({ w, b }, [0, 0]).foot;
      line(p, 0, 0, ...origin, "nnw-bound");
      line(p, ...x, ...seen.foot, "nnw-tangent");
      neuronLineName(p, ends);
      const middle = [(p.px(x[0]) + p.px(seen.foot[0])) / 2, (p.py(x[1]) + p.py(seen.foot[1])) / 2];
      if (Math.abs(seen.distance) > 0.4) p.inside.append(text(middle[0] + 6, middle[1] + 14, fixed(Math.abs(seen.distance)), "start", "nnw-text"));
      for (const sign of [1, -1]) neuronSide(p, { w, b }, sign);
    }
    arrow(p.inside, p.px(0), p.py(0), p.px(w[0]), p.py(w[1]), "nnw-s3");
    neuronCurve(root, curveBox, { value, y, kinks, z: seen.z });
    if (wide) neuronSum(root, { left: curveBox.left, top: 300, width: curveBox.width }, state, seen.z, value(seen.z));
    grips.put([
      { key: "w", panel: p, x: w[0], y: w[1], label: "tip of w", say: `w = (${fixed(w[0], 1)}, ${fixed(w[1], 1)})`, xRange: W, yRange: W, kind: "nnw-dot2", shape: "diamond", radius: 6 },
      { key: "x", panel: p, x: x[0], y: x[1], label: "input x", say: `x = (${fixed(x[0], 1)}, ${fixed(x[1], 1)})` },
    ]);
    neuronPointName(p, w, "w");
    neuronPointName(p, x, "x");
    return describe(state, seen, ends);
  }

  return { controls: [choice.node, ...Object.values(sliders).map((one) => one.node)], layers: [shade.node], overlay: grips.node, draw };
}

// "z > 0" and "z < 0" in the corner that is farthest on that side
function neuronSide(p, { w, b }, sign) {
  const [x, y] = [sign * w[0] > 0 ? X[1] : X[0], sign * w[1] > 0 ? X[1] : X[0]];
  if (sign * (w[0] * x + w[1] * y + b) < 1) return;
  const [right, top] = [x > 0, y > 0];
  p.inside.append(text(p.px(x) + (right ? -8 : 8), p.py(y) + (top ? 20 : -10), sign > 0 ? "z > 0" : "z < 0", right ? "end" : "start", "nnw-text nnw-name"));
}

// the weighted sum, term by term
function neuronSum(root, { left, top, width }, { activation, w, b, x }, z, a) {
  const rows = [
    [`w₁x₁ = ${inside(w[0])} · ${inside(x[0])}`, fixed(w[0] * x[0])],
    [`w₂x₂ = ${inside(w[1])} · ${inside(x[1])}`, fixed(w[1] * x[1])],
    ["b", fixed(b)],
    ["z, the sum", fixed(z)],
    [`a = ${neuronKinds[activation].symbol || "z"}${neuronKinds[activation].symbol ? "(z)" : ""}`, number(a, 3)],
  ];
  rows.forEach(([name, value], i) => {
    const y = top + 24 * i;
    root.append(text(left, y, name, "start", i < 3 ? "nnw-text" : "nnw-text nnw-name"), text(left + width, y, value, "end", "nnw-text nnw-number"));
    if (i === 3) root.append(svg("line", { x1: left, x2: left + width, y1: y - 17, y2: y - 17, class: "nnw-bound" }));
  });
}

// "w·x + b = 0" along the line, at the end that is farther up
function neuronLineName(p, ends) {
  const [[x0, y0], [x1, y1]] = ends.map(([x, y]) => [p.px(x), p.py(y)]).sort((a, b) => a[1] - b[1] || b[0] - a[0]);
  const share = Math.min(0.25, 60 / Math.hypot(x1 - x0, y1 - y0));
  const [x, y] = [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
  const left = x > p.box.left + p.box.width / 2;
  p.inside.append(text(x + (left ? -8 : 8), Math.max(y, p.box.top + 16), "w·x + b = 0", left ? "end" : "start", "nnw-text"));
}

function neuronPointName(p, [x, y], name) {
  const right = p.px(x) < p.box.left + p.box.width - 24;
  p.inside.append(text(p.px(x) + (right ? 11 : -11), p.py(y) + (p.py(y) < p.box.top + 20 ? 16 : -8), name, right ? "start" : "end", "nnw-text nnw-name"));
}

function neuronCurve(root, box, { value, y, kinks, z }) {
  const reach = Math.max(6, Math.ceil(Math.abs(z) / 2) * 2);
  const tall = y[1] > 2 ? [(y[0] * reach) / 6, reach] : y;
  const p = panel(root, box, [-reach, reach], tall);
  axes(p, { xTicks: [-reach, 0, reach], yTicks: y[1] > 2 ? [0, reach] : y[0] < -1 ? [-1, 0, 1] : [0, 0.5, 1], xLabel: "z = w·x + b", yLabel: "output a = φ(z)" });
  curve(p, value, "nnw-curve", kinks);
  line(p, z, tall[0], z, value(z), "nnw-guide");
  p.inside.append(svg("circle", { cx: p.px(z), cy: p.py(value(z)), r: 6, class: "nnw-dot" }));
}

export default widget({
  name: "neuron",
  label: "Neuron with two inputs",
  traits: ["activation", "w", "b", "x"],
  check,
  build,
});
