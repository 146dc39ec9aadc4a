// Linear collapse: a grid sent through layers, and through the one matrix they fold into; then with a nonlinearity.

import { bestAffine } from "./shared/math/affine_fit.js";
import { fold, forward } from "./shared/math/network.js";
import { fixed, number, sub } from "./shared/format.js";
import { axes, panel, svg, text } from "./shared/plot.js";
import { legend, mark, matrix } from "./shared/marks.js";
import { handles } from "./shared/points.js";
import { entries, range, select } from "./shared/controls.js";
import { expectInteger, expectNumber, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const X = [-1, 1];
const LINES = [-1, -0.5, 0, 0.5, 1];
const GRAIN = 16; // pieces of a grid line
const WEIGHT = [-2, 2];

const collapseKinds = {
  identity: { words: "none: layers are linear", symbol: "" },
  relu: { words: "ReLU after each layer", symbol: "relu" },
  tanh: { words: "tanh after each layer", symbol: "tanh" },
  absolute: { words: "|z| after each layer", symbol: "|·|" },
};

function check(state) {
  if (!Array.isArray(state.layers) || state.layers.length < 2 || state.layers.length > 4) {
    throw new Error(`layers expects a list of 2 to 4 layers, got ${JSON.stringify(state.layers)}.`);
  }
  state.layers.forEach((layer, l) => expectNumbers(`layers[${l}]`, layer, ...WEIGHT, [6, 6]));
  expectOneOf("activation", state.activation, Object.keys(collapseKinds));
  expectNumbers("x", state.x, ...X, [2, 2]);
  expectInteger("shown", state.shown, 1, state.layers.length);
}

// a layer is [w11, w12, b1, w21, w22, b2], as it stands in the table
const layersOf = ({ layers, activation }) => layers.map(([a, b, c, d, e, f]) => ({ W: [[a, b], [d, e]], b: [c, f], activation }));

// the grid's lines, each as points of the plane
const gridLines = LINES.flatMap((at) => {
  const along = Array.from({ length: GRAIN + 1 }, (_, i) => -1 + (2 * i) / GRAIN);
  return [along.map((s) => [s, at]), along.map((s) => [at, s])];
});
const gridPoints = gridLines.flat();

const pair = ([a, b], digits = 2) => `(${fixed(a, digits)}, ${fixed(b, digits)})`;

function describe({ activation, x }, y, one, fit) {
  const [[a, b], [c, d]] = one.W;
  const count = `W = [${fixed(a)} ${fixed(b)}; ${fixed(c)} ${fixed(d)}], b = ${pair(one.b)}`;
  const rank = Math.abs(a * d - b * c) < 1e-9 ? " Its determinant is 0: the plane is pressed onto a line or a point." : "";
  if (activation === "identity") {
    return `Without a nonlinearity the layers are one layer: ${count}. The point ${pair(x)} goes to ${pair(y)} either way, and so does every point of the grid.${rank}`;
  }
  const { symbol } = collapseKinds[activation];
  if (fit.error < 1e-9) return `With ${symbol} the point ${pair(x)} goes to ${pair(y)}. On this grid the layers still are one affine map: no pre-activation crosses the kink here.`;
  return `With ${symbol} after each layer the point ${pair(x)} goes to ${pair(y)}. No matrix does this: even the best affine map (dashed) misses the grid by up to ${number(fit.error, 2)}.`;
}

function build({ change, state: first }) {
  let now = first;
  const choice = select({ label: "Nonlinearity", options: Object.entries(collapseKinds).map(([name, { words }]) => [name, words]), onInput: (activation) => change({ activation }) });
  const depth = select({
    label: "Layers", options: [[2, "2"], [3, "3"], [4, "4"]],
    onInput(value) {
      const count = Number(value);
      const more = [...now.layers, ...collapseExtra].slice(0, count);
      change({ layers: more, shown: Math.min(now.shown, count) });
    },
  });
  const which = select({ label: "Change layer", options: [1, 2, 3, 4].map((l) => [l, `layer ${l}`]), onInput: (value) => change({ shown: Number(value) }) });
  const table = entries({
    label: "W and b of the layer", rows: 2, columns: 3, min: WEIGHT[0], max: WEIGHT[1], step: 0.1,
    onInput: (i, j, value) => change({ layers: now.layers.map((layer, l) => (l === now.shown - 1 ? layer.map((old, k) => (k === 3 * i + j ? value : old)) : layer)) }),
  });
  const slider = (label, spoken, axis) => range({ label, spoken, min: X[0], max: X[1], step: 0.05, say: (value) => fixed(value), onInput: (value) => change({ x: now.x.map((old, k) => (k === axis ? Math.round(value * 20) / 20 : old)) }) });
  const [slider1, slider2] = [slider("x₁", "x 1 of the point", 0), slider("x₂", "x 2 of the point", 1)];
  const grips = handles({ onMove: (_, x, y) => change({ x: [x, y] }) });

  function draw({ state, root, width }) {
    now = state;
    const layers = layersOf(state);
    const linear = state.activation === "identity";
    choice.set(state.activation);
    depth.set(layers.length);
    which.set(state.shown);
    [...which.input.options].forEach((option, l) => (option.disabled = l >= layers.length));
    const shown = state.layers[state.shown - 1];
    table.set([shown.slice(0, 3), shown.slice(3)]);
    slider1.set(state.x[0]);
    slider2.set(state.x[1]);
    const stages = forward(layers, gridPoints).a;
    const point = forward(layers, state.x).a;
    const one = fold(layers);
    const fit = linear ? { ...one, error: 0 } : bestAffine(gridPoints, stages.at(-1));
    const columns = width >= 560 ? (stages.length > 4 ? 3 : stages.length) : 2;
    const gap = 46; // room for a tick such as −1.25
    const side = Math.min(240, Math.floor((width - 8 - gap * columns) / columns));
    const rows = Math.ceil(stages.length / columns);
    const tall = side + 44;
    const tableTop = rows * tall + 8;
    const panels = stages.map((images, l) => {
      const [column, row] = [l % columns, Math.floor(l / columns)];
      const reach = l ? Math.max(1, Math.ceil(Math.max(...images.flat().map(Math.abs)) * 2) / 2) : 1.25;
      return { box: { left: gap - 6 + column * (side + gap), top: 26 + row * tall, width: side, height: side }, reach, images };
    });
    size(root, width, tableTop);
    let input = null;
    panels.forEach(({ box, reach, images }, l) => {
      const p = panel(root, box, [-reach, reach], [-reach, reach]);
      input ??= p;
      const name = l === 0 ? "input" : l === stages.length - 1 ? "output" : `after layer ${l}`;
      axes(p, { xTicks: [-reach, 0, reach], yTicks: [-reach, 0, reach], yLabel: name });
      gridPicture(p, images, "nnw-mesh");
      if (l === stages.length - 1) gridPicture(p, gridPoints.map(([x1, x2]) => fit.W.map((row, k) => row[0] * x1 + row[1] * x2 + fit.b[k])), "nnw-mesh-folded");
      mark(p.inside, p.px(point[l][0]), p.py(point[l][1]), "circle", "nnw-mark nnw-s2", 6);
    });
    const end = matrixProduct(root, tableTop + 12, width, layers, one, state.shown);
    const key = legend(root, 8, end + 8, width - 16, [
      { words: "through the layers", line: "nnw-mesh" },
      { words: linear ? "by the one matrix" : "by the best affine map", line: "nnw-mesh-folded" },
    ]);
    size(root, width, end + key + 14);
    grips.put([{ key: "x", panel: input, x: state.x[0], y: state.x[1], step: 0.05, xRange: X, yRange: X, label: "point x", say: `x = ${pair(state.x)}` }]);
    return describe(state, point.at(-1), one, fit);
  }

  return { controls: [choice.node, depth.node, which.node, table.node, slider1.node, slider2.node], overlay: grips.node, draw };
}

// what a deeper stack adds
const collapseExtra = [[1, 0.5, 0, -0.5, 1, 0], [0.8, -0.6, 0.2, 0.6, 0.8, 0], [1, 1, -0.4, -0.4, 1.2, 0.3], [0.6, 0.8, 0, -1, 0.5, 0.2]];

function gridPicture(p, images, kind) {
  const length = GRAIN + 1;
  let path = "";
  for (let start = 0; start < images.length; start += length) {
    for (let i = 0; i < length; i++) path += `${i ? "L" : "M"}${p.px(images[start + i][0]).toFixed(1)} ${p.py(images[start + i][1]).toFixed(1)}`;
  }
  p.inside.append(svg("path", { d: path, class: kind }));
}

// the matrices in the order of the product, then what they multiply to, in rows that fit; returns the lower edge
function matrixProduct(root, top, width, layers, one, shown) {
  const cell = [42, 26];
  const largest = Math.max(1, ...[...layers, one].flatMap(({ W }) => W.flat().map(Math.abs)));
  const names = layers.map((_, l) => `W${sub(l + 1)}`);
  const parts = [...layers.map((layer, l) => [names[l], layer.W, "·"]).reverse(), [names.toReversed().join(""), one.W, ""]];
  let [x, y] = [8, top + 20];
  parts.forEach(([name, values, sign], i) => {
    const last = i === parts.length - 1;
    if (x + 2 * cell[0] + 24 > width) [x, y] = [8, y + 92];
    if (last) root.append(text(x, y + cell[1] + 5, "=", "middle", "nnw-text nnw-name"));
    const left = x + 14;
    matrix(root, { left, top: y, cell, values, say: (value) => fixed(value), largest, name, marked: () => (name === names[shown - 1] ? "nnw-chosen" : "") });
    x = left + 2 * cell[0] + 14;
    if (sign && i < parts.length - 2) root.append(text(x, y + cell[1] + 5, sign, "middle", "nnw-text nnw-name"));
  });
  return y + 2 * cell[1];
}

export default widget({ name: "linear-collapse", label: "Linear layers fold into one", traits: ["layers", "activation", "shown", "x"], check, build });
