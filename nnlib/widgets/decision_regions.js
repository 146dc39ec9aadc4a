// Decision regions: a small network learns two classes of points while the reader watches its border move.

import { logit } from "./shared/math/classifier.js";
import { training, unitsOff, unrest } from "./shared/math/region_training.js";
import { sigmoid } from "./shared/math/activations.js";
import { fixed, number, percent, plural } from "./shared/format.js";
import { axes, panel, polyline, text, ticks } from "./shared/plot.js";
import { legend, mark, notice } from "./shared/marks.js";
import { contour, field, raster } from "./shared/raster.js";
import { handles, snap, surface } from "./shared/points.js";
import { player } from "./shared/motion.js";
import { button, html, range, select, together } from "./shared/controls.js";
import { expectInteger, expectNumber, expectOneOf, expectPoints, size, widget } from "./shared/shell.js";

const SPAN = [-2, 2];
const CELLS = 56;
const LIMIT = 5000;
const MOST = 60;
const BURST = 200; // milliseconds of training before the page may breathe, when many steps are asked for at once

const regionWords = { moons: "two moons", circles: "circles", xor: "xor", spirals: "two spirals", own: "your own points" };
const shapeNames = ["none", "3", "8", "16", "8-8"]; // in order: an object puts its numbers first
const shapeWords = { none: "no hidden layer", 3: "3 hidden units", 8: "8 hidden units", 16: "16 hidden units", "8-8": "8 and 8 hidden units" };
const regionKinds = { tanh: "tanh", relu: "ReLU", sigmoid: "sigmoid σ" };

function check(state) {
  expectOneOf("data", state.data, Object.keys(regionWords));
  expectPoints("points", state.points, [SPAN, SPAN, [0, 1]], [0, MOST]);
  state.points.forEach((point, i) => expectInteger(`points[${i}][2]`, point[2], 0, 1));
  expectOneOf("hidden", state.hidden, shapeNames);
  expectOneOf("activation", state.activation, Object.keys(regionKinds));
  expectNumber("rate", state.rate, 0.01, 30);
  expectInteger("seed", state.seed, 1, 99);
  expectInteger("pace", state.pace, 1, 50);
  expectInteger("steps", state.steps, 0, LIMIT);
}

function describe(state, run, arrived) {
  const N = run.samples.length;
  if (!N) return "No points yet. Press in the picture to put some, or set a place with the sliders below and press “Add point”.";
  const { loss, right } = run.seen;
  if (!arrived) return `Training again from seed ${state.seed}: ${run.steps} of ${state.steps} steps are done.`;
  const net = `${shapeWords[state.hidden]}${state.hidden === "none" ? "" : `, ${regionKinds[state.activation]}`}`;
  if (run.broken()) return `Diverged after ${plural(run.steps, "step")}: the loss is ${number(loss, 2)}. The rate ${fixed(state.rate, 2)} is too large for this network (${net}): its steps overshoot, so the loss grows instead of falling.`;
  const here = `${plural(run.steps, "step")} (${net}, rate ${fixed(state.rate, 2)}): loss ${number(loss, 3)}, ${right} of ${N} right (${percent(right / N)}).`;
  const off = unitsOff(state, run);
  const dead = off ? ` ${off} of the hidden units ${off === 1 ? "is" : "are"} off for every point, so no gradient reaches ${off === 1 ? "it" : "them"}.` : "";
  const { rises, of } = unrest(run.curve);
  if (rises > 4) {
    const edge = run.edge();
    const why = edge && state.rate > edge ? ` The rate is above 2/λmax = ${number(edge, 2)} here, so it overshoots.` : " The rate is large for this landscape.";
    return `${here} The loss rose in ${rises} of the last ${of} steps.${why}`;
  }
  if (run.steps === 0) return `${here} The weights are random (seed ${state.seed}); press “Train” and watch the border.`;
  if (state.hidden === "none") return `${here} Without a hidden layer the border is a straight line, whatever is learnt.`;
  if (right === N) return `${here} All points are on their side of the border.`;
  const earlier = run.curve.at(-101);
  if (earlier !== undefined && loss > 0.98 * earlier) return `${here} The loss hardly falls any more${dead ? `.${dead}` : ": more units, another rate or another seed may help."}`;
  return `${here} The border bends towards the points that are still wrong.`;
}

function build({ change, root, state: first }) {
  let now = first;
  let p = null;
  let run = null;
  let key = "";
  let timer = 0;
  let nextClass = 1;
  let cursor = [0.5, 0.5];
  let aimed = false;
  const restart = (values) => change({ ...values, steps: 0 });
  const put = (points) => restart({ data: "own", points });
  const add = (x, y) => now.points.length < MOST && put([...now.points, [x, y, nextClass]]);
  const play = player({
    run: "Train",
    every: 50,
    burst: 20,
    onStep(count) {
      const steps = Math.min(LIMIT, now.steps + count * now.pace);
      change({ steps });
      return !run.broken() && steps < LIMIT;
    },
  });
  const again = button("Start again", () => (play.stop(), restart({})));
  const menu = (label, options, trait) => select({ label, options, onInput: (value) => restart({ [trait]: value }) });
  const sets = menu("Points", Object.entries(regionWords), "data");
  const nets = menu("Network", shapeNames.map((name) => [name, shapeWords[name]]), "hidden");
  const kinds = menu("Activation φ", Object.entries(regionKinds), "activation");
  const speed = range({
    label: "rate η", spoken: "learning rate", min: -2, max: Math.log10(30), step: 0.02, say: (rate) => fixed(rate, 2),
    from: (rate) => Math.log10(rate), to: (at) => Math.min(30, Math.max(0.01, Number((10 ** at).toPrecision(3)))), onInput: (rate) => restart({ rate }),
  });
  const seeds = range({ label: "seed", min: 1, max: 99, step: 1, say: String, onInput: (seed) => restart({ seed }) });
  const pace = select({ label: "Steps at once", options: [[1, "1"], [10, "10"], [50, "50"]], onInput: (value) => change({ pace: Number(value) }) });
  const classes = select({ label: "New points are of", options: [[1, "class 1"], [0, "class 0"]], onInput: (value) => (nextClass = Number(value)) });
  const slider = (label, spoken, axis) => {
    const one = range({ label, spoken, min: SPAN[0], max: SPAN[1], step: 0.1, say: (value) => fixed(value, 1), onInput(value) {
      cursor[axis] = snap(value, 0.1, SPAN);
      aimed = true;
      one.set(cursor[axis]);
      change({});
    } });
    one.set(cursor[axis]);
    return one;
  };
  const adding = [slider("x₁", "x 1 of the new point", 0), slider("x₂", "x 2 of the new point", 1)].map((one) => one.node);
  const adder = together("New point", button("Add point", () => add(...cursor)), button("Remove last", () => put(now.points.slice(0, -1))));
  const below = html("div", { class: "nnw-controls nnw-below" }, classes.node, ...adding, adder);
  surface(root, {
    down(px, py) {
      const [x, y] = [p.atX(px), p.atY(py)];
      if (now.data === "own" && x >= SPAN[0] && x <= SPAN[1] && y >= SPAN[0] && y <= SPAN[1]) add(snap(x, 0.1, SPAN), snap(y, 0.1, SPAN));
    },
  });
  const picture = raster({ smooth: true });
  const grips = handles({
    onMove: (name, x, y) => put(now.points.map((point, i) => (`p${i}` === name ? [x, y, point[2]] : point))),
    onRemove: (name) => put(now.points.filter((_, i) => `p${i}` !== name)),
  });

  function draw({ state, width }) {
    now = state;
    const settings = [state.data, state.data === "own" ? state.points : 0, state.hidden, state.activation, state.rate, state.seed];
    if (JSON.stringify(settings) !== key) [key, run] = [JSON.stringify(settings), training(state)];
    clearTimeout(timer);
    const until = performance.now() + BURST;
    const arrived = run.go(state.steps, () => performance.now() < until);
    if (!arrived) timer = setTimeout(() => root.isConnected && change({}), 0);
    const own = state.data === "own";
    sets.set(state.data);
    nets.set(state.hidden);
    kinds.set(state.activation);
    kinds.node.hidden = state.hidden === "none";
    speed.set(state.rate);
    seeds.set(state.seed);
    pace.set(String(state.pace));
    classes.set(String(nextClass));
    below.hidden = !own;
    root.classList.toggle("nnw-surface", own);
    play.set({ done: !run.samples.length || run.broken() || state.steps >= LIMIT });

    const wide = width >= 560;
    const side = wide ? Math.min(390, width - 290) : Math.min(420, width - 44);
    const right = wide ? { left: 36 + side + 56, top: 26, width: width - side - 108, height: 180 } : { left: 36, top: side + 140, width: side, height: 130 };
    size(root, width, wide ? side + 66 : side + 140 + 130 + 44);
    p = panel(root, { left: 36, top: 26, width: side, height: side }, SPAN, SPAN);
    axes(p, { xTicks: [-2, -1, 0, 1, 2], yTicks: [-2, -1, 0, 1, 2], xLabel: "x₁", yLabel: "x₂" });
    if (run.samples.length && !run.broken()) {
      const z = field(p, CELLS, CELLS, (x1, x2) => logit(run.layers, x1, x2));
      picture.paint(root, p.box, z.map((value) => 2 * sigmoid(value) - 1), CELLS, CELLS);
      contour(p, z, CELLS, CELLS, 0);
    } else picture.hide();
    const look = (t) => [t ? "circle" : "square", `nnw-mark nnw-s${t ? 1 : 2}`];
    if (!own) for (const [x1, x2, t] of run.samples) mark(p.inside, p.px(x1), p.py(x2), ...look(t), 4.5);
    else if (aimed) mark(p.inside, p.px(cursor[0]), p.py(cursor[1]), "ring", "nnw-mark nnw-s6", 7);
    grips.put(
      own
        ? state.points.map(([x, y, t], i) => ({ key: `p${i}`, panel: p, x, y, label: `point ${i + 1}`, say: `class ${t}, (${fixed(x, 1)}, ${fixed(y, 1)})`, shape: look(t)[0], kind: look(t)[1], radius: 6 }))
        : [],
    );
    if (run.broken()) notice(root, p.box, "Diverged: the rate is too large, so the steps overshoot and the loss grows.");
    lossPicture(root, right, run);
    legend(root, wide ? right.left - 16 : 36, wide ? right.top + right.height + 50 : side + 70, wide ? right.width + 30 : side, [
      { words: "class 1", mark: look(1)[1], shape: "circle" },
      { words: "class 0", mark: look(0)[1], shape: "square" },
      { words: "border, p = 1/2", line: "nnw-level" },
    ]);
    return describe(state, run, arrived);
  }

  return {
    controls: [sets.node, nets.node, kinds.node, speed.node, seeds.node, pace.node, play.node, again],
    layers: [picture.node],
    overlay: grips.node,
    after: [below],
    stop() {
      play.stop();
      clearTimeout(timer);
    },
    draw,
  };
}

function lossPicture(root, box, { curve, steps }) {
  const shown = curve.filter(Number.isFinite);
  const most = Math.max(50, steps);
  const high = Math.max(0.8, ...shown.slice(0, 1), Math.min(20, Math.max(0, ...shown)));
  const p = panel(root, box, [0, most], [0, high]);
  axes(p, { xTicks: ticks(0, most, 3), yTicks: ticks(0, high, 4), xLabel: "steps", yLabel: "mean loss" });
  const every = Math.max(1, Math.ceil(shown.length / 300));
  const points = shown.flatMap((loss, step) => (step % every === 0 || step === shown.length - 1 ? [[step, loss]] : []));
  polyline(p, points, "nnw-curve");
  root.append(text(box.left + box.width, box.top - 8, shown.length ? fixed(shown.at(-1), 3) : "", "end", "nnw-text nnw-number"));
}

export default widget({
  name: "decision-regions",
  label: "Decision regions of a network in training",
  traits: ["data", "points", "hidden", "activation", "rate", "seed", "pace", "steps"],
  check,
  build,
});
