// Momentum race: plain descent, momentum and Nesterov from one start on one loss, in either of the two forms.

import { landscapes, rateLimit, runOn, shrinkage } from "./shared/math/optimisers.js";
import { fixed, number, plural } from "./shared/format.js";
import { axes, logTicks, panel, polyline, powerOf, ticks } from "./shared/plot.js";
import { legend, mark, notice, series } from "./shared/marks.js";
import { range, select, toggle, uid } from "./shared/controls.js";
import { handles } from "./shared/points.js";
import { player } from "./shared/motion.js";
import { drawLevels, drawPath, grounds, markAt } from "./shared/landscape.js";
import { expectBoolean, expectInteger, expectNumber, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const MOST = 150;
const CUT = 20; // the step from which on a falling rate is a tenth
const racers = { plain: "plain", momentum: "momentum", nesterov: "Nesterov" };
const forms = { torch: "torch: v ← βv + g, w ← w − ηv", classic: "classic: v ← βv − ηg, w ← w + v" };

function check({ landscape, rate, beta, form, cut, start, steps }) {
  expectOneOf("landscape", landscape, Object.keys(grounds));
  expectNumber("rate", rate, 0.005, 0.6);
  expectNumber("beta", beta, 0, 0.99);
  expectOneOf("form", form, Object.keys(forms));
  expectBoolean("cut", cut);
  expectNumbers("start", start, -3, 3, [2, 2]);
  expectNumber("start[1]", start[1], -2, 2);
  expectInteger("steps", steps, 0, MOST);
}

function raceOf({ landscape, rate, beta, cut, start, steps }, form) {
  const settings = Array.from({ length: steps }, (_, k) => ({ rate: cut && k >= CUT ? rate / 10 : rate, beta, form }));
  return Object.fromEntries(Object.keys(racers).map((kind) => [kind, runOn(landscape, kind, start, settings, steps)]));
}

// the curvatures that the long run feels: those of the minimum, along the axes off which the start is
function curvaturesFelt({ landscape, start }) {
  const { curvature, minima } = landscapes[landscape];
  return curvature(minima[0] ?? start).filter((lambda, i) => start[i] !== 0 || (landscape === "well" && i === 0));
}

function formWords({ form, beta, cut, steps }) {
  if (beta === 0) return "With β = 0 there is no memory: the three are the same.";
  if (cut && steps > CUT) return `Since the rate fell to a tenth after step ${CUT} the forms (solid and dotted) part: only torch applies the new η to the old velocity.`;
  return `While η is constant both forms take the same momentum path (v classic = −η v torch); Nesterov's w in torch is the look-ahead point w + βv of classic. The ${form === "torch" ? "classic" : "torch"} form is dotted.`;
}

function describe(state, runs) {
  const { landscape, rate, beta, start, steps } = state;
  const { value } = landscapes[landscape];
  const losses = Object.fromEntries(Object.entries(runs).map(([kind, states]) => [kind, value(states[states.length - 1].w)]));
  const felt = curvaturesFelt(state);
  const beyond = Object.keys(racers).filter((kind) => felt.length && rate > rateLimit(kind, felt, beta) * (1 + 1e-9));
  const list = Object.entries(losses).map(([kind, loss]) => `${racers[kind]} ${number(loss)}`).join(", ");
  const head = `After ${plural(steps, "step")} from (${start.map((w) => fixed(w)).join(", ")}) with η = ${fixed(rate, 3)}, β = ${fixed(beta)} the loss is: ${list}.`;
  const formulas = { plain: "2/λmax", momentum: "2(1 + β)/λmax", nesterov: "2(1 + β)/((1 + 2β)λmax)" };
  let finding = "";
  if (beyond.length) {
    const kind = beyond[beyond.length - 1];
    const verb = landscape === "well" ? "cannot settle" : "diverges";
    finding = `${beyond.map((name) => racers[name]).join(" and ")} ${beyond.length > 1 ? verb.replace("diverges", "diverge") : verb}: for ${racers[kind]} the rate is above ${formulas[kind]} = ${fixed(rateLimit(kind, felt, beta))}.`;
  } else if (landscape === "saddle") finding = "The saddle has no minimum: the one whose loss is lowest has left it fastest.";
  else if (felt.length) {
    const slowest = (kind) => Math.max(...felt.map((lambda) => shrinkage(kind, lambda, { rate, beta })));
    const [plain, heavy] = [slowest("plain"), slowest("momentum")];
    const verdict = heavy < plain - 1e-6 ? "the memory pays" : heavy > plain + 1e-6 ? "the memory only makes it swing" : "no gain";
    finding = `In the long run a step leaves ${fixed(100 * plain, 1)} % of the distance with plain, ${fixed(100 * heavy, 1)} % with momentum, ${fixed(100 * slowest("nesterov"), 1)} % with Nesterov: ${verdict}.`;
  }
  return `${head} ${finding} ${formWords(state)}`;
}

function build({ change }) {
  let now = null;
  const ground = select({ label: "Loss", options: Object.entries(grounds).map(([name, { words }]) => [name, words]), onInput: (landscape) => change({ landscape }) });
  const form = select({ label: "Form", options: Object.entries(forms), onInput: (value) => change({ form: value }) });
  const rate = range({ label: "rate η", spoken: "learning rate eta", min: 0.005, max: 0.6, step: 0.005, say: (v) => fixed(v, 3), onInput: (value) => change({ rate: value }) });
  const beta = range({ label: "β", spoken: "momentum beta", min: 0, max: 0.99, step: 0.01, say: (v) => fixed(v), onInput: (value) => change({ beta: value }) });
  const steps = range({ label: "steps", min: 0, max: MOST, step: 1, say: String, onInput: (value) => change({ steps: value }) });
  const cut = toggle({ label: `η / 10 after step ${CUT}`, onInput: (value) => change({ cut: value }) });
  const play = player({
    onStep: (count) => {
      const next = Math.min(MOST, now.steps + count);
      change({ steps: next });
      return next < MOST;
    },
    every: 100,
    burst: 20,
  });
  const knobs = handles({ onMove: (_, x, y) => change({ start: [x, y] }) });

  function draw({ state, root, width }) {
    now = state;
    const { landscape, start } = state;
    ground.set(landscape);
    form.set(state.form);
    rate.set(state.rate);
    beta.set(state.beta);
    steps.set(state.steps);
    cut.set(state.cut);
    play.set({ done: state.steps >= MOST });
    const wide = width >= 560;
    const across = wide ? Math.floor((width - 34 - 3 * 14) / 3) : width - 48;
    const high = wide ? Math.round(across * 0.72) : Math.round(across * 0.46);
    const chartTop = wide ? 30 + high + 64 : 30 + 3 * (high + 38) + 40;
    size(root, width, chartTop + 150 + (wide ? 66 : 90));
    const runs = raceOf(state, state.form);
    const others = raceOf(state, state.form === "torch" ? "classic" : "torch");
    const { value, minima } = landscapes[landscape];
    const points = [];
    Object.entries(racers).forEach(([kind, name], i) => {
      const box = wide ? { left: 30 + i * (across + 14), top: 30, width: across, height: high } : { left: 34, top: 30 + i * (high + 38), width: across, height: high };
      const map = panel(root, box, [-3, 3], [-2, 2], uid());
      axes(map, { xTicks: [-2, 0, 2], yTicks: wide && i ? [] : [-2, 0, 2], xLabel: wide || i === 2 ? (i === 2 ? "w₁" : "") : undefined, yLabel: i ? name : `${name} (w₂ upwards)` });
      drawLevels(map, landscape, value, grounds[landscape].levels, minima);
      if (kind !== "plain") drawPath(map, others[kind], "nnw-ghost", "", 0);
      const look = series(i + 1);
      const inside = drawPath(map, runs[kind], `${look.line} nnw-solid`, `nnw-mark nnw-s${i + 1} nnw-tiny`, 2.2);
      const last = runs[kind][runs[kind].length - 1].w;
      if (state.steps) markAt(map, last, look.shape, look.mark, 5);
      if (!inside) notice(root, { ...box, top: box.top + high - 42, width: Math.min(160, across) }, "leaves the picture");
      points.push({ key: kind, panel: map, x: start[0], y: start[1], label: `start (${name})`, say: `w1 ${fixed(start[0])}, w2 ${fixed(start[1])}`, step: 0.05, radius: 6 });
    });
    drawRace(root, { left: 50, top: chartTop, width: width - 66, height: 150 }, runs, value, state.steps, landscape === "saddle");
    knobs.put(points);
    return describe(state, runs);
  }

  return { controls: [ground.node, form.node, rate.node, beta.node, steps.node, cut.node, play.node], overlay: knobs.node, stop: play.stop, draw };
}

function drawRace(root, box, runs, value, steps, linear) {
  const clip = (loss) => Math.min(1e4, Math.max(linear ? -1e4 : 1e-10, loss));
  const losses = Object.values(runs).map((states) => states.map(({ w }) => clip(value(w))));
  const [least, most] = [Math.min(...losses.flat()), Math.max(...losses.flat())];
  const y = linear ? [Math.min(-1, least), Math.max(1, most)] : [10 ** Math.floor(Math.log10(least * 0.99)), 10 ** Math.ceil(Math.log10(most * 1.01))];
  const p = panel(root, box, [0, Math.max(10, steps)], y, uid(), { logY: !linear });
  axes(p, { xTicks: ticks(0, Math.max(10, steps), 5), yTicks: linear ? ticks(...y, 4) : logTicks(...y, 5), xLabel: "step", yLabel: "loss", yFormat: linear ? (v) => number(v, 0) : powerOf });
  losses.forEach((values, i) => {
    const look = series(i + 1);
    polyline(p, values.map((loss, k) => [k, Math.abs(loss) < 1e4 ? loss : Number.NaN]), look.line);
    mark(p.inside, p.px(values.length - 1), p.py(values[values.length - 1]), look.shape, look.mark, 5);
  });
  legend(root, box.left, box.top + box.height + 36, box.width, Object.values(racers).map((words, i) => ({ words, line: series(i + 1).line, mark: series(i + 1).mark, shape: series(i + 1).shape })));
}

export default widget({
  name: "momentum-race",
  label: "Momentum race",
  traits: ["landscape", "rate", "beta", "form", "cut", "start", "steps"],
  check,
  build,
});
