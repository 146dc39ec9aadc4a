// Gradient check: the error of a difference quotient over its step, a V of truncation and rounding.

import { checkedFunctions, differenceError, differenceQuotient, errorBranches } from "./shared/math/differences.js";
import { number, power, short } from "./shared/format.js";
import { legend } from "./shared/marks.js";
import { remembered } from "./shared/motion.js";
import { axes, line, panel, polyline, text } from "./shared/plot.js";
import { range, select, uid } from "./shared/controls.js";
import { handles } from "./shared/points.js";
import { expectNumber, expectOneOf, size, widget } from "./shared/shell.js";

const EXPONENT = [-16, 0];
const ERROR = [-17, 2];
const checkable = {
  neuron: "cross-entropy of a neuron: log(1 + e⁻ʷ)",
  cubic: "w³",
  rational: "1 / (1 + w²)",
  quadratic: "parabola: ½ (1.5 w − 1)²",
  relu: "kink: ½ (relu(w) − 1)²",
};
const looks = { central: "nnw-curve", forward: "nnw-other" };

function check(state) {
  expectOneOf("function", state.function, Object.keys(checkable));
  expectOneOf("precision", state.precision, ["float64", "float32"]);
  expectNumber("w", state.w, -3, 3);
  expectNumber("exponent", state.exponent, ...EXPONENT);
}

const sayStep = (exponent) => (Number.isInteger(exponent) ? power(exponent) : number(10 ** exponent));
const say10 = (value) => (value === 0 ? "0" : number(value, 3));

// the measured error as a power of ten; an error of exactly 0 stands on the floor
const heightOf = (error) => (error === 0 ? ERROR[0] : Math.max(ERROR[0], Math.log10(error)));

function findings({ function: name, w, exponent, precision }) {
  const eps = 10 ** exponent;
  return Object.fromEntries(
    ["forward", "central"].map((form) => {
      const branches = errorBranches(name, w, form, precision);
      const truncated = branches.truncation * eps ** branches.power;
      return [form, { ...branches, error: differenceError(name, w, eps, form, precision), truncated, rounded: branches.rounding / eps }];
    }),
  );
}

function describe(state, { forward, central }) {
  const { function: name, w, exponent, precision } = state;
  const eps = 10 ** exponent;
  const [slope] = checkedFunctions[name].derivatives(w);
  const start = `ε = ${sayStep(exponent)}, ${precision}: relative error ${say10(forward.error)} forward, ${say10(central.error)} central.`;
  const moved = precision === "float32" ? Math.fround(Math.fround(w) + Math.fround(eps)) !== Math.fround(w) : w + eps !== w;
  if (slope === 0) return `${start.replace("relative error", "error")} The slope is 0 here, so the error is not relative.`;
  if (!moved) return `${start} So small a step does not change w = ${short(w)} at all: the quotient is 0.`;
  if (name === "relu" && eps > Math.abs(w)) {
    return `${start} The step reaches over the kink at 0, which is ${number(Math.abs(w))} away: the quotient mixes the slopes of both sides, and its error is no sign of a wrong gradient.`;
  }
  const rule = ({ truncated, rounded }) => (truncated > 3 * rounded ? "truncation" : rounded > 3 * truncated ? "rounding" : "both");
  const rules = [rule(forward), rule(central)];
  const lines = { truncation: "truncation rules, a smaller ε is better", rounding: "rounding rules, a larger ε is better", both: "truncation and rounding are alike, ε is near its best" };
  const verdict = rules[0] === rules[1] ? `In both ${lines[rules[0]]}.` : `Forward: ${lines[rules[0]]}. Central: ${lines[rules[1]]}.`;
  const best = ({ best: step }) => (Number.isFinite(step) ? number(step) : "none");
  const bests = Number.isFinite(central.best)
    ? `Best ε about ${best(forward)} forward, ${best(central)} central.`
    : `A central quotient has no truncation error here: the larger ε, the better. Forward, the best ε is about ${best(forward)}.`;
  const floor = central.truncation * Math.min(1, central.best) ** 2 + central.rounding / Math.min(1, central.best);
  const single = precision === "float32" ? ` In float32 even that leaves an error of about ${number(floor)}: check gradients in float64.` : "";
  return `${start} ${verdict} ${bests}${single}`;
}

function build({ change, state: first, root }) {
  const choice = select({ label: "Loss ℓ(w)", options: Object.entries(checkable), onInput: (name) => change({ function: name, ...(name === "relu" ? { w: 0.02 } : now.w === 0.02 ? { w: 0.7 } : {}) }) });
  const kind = select({ label: "Precision", options: [["float64", "float64"], ["float32", "float32"]], onInput: (precision) => change({ precision }) });
  const at = range({ label: "w", min: -3, max: 3, step: 0.02, say: (w) => short(w), onInput: (w) => change({ w }) });
  const eps = range({ label: "ε", spoken: "step epsilon", min: EXPONENT[0], max: EXPONENT[1], step: 0.25, say: sayStep, onInput: (exponent) => change({ exponent }) });
  const knobs = handles({ onMove: (_, exponent) => change({ exponent }) });
  let now = first;
  const swept = remembered((name, w, precision, form) =>
    Array.from({ length: 193 }, (_, k) => {
      const exponent = EXPONENT[0] + k / 12;
      return [exponent, heightOf(differenceError(name, w, 10 ** exponent, form, precision))];
    }),
  );
  const sweptForward = remembered((...args) => swept(...args));

  function draw({ state, width }) {
    now = state;
    const { function: name, w, exponent, precision } = state;
    choice.set(name);
    kind.set(precision);
    at.set(w);
    eps.set(exponent);
    const found = findings(state);
    const box = { left: 50, top: 28, width: width - 66, height: width < 480 ? 260 : 300 };
    size(root, width, box.height + (width < 480 ? 124 : 102));
    const p = panel(root, box, EXPONENT, ERROR, uid());
    const xTicks = width < 480 ? [-16, -12, -8, -4, 0] : [-16, -14, -12, -10, -8, -6, -4, -2, 0];
    axes(p, { xTicks, yTicks: [-16, -12, -8, -4, 0], xFormat: power, yFormat: power, xLabel: "step ε", yLabel: "relative error of the quotient" });
    line(p, exponent, ERROR[0], exponent, ERROR[1], "nnw-guide");
    for (const form of ["forward", "central"]) branches(p, found[form], form);
    polyline(p, sweptForward(name, w, precision, "forward"), looks.forward);
    polyline(p, swept(name, w, precision, "central"), looks.central);
    for (const form of ["forward", "central"]) {
      const step = Math.log10(found[form].best);
      if (Number.isFinite(step) && step > EXPONENT[0] && step < EXPONENT[1]) {
        const x = p.px(step);
        p.inside.append(text(x, box.top + box.height - 4, "▲", "middle", `nnw-text ${form === "central" ? "nnw-blue" : "nnw-green"}`));
        root.append(text(x + (form === "central" ? -4 : 4), box.top + box.height - (form === "central" ? 20 : 37), `best ${form}`, form === "central" && step < -4 ? "start" : "end", "nnw-text nnw-faint nnw-halo2"));
      }
    }
    root.append(text(p.px(-15.7), box.top + 16, "rounding", "start", "nnw-text nnw-faint nnw-halo2"), text(p.px(-0.2), box.top + 16, "truncation", "end", "nnw-text nnw-faint nnw-halo2"));
    legend(root, 8, box.top + box.height + 40, width - 8, [
      { words: "central", line: looks.central },
      { words: "forward", line: looks.forward },
      { words: "the two branches, predicted", line: "nnw-branch" },
    ]);
    knobs.put(
      ["forward", "central"].map((form) => ({
        key: form,
        panel: p,
        x: exponent,
        y: heightOf(found[form].error),
        axis: "x",
        step: 0.25,
        kind: form === "central" ? "nnw-dot" : "nnw-dot2",
        label: `step ε, ${form} error`,
        say: `ε ${sayStep(exponent)}, error ${say10(found[form].error)}`,
      })),
    );
    return describe(state, found);
  }

  return { controls: [choice.node, kind.node, at.node, eps.node], overlay: knobs.node, draw };
}

// the lines of truncation and rounding, each beyond their crossing a little
function branches(p, { truncation, power: order, rounding }, form) {
  const names = { forward: "slope 1", central: "slope 2" };
  const log = (value) => Math.log10(value);
  if (truncation) {
    const y = (exponent) => log(truncation) + order * exponent;
    line(p, EXPONENT[0], y(EXPONENT[0]), EXPONENT[1], y(EXPONENT[1]), "nnw-branch");
    const mark = form === "forward" ? -3.4 : -2.6;
    const beside = form === "forward" ? p.px(mark) - 6 : Math.min(p.px(mark) + 6, p.box.left + p.box.width - 48);
    p.inside.append(text(beside, p.py(y(mark)) + (form === "forward" ? -6 : 14), names[form], form === "forward" ? "end" : "start", "nnw-text nnw-faint nnw-halo2"));
  }
  if (form === "central" && rounding) {
    const y = (exponent) => log(rounding) - exponent;
    line(p, EXPONENT[0], y(EXPONENT[0]), EXPONENT[1], y(EXPONENT[1]), "nnw-branch");
    p.inside.append(text(p.px(-12), p.py(y(-12)) - 8, "slope −1", "start", "nnw-text nnw-faint nnw-halo2"));
  }
}

export default widget({
  name: "gradient-check",
  label: "Gradient check",
  traits: ["function", "w", "exponent", "precision"],
  check,
  build,
});
