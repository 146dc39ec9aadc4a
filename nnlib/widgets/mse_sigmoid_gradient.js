// Squared error behind a sigmoid: how far one step moves z, as a function of the output; beside it the cross-entropy.

import { descentOfZ, largestUpdate, logitOf, updates } from "./shared/math/sigmoid_update.js";
import { sigmoid } from "./shared/math/activations.js";
import { fixed, number, plural } from "./shared/format.js";
import { axes, curve, line, panel, polyline, text } from "./shared/plot.js";
import { legend, mark, series } from "./shared/marks.js";
import { handles } from "./shared/points.js";
import { range, select } from "./shared/controls.js";
import { expectInteger, expectNumber, size, widget } from "./shared/shell.js";

const O = [0.01, 0.99];
const STEPS = 60;
const PATIENCE = 20000;
const shown = { squared: series(1), "cross-entropy": series(2) };

function check(state) {
  expectInteger("target", state.target, 0, 1);
  expectNumber("output", state.output, ...O);
  expectNumber("rate", state.rate, 0.1, 10);
}

// steps until the output is within 0.1 of the target
function stepsNeeded(loss, { target, output, rate }) {
  let [z, step] = [logitOf(output), 0];
  while (Math.abs(sigmoid(z) - target) > 0.1 && step < PATIENCE) [z] = [descentOfZ(loss, z, target, rate, 1)[1], step++];
  return step;
}

function describe(state, needed) {
  const { target: t, output: o, rate } = state;
  const [small, large] = [updates.squared(o, t), updates["cross-entropy"](o, t)].map(Math.abs);
  const peak = t ? "1/3" : "2/3";
  const here = `Target t = ${t}, output o = ${fixed(o)}: a step of the squared error moves z by η · ${number(small, 3)}, one of the cross-entropy by η · ${number(large, 3)}, ${fixed(large / small, 1)} times as far.`;
  const at = Math.abs(o - largestUpdate(t)) < 0.006 ? " This is where the squared error's update is largest." : Math.abs(o - 0.5) < 0.006 ? ` At 1/2 only the factor o(1 − o) is largest, not the update: that is at o = ${peak}.` : ` The squared error's update is largest at o = ${peak} (4/27 ≈ 0.148), not at 1/2 (0.125).`;
  const goal = `${t ? "above 0.9" : "below 0.1"}`;
  const words = needed.squared === 0 ? "" : ` With η = ${fixed(rate)} the output is ${goal} after ${plural(needed["cross-entropy"], "step")} of the cross-entropy and ${needed.squared < PATIENCE ? plural(needed.squared, "step") : `more than ${PATIENCE}`} of the squared error.`;
  return here + at + words;
}

function build({ change }) {
  const hundredth = (value) => Math.round(value * 100) / 100;
  const goal = select({ label: "Target t", options: [[1, "t = 1"], [0, "t = 0"]], onInput: (value) => change({ target: Number(value) }) });
  const out = range({ label: "output o", min: O[0], max: O[1], step: 0.01, say: (o) => fixed(o), onInput: (o) => change({ output: hundredth(o) }) });
  const speed = range({
    label: "rate η", spoken: "learning rate", min: -1, max: 1, step: 0.02, say: (rate) => fixed(rate, 2),
    from: (rate) => Math.log10(rate), to: (at) => Math.min(10, Math.max(0.1, Number((10 ** at).toPrecision(3)))), onInput: (rate) => change({ rate }),
  });
  const grips = handles({ onMove: (_, x) => change({ output: x }) });

  function draw({ state, root, width }) {
    const { target: t, output: o, rate } = state;
    goal.set(t);
    out.set(o);
    speed.set(rate);
    const wide = width >= 560;
    const half = wide ? Math.floor((width - 24) / 2) - 44 : width - 60;
    const boxes = wide
      ? [{ left: 44, top: 26, height: 230 }, { left: width - half - 8, top: 26, height: 130 }, { left: width - half - 8, top: 222, height: 130 }]
      : [{ left: 44, top: 26, height: 190 }, { left: 44, top: 290, height: 130 }, { left: 44, top: 486, height: 130 }];
    const keyTop = wide ? 306 : 656;
    size(root, width, wide ? 396 : 724);
    const sized = boxes.map((box) => ({ ...box, width: half }));
    const upper = factors(root, sized[0], t, o);
    const both = panel(root, sized[1], [0, 1], [0, 1]);
    axes(both, { xTicks: [0, 0.5, 1], yTicks: [0, 0.5, 1], xLabel: "output o", yLabel: "update |dℓ/dz| of both losses" });
    for (const [loss, { line: kind }] of Object.entries(shown)) curve(both, (x) => Math.abs(updates[loss](x, t)), kind);
    line(both, o, 0, o, 1, "nnw-guide");
    for (const [loss, { mark: kind, shape }] of Object.entries(shown)) mark(both.inside, both.px(o), both.py(Math.abs(updates[loss](o, t))), shape, kind, 5);
    const later = panel(root, sized[2], [0, STEPS], [0, 1]);
    axes(later, { xTicks: [0, 20, 40, 60], yTicks: [0, 0.5, 1], xLabel: "steps of descent", yLabel: "the output as it learns" });
    line(later, 0, t, STEPS, t, "nnw-guide");
    const needed = {};
    for (const [loss, { line: kind }] of Object.entries(shown)) {
      polyline(later, descentOfZ(loss, logitOf(o), t, rate, STEPS).map((z, step) => [step, sigmoid(z)]), kind);
      needed[loss] = stepsNeeded(loss, state);
    }
    legend(root, 44, keyTop, wide ? half : width - 60, [
      { words: "squared error", line: shown.squared.line },
      { words: "cross-entropy", line: shown["cross-entropy"].line },
      { words: "factor o(1 − o)", line: "nnw-guide nnw-factor" },
    ]);
    grips.put([{ key: "o", panel: upper, x: o, y: Math.abs(updates.squared(o, t)), axis: "x", step: 0.01, xRange: O, label: "point on the curve", say: `output ${fixed(o)}` }]);
    return describe(state, needed);
  }

  return { controls: [goal.node, out.node, speed.node], overlay: grips.node, draw };
}

// the update of the squared error, and the factor that alone is largest at 1/2
function factors(root, box, t, o) {
  const p = panel(root, box, [0, 1], [0, 0.27]);
  const peak = largestUpdate(t);
  const third = (tick) => (tick === 0.5 ? "1/2" : Math.abs(tick - peak) < 1e-9 ? (t ? "1/3" : "2/3") : tick);
  axes(p, { xTicks: t ? [0, peak, 0.5, 1] : [0, 0.5, peak, 1], yTicks: [0, 0.1, 0.2], xLabel: "output o", yLabel: "squared error: |o − t| o(1 − o)", xFormat: (tick) => String(third(tick)) });
  curve(p, (x) => x * (1 - x), "nnw-guide nnw-factor");
  line(p, 0.5, 0, 0.5, 0.25, "nnw-guide");
  line(p, peak, 0, peak, 4 / 27, "nnw-tangent");
  curve(p, (x) => Math.abs(updates.squared(x, t)), shown.squared.line);
  mark(p.inside, p.px(peak), p.py(4 / 27), "diamond", "nnw-mark nnw-s2", 6);
  p.inside.append(text(p.px(peak), p.py(4 / 27) - 14, "largest: 4/27", "middle", "nnw-text nnw-name"));
  return p;
}

export default widget({ name: "mse-sigmoid-gradient", label: "Gradient of the squared error behind a sigmoid", traits: ["target", "output", "rate"], check, build });
