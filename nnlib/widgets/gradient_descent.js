// Gradient descent: a path over the level lines of a loss, and whether the rate lets it arrive.

import { fateOf, landscapes, runOn } from "./shared/math/optimisers.js";
import { fixed, number, plural } from "./shared/format.js";
import { axes, logTicks, panel, polyline, powerOf, svg, ticks } from "./shared/plot.js";
import { mark, notice } from "./shared/marks.js";
import { range, select, uid } from "./shared/controls.js";
import { handles } from "./shared/points.js";
import { player } from "./shared/motion.js";
import { drawLevels, drawPath, grounds, markAt } from "./shared/landscape.js";
import { expectInteger, expectNumber, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const MOST = 100;
const W1 = [-3, 3];
const W2 = [-2, 2];
function check({ landscape, rate, start, steps }) {
  expectOneOf("landscape", landscape, Object.keys(grounds));
  expectNumber("rate", rate, 0.01, 1);
  expectNumbers("start", start, -3, 3, [2, 2]);
  expectNumber("start[1]", start[1], ...W2);
  expectInteger("steps", steps, 0, MOST);
}

const place = ([x, y], digits = 2) => `(${fixed(x, digits)}, ${fixed(y, digits)})`;

// how fast the flattest direction that the path feels is crossed, and whether it jumps over the steepest
function manner({ factors }, start) {
  const felt = factors.filter((_, i) => start[i] !== 0);
  const slowest = Math.max(...felt.map(Math.abs));
  const jumps = factors.findIndex((factor, i) => start[i] !== 0 && factor < -1e-9);
  const crawl = slowest > 0.95 ? `and crawls: along w${"₁₂"[factors.findIndex((f, i) => start[i] !== 0 && Math.abs(f) === slowest)]} a step takes off only ${number(100 * (1 - slowest), 1)} % of the distance` : "";
  if (jumps >= 0) return { word: "zigzags", why: `along w${"₁₂"[jumps]} each step jumps over the bottom: the distance is multiplied by 1 − ηλ = ${fixed(factors[jumps])}`, crawl };
  if (slowest < 1e-9) return { word: "arrives in one step", why: "the rate is 1/λ", crawl };
  return { word: crawl ? "crawls" : "converges", why: `each step multiplies the distance by at most ${fixed(slowest)}`, crawl: crawl.replace("and crawls: ", "") };
}

function fateWords({ landscape, rate, start }) {
  const fate = fateOf(landscape, start, rate);
  const limit = `2/λmax = ${fixed(fate.limit)}`;
  const steepest = fate.factors.indexOf(Math.min(...fate.factors));
  const axis = `w${"₁₂"[steepest]}`;
  if (fate.kind === "diverges") {
    if (landscape === "well" && rate < fate.limit) return `diverges: the rate is below ${limit} of the minima, but where the path starts the slope is so steep that a step overshoots by more each time`;
    return `diverges: the rate is above ${limit}. Along ${axis} each step multiplies the distance by 1 − ηλ = ${fixed(fate.factors[steepest])}`;
  }
  if (fate.kind === "bounces") return `bounces for ever: the rate is exactly ${limit}, so along ${axis} each step only changes the sign`;
  if (fate.kind === "leaves") return `runs away: along w₂ the loss falls for ever, and each step multiplies w₂ by ${fixed(fate.factors[1], 3)}. A saddle slows the descent but does not hold it`;
  if (fate.kind === "wanders") return `never settles: the rate is above ${limit} at the minima, so no minimum can hold the path`;
  if (fate.kind === "stays") {
    return landscape === "well" ? "stops on the ridge at (0, 0): the gradient is 0 there, yet it is no minimum. Move the start off w₁ = 0" : "stops on the saddle at (0, 0): the gradient is 0 there, yet it is no minimum. Move the start off w₂ = 0";
  }
  if (start[0] === fate.at[0] && start[1] === fate.at[1]) return "starts at the minimum, where the gradient is 0";
  if (landscape === "well") {
    const zigzag = Math.min(...fate.factors) < -1e-9 ? ", zigzagging at last because the rate is above 1/λmax" : "";
    return `settles in the ${fate.at[0] < 0 ? "left" : "right"} minimum (${fate.at[0] < 0 ? "−1" : "1"}, 0)${zigzag}. The rate is below ${limit}. Which minimum it is depends on the start`;
  }
  const { word, why, crawl } = manner(fate, start);
  return `${word}: ${why}${crawl ? `; ${crawl}` : ""}. The rate is below ${limit}`;
}

function describe(state, states) {
  const { landscape, rate, steps } = state;
  const last = states[states.length - 1].w;
  const { value } = landscapes[landscape];
  const loss = `After ${plural(steps, "step")} w = ${place(last)}, loss ${number(value(states[0].w), 2)} → ${number(value(last))}.`;
  return `With η = ${fixed(rate)} the descent ${fateWords(state)}. ${steps ? loss : `Loss at the start ${number(value(last))}.`}`;
}

function build({ change }) {
  let now = null;
  const ground = select({ label: "Loss", options: Object.entries(grounds).map(([name, { words }]) => [name, words]), onInput: (landscape) => change({ landscape }) });
  const rate = range({ label: "rate η", spoken: "learning rate eta", min: 0.01, max: 1, step: 0.01, say: (v) => fixed(v), onInput: (value) => change({ rate: value }) });
  const steps = range({ label: "steps", min: 0, max: MOST, step: 1, say: String, onInput: (value) => change({ steps: value }) });
  const play = player({
    onStep: (count) => {
      const next = Math.min(MOST, now.steps + count);
      change({ steps: next });
      return next < MOST;
    },
    every: 120,
    burst: 20,
  });
  const knobs = handles({ onMove: (_, x, y) => change({ start: [x, y] }) });

  function draw({ state, root, width }) {
    now = state;
    const { landscape, start } = state;
    ground.set(landscape);
    rate.set(state.rate);
    steps.set(state.steps);
    play.set({ done: state.steps >= MOST });
    const wide = width >= 560;
    const mapWidth = wide ? Math.round((width - 130) * 0.66) : width - 48;
    const box = { left: 34, top: 26, width: mapWidth, height: Math.round((mapWidth * 2) / 3) };
    const side = wide
      ? { left: box.left + box.width + 66, top: 26, width: width - box.width - 116, height: box.height }
      : { left: 44, top: box.top + box.height + 72, width: width - 58, height: 120 };
    size(root, width, side.top + side.height + 40);
    const map = panel(root, box, W1, W2, uid());
    axes(map, { xTicks: [-3, -2, -1, 0, 1, 2, 3], yTicks: [-2, -1, 0, 1, 2], xLabel: "w₁", yLabel: "w₂, and level lines of the loss" });
    const { value, minima } = landscapes[landscape];
    drawLevels(map, landscape, value, grounds[landscape].levels, minima);
    const states = runOn(landscape, "plain", start, { rate: state.rate }, state.steps);
    const inside = drawPath(map, states);
    const last = states[states.length - 1].w;
    if (states.length > 1) markAt(map, last, "diamond", "nnw-mark nnw-s3", 6);
    if (!inside) notice(root, { ...box, top: box.top + box.height - 44, width: Math.min(box.width, 250) }, "the path leaves the picture");
    drawLosses(root, side, states.map(({ w }) => value(w)), landscape === "saddle");
    knobs.put([{ key: "start", panel: map, x: start[0], y: start[1], label: "start", say: `w1 ${fixed(start[0])}, w2 ${fixed(start[1])}`, step: 0.05 }]);
    return describe(state, states);
  }

  return { controls: [ground.node, rate.node, steps.node, play.node], overlay: knobs.node, stop: play.stop, draw };
}

// the loss after each step; on a logarithmic scale a constant factor is a straight line
function drawLosses(root, box, losses, linear) {
  const count = Math.max(10, losses.length - 1);
  const clipped = losses.map((loss) => Math.min(1e6, Math.max(linear ? -1e6 : 1e-12, loss)));
  const [least, most] = [Math.min(...clipped), Math.max(...clipped)];
  const y = linear ? [Math.min(-1, least), Math.max(1, most)] : [10 ** Math.floor(Math.log10(Math.max(1e-12, least * 0.9))), 10 ** Math.ceil(Math.log10(most * 1.1 + 1e-9))];
  if (!linear && y[1] <= y[0]) y[1] = y[0] * 10;
  const p = panel(root, box, [0, count], y, uid(), { logY: !linear });
  const yTicks = linear ? ticks(...y, 4) : logTicks(...y, 5);
  axes(p, { xTicks: ticks(0, count, box.width < 240 ? 3 : 5), yTicks, xLabel: "step", yLabel: "loss", yFormat: linear ? (v) => number(v, 0) : powerOf });
  polyline(p, clipped.map((loss, k) => [k, Math.abs(loss) < 1e6 ? loss : Number.NaN])); // the line ends where the scale does
  clipped.forEach((loss, k) => count <= 40 && p.inside.append(svg("circle", { cx: p.px(k).toFixed(1), cy: p.py(loss).toFixed(1), r: 2.4, class: "nnw-end" })));
  mark(p.inside, p.px(clipped.length - 1), p.py(clipped[clipped.length - 1]), "diamond", "nnw-mark nnw-s3", 5);
}

export default widget({
  name: "gradient-descent",
  label: "Gradient descent",
  traits: ["landscape", "rate", "start", "steps"],
  check,
  build,
});
