// Vanishing gradients: what is left of the gradient in each layer of a deep network, and of its activations.

import { deepRun, initialiserNames, weightSpread } from "./shared/math/initialisers.js";
import { fixed, number, plural } from "./shared/format.js";
import { axes, logTicks, panel, polyline, powerOf, svg, ticks } from "./shared/plot.js";
import { legend, mark, notice } from "./shared/marks.js";
import { button, range, select, uid } from "./shared/controls.js";
import { remembered } from "./shared/motion.js";
import { expectInteger, expectOneOf, size, widget } from "./shared/shell.js";

const UNITS = 20;
const DEPTH = [2, 24];
const activationWords = { sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU", leaky_relu: "leaky ReLU", softsign: "softsign", identity: "identity (no activation)" };
const initialWords = {
  xavier_normal: "Xavier (normal)",
  xavier_uniform: "Xavier (uniform)",
  he_normal: "He (normal)",
  he_uniform: "He (uniform)",
  lecun_normal: "LeCun (normal)",
  small: "small: normal, σ = 0.01",
  large: "large: normal, σ = 1",
};

function check({ depth, activation, initialiser, seed }) {
  expectInteger("depth", depth, ...DEPTH);
  expectOneOf("activation", activation, Object.keys(activationWords));
  expectOneOf("initialiser", initialiser, initialiserNames);
  expectInteger("seed", seed, 0, 9999);
}

const runOf = remembered(deepRun);

// how many times smaller, in words
function timesWords(ratio) {
  if (ratio < 1) return `${number(1 / ratio, 1)} times smaller than`;
  return `${number(ratio, 1)} times as large as`;
}

function describe({ depth, activation, initialiser }, { errors, norms, slopes, outputs }) {
  const [first, last] = [errors[0], errors[depth - 1]];
  const what = `${plural(depth, "layer")} of ${UNITS} ${activationWords[activation].replace(" (no activation)", "")} units, ${initialWords[initialiser]}`;
  if (!(first > 0 && last > 0)) return `${what}: the error δ of layer 1 is 0: no unit passes anything back.`;
  const factor = (first / last) ** (1 / (depth - 1));
  const verdict = factor < 0.75 ? "it vanishes, and the first layers hardly learn" : factor > 1.35 ? "it explodes" : "it keeps its size";
  const spread = weightSpread(initialiser, UNITS, UNITS);
  const slope = Math.exp(slopes.reduce((total, s) => total + Math.log(Math.max(s, 1e-300)), 0) / depth);
  const law = `Expected: √(${UNITS} · Var w) · φ′ = ${fixed(Math.sqrt(UNITS) * spread)} · ${number(slope, 2)} = ${number(Math.sqrt(UNITS) * spread * slope, 2)}`;
  const reason = activation === "sigmoid" ? " (φ′ is at most 1/4)" : activation === "relu" ? " (half of the units pass nothing)" : slope < 0.2 ? " (most units are saturated)" : "";
  const end = outputs[depth].deviation;
  return `${what}: each layer back multiplies the error δ by ${number(factor, 2)}; that of layer 1 is ${timesWords(first / last)} that of layer ${depth}: ${verdict}. ${law}${reason}. Forwards the outputs' standard deviation goes from ${fixed(outputs[0].deviation)} to ${number(end, 2)}; the gradient of W⁽¹⁾ is δ⁽¹⁾ times such outputs: ${number(norms[0], 2)}.`;
}

function build({ change }) {
  let now = null;
  const depth = range({ label: "layers L", min: DEPTH[0], max: DEPTH[1], step: 1, say: String, onInput: (value) => change({ depth: value }) });
  const activation = select({ label: "Activation φ", options: Object.entries(activationWords), onInput: (value) => change({ activation: value }) });
  const initialiser = select({ label: "Initial weights", options: Object.entries(initialWords), onInput: (value) => change({ initialiser: value }) });
  const again = button("New draw", () => change({ seed: (now.seed + 1) % 10000 }));

  function draw({ state, root, width }) {
    now = state;
    depth.set(state.depth);
    activation.set(state.activation);
    initialiser.set(state.initialiser);
    const run = runOf(state);
    const box = { left: 54, top: 28, width: width - 70, height: 190 };
    const below = width < 420 ? 338 : 316;
    size(root, width, below + 184);
    drawNorms(root, box, run, state.depth, width);
    drawOutputs(root, { ...box, top: below, height: 130 }, run.outputs, state.depth, width);
    return describe(state, run);
  }

  return { controls: [depth.node, activation.node, initialiser.node, again], draw };
}

const layerTicks = (first, depth, width) => ticks(first, depth, width < 480 ? 5 : 12).filter((tick) => Number.isInteger(tick) && tick >= first);

function drawNorms(root, box, { errors, norms }, depth, width) {
  const positive = [...errors, ...norms].filter((norm) => norm > 0);
  if (!positive.length) return notice(root, box, "the gradient is 0 in every layer");
  const span = [Math.min(...positive), Math.max(...positive)].map(Math.log10);
  const edge = Math.max(0.05, 0.04 * (span[1] - span[0])); // so that no mark is cut
  const y = [10 ** Math.min(Math.floor(span[0] - edge), Math.ceil(span[1]) - 2), 10 ** Math.ceil(span[1] + edge)];
  const p = panel(root, box, [0, depth + 0.4], y, uid(), { logY: true });
  axes(p, { xTicks: layerTicks(1, depth, width), yTicks: logTicks(...y, 6), xLabel: "", yLabel: "sizes, on a logarithmic scale", yFormat: powerOf });
  polyline(p, [[1, errors[0]], [depth, errors[depth - 1]]], "nnw-other");
  errors.forEach((error, l) => {
    if (!(error > 0)) return;
    p.inside.append(svg("line", { x1: p.px(l + 1), x2: p.px(l + 1), y1: box.top + box.height, y2: p.py(error), class: "nnw-stem" }));
    mark(p.inside, p.px(l + 1), p.py(error), "circle", "nnw-mark nnw-s1", 5.5);
  });
  // on top: over many powers of ten the two are at one place
  norms.forEach((norm, l) => errors[l] > 0 && mark(p.inside, p.px(l + 1), p.py(norm), "diamond", "nnw-mark nnw-s2", 3.8));
  legend(root, box.left, box.top + box.height + 24, box.width, [
    { words: "error δ⁽ˡ⁾ = ∂ℓ/∂z⁽ˡ⁾", mark: "nnw-mark nnw-s1", shape: "circle" },
    { words: "gradient ∂ℒ/∂W⁽ˡ⁾", mark: "nnw-mark nnw-s2", shape: "diamond" },
  ]);
}

// at most seven signs: 10⁹ and 5·10⁸ instead of 1.0 × 10⁹
function tickWords(value, span) {
  if (span < 1e4) return number(value, span < 0.6 ? 2 : 1);
  return number(value, 1).replace(/^(−?)1\.0 × /, "$1").replace(/\.0 × | × /, "·");
}

// 90 % of the outputs lie on the thin line, half of them in the box
function drawOutputs(root, box, outputs, depth, width) {
  const ends = outputs.flatMap(({ quantiles }) => [quantiles[0], quantiles[4]]).filter(Number.isFinite);
  const reach = Math.min(1e9, Math.max(...ends, 0.2));
  const least = Math.max(-1e9, Math.min(...ends, 0));
  const p = panel(root, box, [-0.4, depth + 0.4], [least - 0.06 * (reach - least), reach + 0.06 * (reach - least)], uid());
  axes(p, { xTicks: layerTicks(0, depth, width), yTicks: ticks(least, reach, 4), xLabel: "layer l", yLabel: width < 480 ? "outputs a⁽ˡ⁾ (box: half of them)" : "outputs a⁽ˡ⁾: the box holds half of them, the line 90 %", yFormat: (v) => tickWords(v, reach - least) });
  const half = Math.min(9, (0.32 * box.width) / (depth + 1));
  outputs.forEach(({ quantiles: q }, l) => {
    const [x, ys] = [p.px(l), q.map((value) => p.py(Math.max(-2e9, Math.min(2e9, value))))];
    p.inside.append(svg("line", { x1: x, x2: x, y1: ys[0], y2: ys[4], class: "nnw-whisker" }));
    const flat = ys[1] - ys[3] < 5; // too low for a line in it
    if (!flat) p.inside.append(svg("rect", { x: x - half, width: 2 * half, y: ys[3], height: ys[1] - ys[3], class: "nnw-bar nnw-slab" }));
    p.inside.append(svg("line", { x1: x - half, x2: x + half, y1: ys[2], y2: ys[2], class: flat ? "nnw-median nnw-flat" : "nnw-median" }));
  });
}

export default widget({
  name: "vanishing-gradients",
  label: "Vanishing gradients",
  traits: ["depth", "activation", "initialiser", "seed"],
  check,
  build,
});
