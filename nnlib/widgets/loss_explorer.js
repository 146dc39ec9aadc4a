// Loss explorer: the output against its target, the loss, and the gradient that the network learns from.

import { softmax } from "./shared/math/activations.js";
import { losses, output } from "./shared/math/losses.js";
import { fixed, number, sub } from "./shared/format.js";
import { axes, curve, dot, draggable, line, panel, svg, text } from "./shared/plot.js";
import { html, range, select, uid } from "./shared/controls.js";
import { barRow } from "./shared/bars.js";
import { expectNumber, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const Z = [-8, 8];
const modes = {
  squared: "squared error, linear output",
  "sigmoid-ce": "cross-entropy behind a sigmoid",
  "sigmoid-squared": "squared error behind a sigmoid",
  "softmax-ce": "cross-entropy behind a softmax",
};
const rival = { "sigmoid-ce": "sigmoid-squared", "sigmoid-squared": "sigmoid-ce" };

function fits(mode, target, count) {
  if (mode === "softmax-ce") return Number.isInteger(target) && target >= 0 && target < count;
  return mode === "squared" ? Math.abs(target) <= 4 : target >= 0 && target <= 1;
}

// a mode that arrives from Python ahead of its target is drawn with 1, as Python will set it
function targetOf({ mode, target, logits }) {
  return fits(mode, target, logits.length) ? target : 1;
}

function check(state) {
  expectOneOf("mode", state.mode, Object.keys(modes));
  expectNumber("target", state.target, -4, 5);
  expectNumber("z", state.z, ...Z);
  expectNumbers("logits", state.logits, -5, 5);
}

function describeSigmoid(mode, z, t) {
  const a = output(mode, z);
  const here = `z = ${fixed(z)}, output σ(z) = ${number(a)}, target ${fixed(t)}.`;
  const ce = losses["sigmoid-ce"];
  const squared = losses["sigmoid-squared"];
  const both = `Cross-entropy: loss ${number(ce.value(z, t))}, gradient ${number(ce.slope(z, t))}. Squared error: loss ${number(squared.value(z, t))}, gradient ${number(squared.slope(z, t))}`;
  const ratio = ce.slope(z, t) / squared.slope(z, t);
  const verdict = Math.abs(a - t) > 0.9 ? " Confidently wrong." : Math.abs(a - t) < 0.02 ? " Nearly right." : "";
  const times = Number.isFinite(ratio) && Math.abs(a - t) > 1e-6 ? `, ${ratio < 100 ? ratio.toFixed(1) : Math.round(ratio)} times smaller` : "";
  return `${here}${verdict} ${both}${times}.`;
}

function describe(state) {
  const { mode, z, logits } = state;
  const t = targetOf(state);
  if (mode === "squared") {
    const way = z === t ? "the minimum" : `a step against it ${z > t ? "lowers" : "raises"} the output`;
    return `Output z = ${fixed(z)}, target ${fixed(t)}: loss ½(z − t)² = ${number(losses.squared.value(z, t))}, gradient z − t = ${fixed(z - t)}: ${way}.`;
  }
  if (mode !== "softmax-ce") return describeSigmoid(mode, z, t);
  const p = softmax(logits);
  const slopes = losses[mode].slope(logits, t).map((slope) => fixed(slope));
  const where = `z = (${logits.map((value) => fixed(value, 1)).join(", ")}).`;
  return `${where} The target is class ${t + 1}, with probability ${number(p[t])}: loss −log p${sub(t + 1)} = ${number(losses[mode].value(logits, t))}, gradient p − t = (${slopes.join(", ")}), which sums to 0.`;
}

function build({ change, state: first, root }) {
  let now = first;
  let upper = null;
  const choice = select({
    label: "Loss",
    options: Object.entries(modes),
    onInput: (mode) => change(fits(mode, now.target, now.logits.length) ? { mode } : { mode, target: 1 }),
  });
  const target = (min, max, step) =>
    range({ label: "target t", min, max, step, say: (t) => fixed(t), onInput: (t) => change({ target: t }) });
  const linearTarget = target(-4, 4, 0.1);
  const shareTarget = target(0, 1, 0.05);
  const classTarget = select({
    label: "target class c",
    options: first.logits.map((_, i) => [i, `class ${i + 1}`]),
    onInput: (value) => change({ target: Number(value) }),
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
  const rows = first.logits.map((_, i) =>
    barRow({
      label: `z${sub(i + 1)}`,
      spoken: `logit z ${i + 1}`,
      min: -5,
      max: 5,
      onInput: (value) => change({ logits: now.logits.map((old, j) => (j === i ? value : old)) }),
    }),
  );
  const heads = html("div", { class: "nnw-heads", "aria-hidden": "true" }, html("span", {}, "logits z"), html("span", {}, "outputs p = softmax(z)"));
  const table = html("div", { class: "nnw-rows" }, heads, ...rows.map((row) => row.node));
  draggable(root, (x) => {
    if (now.mode === "softmax-ce") return;
    const z = Z[0] + ((x - upper.box.left) / upper.box.width) * (Z[1] - Z[0]);
    change({ z: Math.min(Z[1], Math.max(Z[0], Math.round(z * 20) / 20)) });
  });

  function draw({ state, width }) {
    now = state;
    const { mode, z, logits } = state;
    const t = targetOf(state);
    const classes = mode === "softmax-ce";
    choice.set(mode);
    point.set(z);
    linearTarget.node.hidden = mode !== "squared";
    shareTarget.node.hidden = !(mode in rival);
    classTarget.node.hidden = table.hidden = !classes;
    point.node.hidden = classes;
    root.classList.toggle("nnw-drag", !classes);
    (classes ? classTarget : mode === "squared" ? linearTarget : shareTarget).set(t);
    if (classes) drawClasses(root, width, logits, t, rows);
    else upper = drawCurves(root, width, mode, z, t);
    return describe(state);
  }

  return {
    controls: [choice.node, classTarget.node, linearTarget.node, shareTarget.node, point.node],
    aside: [table],
    draw,
    shape: (state) => state.logits.length,
  };
}

// loss above, gradient below, both against z; behind a sigmoid the other loss is drawn too
function drawCurves(root, width, mode, z, t) {
  const other = rival[mode];
  const { value, slope } = losses[mode];
  const box = { left: 44, top: 0, width: width - 60, height: 0 };
  const start = other ? outputLine(root, box, z, t) : 0;
  const highest = Math.max(value(Z[0], t), value(Z[1], t));
  const ceiling = mode === "sigmoid-squared" ? 0.6 : mode === "squared" ? 1.05 * highest : 8.5;
  const steepest = other ? 1.1 : 1.05 * Math.max(Math.abs(Z[0] - t), Math.abs(Z[1] - t));
  const xTicks = width < 480 ? [-8, -4, 0, 4, 8] : [-8, -6, -4, -2, 0, 2, 4, 6, 8];
  const upper = panel(root, { ...box, top: start + 26, height: 180 }, Z, [0, ceiling], uid());
  const lower = panel(root, { ...box, top: start + 250, height: 130 }, Z, [-steepest, steepest], uid());
  const lossTicks = mode === "sigmoid-squared" ? [0, 0.25, 0.5] : mode === "squared" ? [0, 10, 20, 30, 40, 50, 60, 70].filter((tick) => tick < ceiling && (tick % 20 === 0 || ceiling < 45)) : [0, 2, 4, 6, 8];
  axes(upper, { xTicks, yTicks: lossTicks, yLabel: "loss ℓ(z), with its tangent" });
  axes(lower, { xTicks, yTicks: other ? [-1, 0, 1] : [-10, -5, 0, 5, 10].filter((tick) => Math.abs(tick) < steepest), xLabel: "z", yLabel: "gradient δ = dℓ/dz" });
  for (const p of [upper, lower]) line(p, z, p.y[0], z, p.y[1], "nnw-guide");
  if (other) {
    curve(upper, (x) => losses[other].value(x, t), "nnw-other");
    curve(lower, (x) => losses[other].slope(x, t), "nnw-other");
  }
  curve(upper, (x) => value(x, t));
  curve(lower, (x) => slope(x, t));
  const steep = slope(z, t);
  const perUnit = (box.width / 16) * Math.hypot(1, (steep * 180 * 16) / (ceiling * box.width));
  const reach = Math.min(90, box.width / 4) / perUnit;
  line(upper, z - reach, value(z, t) - reach * steep, z + reach, value(z, t) + reach * steep, "nnw-tangent");
  if (other) dot(lower, z, losses[other].slope(z, t), "nnw-dot2", 5);
  dot(upper, z, value(z, t));
  dot(lower, z, steep);
  let height = start + 418;
  if (other) {
    const names = { "sigmoid-ce": "cross-entropy", "sigmoid-squared": "squared error" };
    [["nnw-curve", mode], ["nnw-other", other]].forEach(([kind, name], i) => {
      const x = width < 300 ? 8 + i * (width / 2 + 8) : box.left + i * Math.min(190, box.width / 2);
      root.append(svg("line", { x1: x, x2: x + 26, y1: height + 8, y2: height + 8, class: kind }), text(x + 34, height + 12, names[name]));
    });
    height += 24;
  }
  size(root, width, height);
  return upper;
}

// the output and its target between 0 and 1: the distance is the gradient of the cross-entropy
function outputLine(root, box, z, t) {
  const p = panel(root, { ...box, top: 30, height: 26 }, [0, 1], [0, 1], uid());
  const a = output("sigmoid-ce", z);
  axes(p, { xTicks: [0, 0.5, 1], yTicks: [], xLabel: "", yLabel: box.width < 240 ? "output σ(z), target t: flag" : "output σ(z), and target t as a flag" });
  root.append(svg("line", { x1: box.left, x2: box.left + box.width, y1: 43, y2: 43, class: "nnw-axis" }));
  root.append(svg("line", { x1: p.px(a), x2: p.px(t), y1: 43, y2: 43, class: "nnw-gap" }));
  root.append(svg("path", { d: `M${p.px(t)} 56V30h${t > 0.9 ? -12 : 12}v10h${t > 0.9 ? 12 : -12}`, class: "nnw-flag" }));
  root.append(svg("circle", { cx: p.px(a), cy: 43, r: 7, class: "nnw-dot" }));
  return 88;
}

function drawClasses(root, width, logits, c, rows) {
  const p = softmax(logits);
  const slopes = losses["softmax-ce"].slope(logits, c);
  rows.forEach((row, k) => {
    const spans = [{ from: 0, to: p[k] }];
    if (k === c) spans.unshift({ from: 0, to: 1, kind: "nnw-target" });
    row.set(logits[k], spans, `${fixed(p[k], 3)}${k === c ? " ← t" : ""}`);
  });
  const wide = width >= 560;
  const half = wide ? (width - 40) / 2 : width - 16;
  const loss = losses["softmax-ce"].value(logits, c);

  // gradient: one bar a logit, to the left where the logit should rise
  const bars = panel(root, { left: 44, top: 34, width: half - 60, height: 30 * p.length }, [-1, 1], [0, 1], uid());
  axes(bars, { xTicks: [-1, 0, 1], yTicks: [], xLabel: "", yLabel: "gradient δ = p − t" });
  slopes.forEach((slope, k) => {
    const y = bars.box.top + 30 * k + 4;
    root.append(text(36, y + 15, `z${sub(k + 1)}`, "end"));
    root.append(svg("rect", { x: bars.px(Math.min(0, slope)), y, width: Math.max(1, bars.px(Math.abs(slope)) - bars.px(0)), height: 22, class: slope < 0 ? "nnw-bar2" : "nnw-bar" }));
    root.append(text(slope < 0 ? bars.px(0) + 6 : bars.px(0) - 6, y + 15, fixed(slope), slope < 0 ? "start" : "end", "nnw-text nnw-number"));
  });
  const end = 34 + 30 * p.length + 30;

  // the loss against the probability of the class that happened
  const box = wide ? { left: half + 64, top: 34, width: half - 60, height: 150 } : { left: 44, top: end + 34, width: half - 60, height: 150 };
  const curvePanel = panel(root, box, [0, 1], [0, 8], uid());
  axes(curvePanel, { xTicks: [0, 0.5, 1], yTicks: [0, 2, 4, 6, 8], xLabel: `p${sub(c + 1)}`, yLabel: `loss −log p${sub(c + 1)}` });
  curve(curvePanel, (x) => (x > 3e-4 ? -Math.log(x) : 8.2), "nnw-curve", [0.003, 0.03]);
  dot(curvePanel, p[c], loss);
  if (loss > 8) root.append(text(curvePanel.px(0.5), box.top + 14, `off the scale: ${fixed(loss)}`, "middle"));
  size(root, width, Math.max(end, box.top + box.height + 42));
}

export default widget({
  name: "loss-explorer",
  label: "Loss explorer",
  traits: ["mode", "target", "z", "logits"],
  check,
  build,
});
