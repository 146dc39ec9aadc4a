// The noise of stochastic gradient descent: a line fitted from a few samples a step, and how the estimate scatters.

import { drawnBatches, estimateVariance, lineData, lineLoss, lineMinimum, linePath, measuredVariance } from "./shared/math/optimisers.js";
import { fixed, number, plural } from "./shared/format.js";
import { axes, line, panel, svg, ticks } from "./shared/plot.js";
import { legend, mark } from "./shared/marks.js";
import { button, range, select, uid } from "./shared/controls.js";
import { handles } from "./shared/points.js";
import { player, remembered } from "./shared/motion.js";
import { drawLevels, drawPath, markAt } from "./shared/landscape.js";
import { expectInteger, expectNumber, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const MOST = 300;
const samples = lineData();
const places = samples.x;
const targets = samples.t;
const N = places.length;
const best = lineMinimum(places, targets);
const samplings = {
  shuffled: "shuffled anew each epoch",
  "in-order": "in the order of x, not shuffled",
  replaced: "drawn with replacement",
};
const LEVELS = [0.02, 0.08, 0.2, 0.4, 0.7, 1.1, 1.7, 2.5].map((above) => above + lineLoss(best, places, targets));
const W0 = [-1.6, 2.4];
const W1 = [-0.8, 2.8];

function check({ batch, sampling, rate, start, steps, seed }) {
  expectInteger("batch", batch, 1, N);
  expectOneOf("sampling", sampling, Object.keys(samplings));
  expectNumber("rate", rate, 0.01, 1);
  expectNumbers("start", start, -1.6, 2.8, [2, 2]);
  expectNumber("start[0]", start[0], ...W0);
  expectNumber("start[1]", start[1], -0.8, 2.8);
  expectInteger("steps", steps, 0, MOST);
  expectInteger("seed", seed, 0, 9999);
}

const everyBatch = (sampling, B, seed) => drawnBatches(seed + 77, sampling, N, B, sampling === "in-order" ? Math.ceil(N / B) : 200);
const measured = remembered((sampling, seed) =>
  [1, 2, 4, 8, 16, 32].map((B) => [B, measuredVariance(best, places, targets, everyBatch(sampling, B, seed))]),
);

function build({ change }) {
  let now = null;
  const batch = range({ label: "batch size B", min: 1, max: N, step: 1, say: (v) => `${v} of ${N}`, onInput: (value) => change({ batch: value }) });
  const sampling = select({ label: "Samples", options: Object.entries(samplings), onInput: (value) => change({ sampling: value }) });
  const rate = range({ label: "rate η", spoken: "learning rate eta", min: 0.01, max: 1, step: 0.01, say: (v) => fixed(v), onInput: (value) => change({ rate: value }) });
  const steps = range({ label: "steps", min: 0, max: MOST, step: 1, say: String, onInput: (value) => change({ steps: value }) });
  const again = button("New draw", () => change({ seed: (now.seed + 1) % 10000 }));
  const play = player({
    onStep: (count) => {
      const next = Math.min(MOST, now.steps + count);
      change({ steps: next });
      return next < MOST;
    },
    every: 60,
    burst: 50,
  });
  const knobs = handles({ onMove: (_, x, y) => change({ start: [x, y] }) });

  function draw({ state, root, width }) {
    now = state;
    batch.set(state.batch);
    sampling.set(state.sampling);
    rate.set(state.rate);
    steps.set(state.steps);
    play.set({ done: state.steps >= MOST });
    again.disabled = state.sampling === "in-order";
    const wide = width >= 560;
    const mapWidth = wide ? Math.round((width - 120) * 0.56) : width - 50;
    const box = { left: 36, top: 28, width: mapWidth, height: Math.round(mapWidth * 0.8) };
    const side = wide
      ? { left: box.left + mapWidth + 66, top: 28, width: width - mapWidth - 118, height: box.height - 50 }
      : { left: 46, top: box.top + box.height + 72, width: width - 62, height: 150 };
    size(root, width, Math.max(box.top + box.height + 42, side.top + side.height + (wide ? 84 : 92)));
    const map = panel(root, box, W0, W1, uid());
    axes(map, { xTicks: [-1, 0, 1, 2], yTicks: [0, 1, 2], xLabel: "w₀", yLabel: "w₁, and level lines of the loss" });
    drawLevels(map, "line", (w) => lineLoss(w, places, targets), LEVELS, [best]);
    const all = places.map((_, n) => n);
    const path = linePath(state.start, places, targets, state.rate, drawnBatches(state.seed, state.sampling, N, state.batch, state.steps));
    const exact = linePath(state.start, places, targets, state.rate, Array(state.steps).fill(all));
    drawPath(map, path.map((w) => ({ w })), "nnw-curve nnw-thin", "nnw-end", path.length < 120 ? 2 : 1.3);
    drawPath(map, exact.map((w) => ({ w })), "nnw-other", "", 0);
    const last = path[path.length - 1];
    if (state.steps) markAt(map, last, "diamond", "nnw-mark nnw-s3", 6);
    drawVariance(root, side, state);
    knobs.put([{ key: "start", panel: map, x: state.start[0], y: state.start[1], label: "start", say: `w0 ${fixed(state.start[0])}, w1 ${fixed(state.start[1])}`, step: 0.05 }]);
    return describe(state, path, exact);
  }

  return { controls: [batch.node, sampling.node, rate.node, steps.node, play.node, again], overlay: knobs.node, stop: play.stop, draw };
}

// against 1/B both laws are straight lines; the points are measured on 200 batches
function drawVariance(root, box, { batch, sampling, seed }) {
  const whole = estimateVariance(best, places, targets, 1, true);
  const here = measuredVariance(best, places, targets, everyBatch(sampling, batch, seed));
  const points = measured(sampling, seed);
  const top = Math.max(1.3 * whole, 1.1 * here);
  const p = panel(root, box, [0, 1.04], [0, top], uid());
  axes(p, { xTicks: [0, 0.25, 0.5, 1], yTicks: ticks(0, top, 4), xLabel: "1/B", yLabel: "scatter of the estimate" });
  line(p, 0, 0, 1, whole, "nnw-line nnw-s4");
  line(p, 1 / N, 0, 1, whole, "nnw-line nnw-s1");
  for (const [B, value] of points) p.inside.append(svg("circle", { cx: p.px(1 / B), cy: p.py(value), r: 3.5, class: "nnw-open" }));
  mark(root, p.px(1 / batch), p.py(here), "diamond", "nnw-mark nnw-s3", 7);
  legend(root, box.left - 20, box.top + box.height + 34, box.width + 30, [
    { words: "without replacement", line: "nnw-line nnw-s1" },
    { words: "with", line: "nnw-line nnw-s4" },
    { words: "measured, this B", mark: "nnw-mark nnw-s3", shape: "diamond" },
  ]);
}

function describe({ batch, sampling, rate, start, steps, seed }, path, exact) {
  const apart = (w) => Math.hypot(w[0] - best[0], w[1] - best[1]);
  const tail = path.slice(-Math.min(path.length, 40));
  const wobble = Math.sqrt(tail.reduce((total, w) => total + apart(w) ** 2, 0) / tail.length);
  const epochs = (steps * batch) / N;
  const last = path[path.length - 1];
  const where = `B = ${batch}, ${samplings[sampling]}, η = ${fixed(rate)}: after ${plural(steps, "step")} (${fixed(epochs, 1)} epochs) from (${start.map((w) => fixed(w)).join(", ")}) the path is ${number(apart(last))} from the minimum, with all ${N} samples it would be ${number(apart(exact[exact.length - 1]))}`;
  if (!apart(last) || apart(last) > 1e6) return `${where}. It diverges: the rate is too large for gradients of so few samples.`;
  const law = estimateVariance(best, places, targets, batch, sampling === "replaced");
  const found = measuredVariance(best, places, targets, everyBatch(sampling, batch, seed));
  const scatter = {
    shuffled: `σ²/B · (N − B)/(N − 1) = ${number(law)}`,
    replaced: `σ²/B = ${number(law)}`,
    "in-order": `${number(found)}: the batches are always the same, neighbours in x, and not fair samples (shuffled ones: ${number(law)})`,
  }[sampling];
  const ball = batch === N && sampling !== "replaced" ? "The estimate is exact: no noise is left" : `Over the last ${tail.length} points the distance is ${number(wobble)} on average (root mean square): noise of this size stays while η does`;
  return `${where}. At the minimum the estimate of the gradient scatters by E|g_B − g|² = ${scatter}. ${ball}.`;
}

export default widget({
  name: "sgd-noise",
  label: "Noise of stochastic gradient descent",
  traits: ["batch", "sampling", "rate", "start", "steps", "seed"],
  check,
  build,
});
