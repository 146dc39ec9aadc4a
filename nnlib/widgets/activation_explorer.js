// Activation explorer: a point on the curve, its tangent, and the derivative beneath.

import { activations, saturation } from "./shared/math/activations.js";
import { fixed, number, percent, short } from "./shared/format.js";
import { axes, band, curve, dot, draggable, line, panel, svg, text } from "./shared/plot.js";
import { range, select, uid } from "./shared/controls.js";
import { expectNumber, expectOneOf, size, widget } from "./shared/shell.js";

const Z = [-8, 8];

// words: in the menu; symbol: in the text; y: the range of the upper picture; kinks: where value or slope jumps
const functions = {
  identity: { words: "identity: z", symbol: "identity", y: [-8, 8], kinks: [] },
  unit_step: { words: "unit step", symbol: "step", y: [-0.3, 1.3], kinks: [0] },
  sign: { words: "sign", symbol: "sign", y: [-1.4, 1.4], kinks: [0] },
  piecewise_linear: { words: "ramp (piecewise linear)", symbol: "ramp", y: [-0.3, 1.3], kinks: [-0.5, 0.5] },
  sigmoid: { words: "sigmoid σ", symbol: "σ", y: [-0.3, 1.3], kinks: [] },
  tanh: { words: "tanh", symbol: "tanh", y: [-1.4, 1.4], kinks: [] },
  relu: { words: "ReLU: max(0, z)", symbol: "relu", y: [-1.5, 8], kinks: [0] },
  leaky_relu: { words: "leaky ReLU", symbol: "leaky relu", y: [-1.5, 8], kinks: [0] },
  absolute: { words: "absolute value |z|", symbol: "abs", y: [-1.5, 8], kinks: [0] },
  softplus: { words: "softplus: log(1 + eᶻ)", symbol: "softplus", y: [-1.5, 8], kinks: [] },
  softsign: { words: "softsign: z / (1 + |z|)", symbol: "softsign", y: [-1.4, 1.4], kinks: [] },
};

const lessons = {
  unit_step: "The step jumps at 0, where the book takes the value 1. Its slope is 0 everywhere else, so no gradient passes.",
  sign: "The sign jumps at 0, where the book takes the value 0. Its slope is 0 everywhere else, so no gradient passes.",
  piecewise_linear: "The ramp has kinks at −1/2 and 1/2; the book takes the slope 0 there.",
  relu: "At the kink the slope is 0 on the left and 1 on the right; the book takes relu′(0) = 0.",
  leaky_relu: "At the kink the slope is α on the left and 1 on the right; the book takes the left one.",
  absolute: "At the kink the slope is −1 on the left and 1 on the right; the book takes 0, halfway.",
};

function check(state) {
  expectOneOf("function", state.function, Object.keys(functions));
  expectNumber("z", state.z, ...Z);
  expectNumber("alpha", state.alpha, 0, 1);
}

function beyond({ left, right, largest }) {
  if (!largest || (left === -Infinity && right === Infinity)) return "";
  if (right === Infinity) return left === 0 ? "" : ` Saturated below z ≈ ${fixed(left)}.`;
  const outside = right > Z[1] ? ", outside this picture" : "";
  return ` Saturated beyond |z| ${right === 0.5 || right === 9 ? "=" : "≈"} ${short(Number(right.toFixed(2)))}${outside}.`;
}

function describe({ function: name, z, alpha }) {
  const { symbol, kinks } = functions[name];
  const slope = activations[name].slope(z, alpha);
  const limits = saturation(name, alpha);
  const here = `z = ${fixed(z)}, ${symbol}(z) = ${number(activations[name].value(z, alpha))}, slope ${symbol}′(z) = ${number(slope)}`;
  if (kinks.includes(z) || !limits.largest) return `${here}. ${lessons[name]}`;
  const share = Math.abs(slope) / limits.largest;
  const largest = limits.largest === 0.25 ? "1/4" : limits.largest;
  let verdict = "";
  if (slope === 0) verdict = " No gradient passes here.";
  else if (share < 0.01) verdict = " Saturated: hardly any gradient passes here.";
  const constant = name === "identity" || name === "absolute" ? ": the same size everywhere" : `: ${percent(share)} of the largest, ${largest}`;
  return `${here}${constant}.${verdict}${beyond(limits)}`;
}

// at a jump of f: open circles where a branch ends without its end point, a full one at the value the book takes
function jumps(p, f, kink) {
  const ends = [f(kink - 1e-9), f(kink + 1e-9)];
  if (Math.abs(ends[0] - ends[1]) < 1e-6) return;
  const circle = (y, kind) => p.inside.append(svg("circle", { cx: p.px(kink), cy: p.py(y), r: 4, class: kind }));
  for (const end of ends) if (Math.abs(end - f(kink)) > 1e-6) circle(end, "nnw-open");
  circle(f(kink), "nnw-end");
}

function build({ change, root }) {
  const choice = select({
    label: "Activation φ",
    options: Object.entries(functions).map(([name, { words }]) => [name, words]),
    onInput: (name) => change({ function: name }),
  });
  const point = range({
    label: "z",
    spoken: "pre-activation z",
    min: Z[0],
    max: Z[1],
    step: 0.05,
    say: (z) => fixed(z),
    onInput: (z) => change({ z }),
  });
  const leak = range({
    label: "α",
    spoken: "alpha, the slope for negative z",
    min: 0,
    max: 1,
    step: 0.01,
    say: (alpha) => fixed(alpha),
    onInput: (alpha) => change({ alpha }),
  });
  let upper = null;
  let kinks = [];
  draggable(root, (x) => {
    const z = Z[0] + ((x - upper.box.left) / upper.box.width) * (Z[1] - Z[0]);
    const near = kinks.find((kink) => Math.abs(upper.px(kink) - x) < 5); // a kink can be hit with a finger
    change({ z: near ?? Math.min(Z[1], Math.max(Z[0], Math.round(z * 20) / 20)) });
  });

  function draw({ state, width }) {
    const { function: name, z, alpha } = state;
    choice.set(name);
    point.set(z);
    leak.set(alpha);
    leak.node.hidden = name !== "leaky_relu";
    kinks = functions[name].kinks;
    const value = (x) => activations[name].value(x, alpha);
    const slope = (x) => activations[name].slope(x, alpha);
    const y = name === "leaky_relu" ? [Math.min(-1.5, -8 * alpha), 8] : functions[name].y;
    const box = { left: 44, top: 26, width: width - 60, height: 200 };
    const xTicks = width < 480 ? [-8, -4, 0, 4, 8] : [-8, -6, -4, -2, 0, 2, 4, 6, 8];
    size(root, width, 430);
    upper = panel(root, box, Z, y, uid());
    const lowest = name === "absolute" ? -1.25 : -0.15;
    const limits = saturation(name, alpha);
    const top = limits.largest || 1;
    const lower = panel(root, { ...box, top: 272, height: 116 }, Z, [lowest * top, 1.25 * top], uid());
    for (const p of [upper, lower]) {
      band(p, Z[0], limits.largest ? limits.left : Z[1]);
      if (limits.largest) band(p, limits.right, Z[1]);
    }
    const small = y[1] < 2;
    axes(upper, { xTicks, yTicks: small ? (y[0] < -1 ? [-1, 0, 1] : [0, 0.5, 1]) : [-8, -4, 0, 4, 8].filter((t) => t >= y[0]), yLabel: "φ(z), with its tangent" });
    axes(lower, { xTicks, yTicks: [...(lowest < -1 ? [-1] : []), 0, top], xLabel: "z", yLabel: "slope φ′(z)" });
    const leftBand = Math.min(Z[1], limits.largest ? limits.left : Z[1]);
    if (upper.px(leftBand) - box.left > 72) {
      const word = limits.left === 0 || limits.left === -0.5 || !limits.largest ? "slope 0" : "saturated";
      root.append(text(box.left + 8, box.top + 16, name === "leaky_relu" ? "slope < 1 %" : word, "start", "nnw-text nnw-faint"));
    }
    if (box.left + box.width - upper.px(limits.right) > 72) {
      const word = limits.right === 0.5 ? "slope 0" : "saturated";
      root.append(text(box.left + box.width - 8, box.top + 190, word, "end", "nnw-text nnw-faint"));
    }
    for (const p of [upper, lower]) line(p, z, p.y[0], z, p.y[1], "nnw-guide");
    curve(upper, value, "nnw-curve", kinks);
    curve(lower, slope, "nnw-curve", kinks);
    for (const kink of kinks) for (const [p, f] of [[upper, value], [lower, slope]]) jumps(p, f, kink);

    // the tangent
    const here = value(z);
    const steep = slope(z);
    const perUnit = (box.width / 16) * Math.hypot(1, (steep * box.height * 16) / ((y[1] - y[0]) * box.width));
    const reach = Math.min(90, box.width / 4) / perUnit;
    const jump = kinks.includes(z) && (name === "unit_step" || name === "sign");
    if (!jump) line(upper, z - reach, here - reach * steep, z + reach, here + reach * steep, "nnw-tangent");
    dot(upper, z, here);
    dot(lower, z, steep);
    return describe(state);
  }

  return { controls: [choice.node, point.node, leak.node], draw };
}

export default widget({
  name: "activation-explorer",
  label: "Activation explorer",
  traits: ["function", "z", "alpha"],
  check,
  build,
});
