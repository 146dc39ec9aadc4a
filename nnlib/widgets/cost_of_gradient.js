// Cost of a gradient: multiplications of difference quotients and of backpropagation as a network grows.

import { multiplications } from "./shared/math/differences.js";
import { fixed, number, power, short } from "./shared/format.js";
import { legend } from "./shared/marks.js";
import { axes, line, panel, polyline, svg, text } from "./shared/plot.js";
import { range, select, uid } from "./shared/controls.js";
import { handles } from "./shared/points.js";
import { expectInteger, expectOneOf, size, widget } from "./shared/shell.js";

const MOST = 1000;
const formsOf = { central: "central, 2 passes a parameter", forward: "forward, 1 pass a parameter" };

function check(state) {
  expectInteger("inputs", state.inputs, 1, MOST);
  expectInteger("width", state.width, 1, MOST);
  expectInteger("hidden", state.hidden, 1, 5);
  expectInteger("outputs", state.outputs, 1, 100);
  expectOneOf("form", state.form, Object.keys(formsOf));
}

function costs({ inputs, hidden, outputs, form }, width) {
  const found = multiplications([inputs, ...Array(hidden).fill(width), outputs]);
  return { ...found, quotients: form === "central" ? found.centralDifferences : found.forwardDifferences };
}

// a count in full as long as it can be read, then as a power of ten
function counted(value) {
  if (value >= 1e7) return number(value);
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

// how long so many multiplications take at a thousand million a second
function duration(count) {
  const seconds = count / 1e9;
  const units = [[31557600, "years"], [86400, "days"], [3600, "hours"], [60, "minutes"], [1, "s"], [1e-3, "ms"], [1e-6, "µs"]];
  const [unit, word] = units.find(([length]) => seconds >= length) ?? [1e-9, "ns"];
  const value = seconds / unit;
  return `${value >= 100 ? short(Math.round(value)) : fixed(value, 1)} ${word}`;
}

function describe(state) {
  const found = costs(state, state.width);
  const network = [state.inputs, ...Array(state.hidden).fill(state.width), state.outputs].join("-");
  const times = found.quotients / found.backprop;
  return `The network ${network} has ${counted(found.parameters)} weights and biases. One gradient takes ${counted(found.quotients)} multiplications by ${state.form} differences, ${counted(found.backprop)} by backpropagation, which is ${fixed(found.backprop / found.forward, 2)} forward passes: ${counted(Math.round(times))} times fewer. At 10⁹ a second that is ${duration(found.quotients)} against ${duration(found.backprop)}.`;
}

function build({ change, state: first, root }) {
  const scaled = (label, spoken, most, name) =>
    range({
      label,
      spoken,
      min: 0,
      max: Math.log10(most),
      step: 0.02,
      say: String,
      from: Math.log10,
      to: (position) => Math.max(1, Math.min(most, Math.round(10 ** position))),
      onInput(value) {
        // between small whole numbers the slider stands still: a key still moves by one
        const moved = value === now[name] ? value + Math.sign(sliders[name].input.value - Math.log10(value)) : value;
        change({ [name]: Math.max(1, Math.min(most, moved)) });
      },
    });
  let now = first;
  const sliders = {
    width: scaled("hidden width", "units in each hidden layer", MOST, "width"),
    inputs: scaled("inputs", undefined, MOST, "inputs"),
    outputs: scaled("outputs", undefined, 100, "outputs"),
  };
  const hidden = range({ label: "hidden layers", min: 1, max: 5, step: 1, say: String, onInput: (value) => change({ hidden: value }) });
  const form = select({ label: "Differences", options: Object.entries(formsOf), onInput: (value) => change({ form: value }) });
  // the handle moves along the number of parameters; the width that comes nearest is taken
  const knobs = handles({
    onMove(_, x) {
      let [low, high] = [1, MOST];
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (Math.log10(costs(now, middle).parameters) < x) low = middle + 1;
        else high = middle;
      }
      const way = Math.sign(x - Math.log10(costs(now, now.width).parameters));
      change({ width: Math.max(1, Math.min(MOST, low === now.width ? low + way : low)) });
    },
  });

  function draw({ state, width }) {
    now = state;
    for (const [name, slider] of Object.entries(sliders)) slider.set(state[name]);
    hidden.set(state.hidden);
    form.set(state.form);
    const found = costs(state, state.width);
    const sweep = Array.from({ length: 61 }, (_, k) => costs(state, Math.round(10 ** (k / 20))));
    const logs = (entry, name) => Math.log10(entry[name]);
    const [first2, last2] = [sweep[0], sweep.at(-1)];
    const x = [Math.floor(logs(first2, "parameters")), Math.ceil(logs(last2, "parameters") + 1e-9)];
    const y = [Math.floor(logs(first2, "backprop")), Math.ceil(logs(last2, "quotients"))];
    const box = { left: 54, top: 28, width: width - 72, height: width < 480 ? 270 : 300 };
    size(root, width, box.height + (width < 480 ? 116 : 96));
    const p = panel(root, box, x, y, uid());
    const whole = ([low, high], most) => Array.from({ length: high - low + 1 }, (_, k) => low + k).filter((k) => (k - low) % Math.ceil((high - low) / most) === 0);
    axes(p, { xTicks: whole(x, 8), yTicks: whole(y, 8), xFormat: power, yFormat: power, xLabel: "weights and biases", yLabel: "multiplications, one gradient" });
    polyline(p, sweep.map((entry) => [logs(entry, "parameters"), logs(entry, "quotients")]), "nnw-line nnw-s2");
    polyline(p, sweep.map((entry) => [logs(entry, "parameters"), logs(entry, "backprop")]), "nnw-curve");
    for (const [name, slope] of [["quotients", 2], ["backprop", 1]]) slopeMark(p, sweep, name, slope, Math.log10(found.parameters));
    const at = logs(found, "parameters");
    const [above, below] = [logs(found, "quotients"), logs(found, "backprop")];
    line(p, at, y[0], at, below, "nnw-guide");
    line(p, at, below, at, above, "nnw-gap");
    drawFactor(root, p, sweep, at, `× ${counted(Math.round(found.quotients / found.backprop))}`, width);
    legend(root, 8, box.top + box.height + 40, width - 8, [
      { words: `${state.form} differences`, line: "nnw-line nnw-s2" },
      { words: "backpropagation", line: "nnw-curve" },
    ]);
    const say = `width ${state.width}, ${counted(found.parameters)} parameters`;
    knobs.put([
      { key: "quotients", panel: p, x: at, y: above, axis: "x", step: 0.02, label: "size of the network, on the upper line", say },
      { key: "backprop", panel: p, x: at, y: below, axis: "x", step: 0.02, kind: "nnw-mark nnw-s1", label: "size of the network, on the lower line", say },
    ]);
    return describe(state);
  }

  return { controls: [sliders.width.node, hidden.node, sliders.inputs.node, sliders.outputs.node, form.node], overlay: knobs.node, draw };
}

const nearestTo = (sweep, x) => sweep.reduce((best, entry) => (Math.abs(Math.log10(entry.parameters) - x) < Math.abs(Math.log10(best.parameters) - x) ? entry : best));

// where the triangles of the slopes begin: on the side where the chosen network is not
function slopeStart(sweep, chosen) {
  const [start, end] = [Math.log10(sweep[0].parameters), Math.log10(sweep.at(-1).parameters)];
  return chosen > (start + end) / 2 ? start + 0.1 : end - 1.1;
}

// how many times fewer, beside the gap: on the right if there is room, else on the left, between the two lines
function drawFactor(root, p, sweep, at, words, width) {
  const length = 8 * words.length;
  const right = p.px(at) + 12 + length < width;
  const from = p.px(at) + (right ? 12 : -12 - length);
  const x = slopeStart(sweep, at);
  const lower = p.py(Math.log10(nearestTo(sweep, p.atX(from + length)).backprop));
  const base = p.py(Math.log10(nearestTo(sweep, x).quotients) - 0.35);
  // a triangle may hang from the upper line there; the words go below it if they can
  const over = from < p.px(x + 1) && p.px(x) < from + length && base < lower - 18;
  const upper = over ? base : p.py(Math.log10(nearestTo(sweep, p.atX(from)).quotients));
  const y = Math.min(Math.max((upper + lower) / 2, p.box.top + 10), p.box.top + p.box.height - 10);
  root.append(text(p.px(at) + (right ? 12 : -12), y + 4, words, right ? "start" : "end", "nnw-text nnw-back nnw-halo2"));
}

// a triangle under the line over one power of ten, with its slope
function slopeMark(p, sweep, name, slope, chosen) {
  const x = slopeStart(sweep, chosen);
  const near = nearestTo(sweep, x + 0.5);
  const y = Math.log10(near[name]) - slope * (Math.log10(near.parameters) - x) - 0.35;
  const [a, b, c] = [[x, y], [x + 1, y], [x + 1, y + slope]].map(([u, v]) => [p.px(u).toFixed(1), p.py(v).toFixed(1)]);
  p.inside.append(svg("path", { d: `M${a}L${b}L${c}`, class: "nnw-branch" }));
  p.inside.append(text(p.px(x + 1) - 5, p.py(y + slope / 4) + 4, `slope ${slope}`, "end", "nnw-text nnw-faint nnw-halo2"));
}

export default widget({
  name: "cost-of-gradient",
  label: "Cost of a gradient",
  traits: ["inputs", "width", "hidden", "outputs", "form"],
  check,
  build,
});
