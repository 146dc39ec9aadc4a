// Perceptron trainer: points of two classes, the rule one point at a time, mistakes counted against their bound.

import { commonPoint, convexHull, largestMargin, lineSeenFrom, lineWithin, mistakeBound, perceptronRun } from "./shared/math/perceptron.js";
import { fixed, number, plural } from "./shared/format.js";
import { axes, line, panel, svg, text } from "./shared/plot.js";
import { arrow, legend, mark } from "./shared/marks.js";
import { handles, surface, snap } from "./shared/points.js";
import { player, remembered } from "./shared/motion.js";
import { button, html, range, select, together } from "./shared/controls.js";
import { expectInteger, expectPoints, size, widget } from "./shared/shell.js";

const SPAN = [-1, 2];
const MOST = 30;
const LIMIT = 3000;
const GRID = 0.1;

const pointSets = {
  two: ["two groups", [[0.2, -0.9, 0], [1.6, 0.9, 1], [-0.9, 1.3, 0], [1.8, 0.7, 1], [-0.3, 1.5, 1], [-0.6, 0, 0], [0.5, -0.4, 0], [1.2, 1.7, 1], [1.5, 0.9, 1], [0, -0.4, 0]]],
  and: ["and", [[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 1]]],
  or: ["or", [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]]],
  narrow: ["a narrow gap", [[-0.5, 0, 0], [0.4, 0.6, 0], [1.5, 1.4, 0], [-0.4, 0.6, 1], [0.5, 1.1, 1], [1.2, 1.6, 1]]],
  xor: ["xor: no line separates", [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]],
};

function check(state) {
  expectPoints("points", state.points, [SPAN, SPAN, [0, 1]], [0, MOST]);
  state.points.forEach((point, i) => expectInteger(`points[${i}][2]`, point[2], 0, 1));
  expectInteger("step", state.step, 0, LIMIT);
}

const sign = (value) => (value < 0 ? "−" : "+");
const lineWords = ({ w, b }) => `${fixed(w[0], 1)} x₁ ${sign(w[1])} ${fixed(Math.abs(w[1]), 1)} x₂ ${sign(b)} ${fixed(Math.abs(b), 1)} = 0`;

// what can be known of the points before any training
const prospects = remembered((points) => {
  if (!points.length) return {};
  const margin = largestMargin(points);
  if (margin) return { margin, bound: mistakeBound(points, margin[0]) };
  return { margin: null, common: commonPoint(points) };
});

function describe({ points }, run, { margin, bound, common }) {
  if (!points.length) return "No points yet. Press in the picture to put some, or set a place with the sliders below and press “Add point”.";
  const N = points.length;
  const epoch = run.mistakes.length;
  const total = run.mistakes.reduce((sum, count) => sum + count, 0);
  const most = margin ? number(Math.floor(bound + 1e-9), 0) : "";
  const because = margin ? "" : `no line separates these classes: the cross at (${fixed(common[0])}, ${fixed(common[1])}) is a mixture of points of either`;
  if (!run.step) {
    const fate = margin ? `A line separates the classes with the margin γ = ${number(margin[0], 2)}, so at most (R/γ)² = ${most} mistakes will be made.` : `This will never stop, as ${because}.`;
    return `Start: w = 0 and b = 0, so z = 0 and the output is 1 for each of ${plural(N, "point")}. ${fate}`;
  }
  const count = margin ? `${plural(total, "mistake")} so far, at most (R/γ)² = ${most}, with the margin γ = ${number(margin[0], 2)}.` : `${plural(total, "mistake")} so far, and no end: ${because}.`;
  if (run.converged) return `Separated: epoch ${epoch} had no mistake. The line is ${lineWords(run.neuron)}. ${plural(total, "mistake")} in all; with the margin γ = ${number(margin[0], 2)} there could be at most (R/γ)² = ${most}.`;
  const [x1, x2, t] = run.last;
  const z = lineSeenFrom(run.before, [x1, x2]).z;
  const o = z >= 0 ? 1 : 0;
  const at = `Epoch ${epoch}, point ${((run.step - 1) % N) + 1} at (${fixed(x1, 1)}, ${fixed(x2, 1)}): z = ${fixed(z)}, so o = ${o}, and t = ${t}:`;
  const done = o !== t ? `a mistake, w ${t ? "+ x" : "− x"} and b ${t ? "+ 1" : "− 1"}.` : "right, nothing changes.";
  const circle = run.circle ? ` Epoch ${run.circle[1]} ended with the weights of epoch ${run.circle[0]}: it runs in a circle.` : "";
  return `${at} ${done} ${count}${circle}`;
}

function build({ change, root, state: first }) {
  let now = first;
  let p = null;
  let nextClass = 1;
  let cursor = [0.5, 1.5];
  let aimed = false; // the place of a new point is shown once a slider has set it
  const runTo = remembered(perceptronRun);
  const put = (points) => change({ points, step: 0 });
  const add = (x, y) => now.points.length < MOST && put([...now.points, [x, y, nextClass]]);
  const play = player({
    every: 220,
    burst: 50,
    onStep(count) {
      const step = Math.min(LIMIT, now.step + count);
      const run = runTo(now.points, step);
      change({ step: run.step });
      return !run.converged && run.step < LIMIT;
    },
  });
  const nextMistake = button("Next mistake", () => {
    play.stop();
    let step = now.step;
    const total = (run) => run.mistakes.reduce((sum, count) => sum + count, 0);
    const before = total(runTo(now.points, step));
    let run = null;
    do run = perceptronRun(now.points, ++step);
    while (total(run) === before && !run.converged && step < LIMIT);
    change({ step: run.step });
  });
  const sets = select({
    label: "Points",
    options: [...Object.entries(pointSets).map(([name, [words]]) => [name, words]), ["own", "your own"]],
    onInput: (name) => put(name === "own" ? [] : pointSets[name][1]),
  });
  const classes = select({ label: "New points are of", options: [[1, "class 1"], [0, "class 0"]], onInput: (value) => (nextClass = Number(value)) });
  const slider = (label, spoken, axis) => {
    const one = range({ label, spoken, min: SPAN[0], max: SPAN[1], step: GRID, say: (value) => fixed(value, 1), onInput(value) {
      cursor[axis] = snap(value, GRID, SPAN);
      aimed = true;
      one.set(cursor[axis]);
      change({});
    } });
    one.set(cursor[axis]);
    return one;
  };
  const [slider1, slider2] = [slider("x₁", "x 1 of the new point", 0), slider("x₂", "x 2 of the new point", 1)];
  const adder = together("New point", button("Add point", () => add(...cursor)), button("Remove last", () => put(now.points.slice(0, -1))));
  surface(root, {
    down(px, py) {
      const [x, y] = [p.atX(px), p.atY(py)];
      if (x < SPAN[0] || x > SPAN[1] || y < SPAN[0] || y > SPAN[1]) return;
      add(snap(x, GRID, SPAN), snap(y, GRID, SPAN));
    },
  });
  const grips = handles({
    onMove: (key, x, y) => put(now.points.map((point, i) => (`p${i}` === key ? [x, y, point[2]] : point))),
    onRemove: (key) => put(now.points.filter((_, i) => `p${i}` !== key)),
  });

  function draw({ state, width }) {
    now = state;
    const { points, step } = state;
    sets.set(Object.keys(pointSets).find((name) => JSON.stringify(pointSets[name][1]) === JSON.stringify(points)) ?? "own");
    classes.set(nextClass);
    const run = runTo(points, step);
    play.set({ done: !points.length || run.converged || step >= LIMIT });
    nextMistake.disabled = !points.length || run.converged || step >= LIMIT;
    const ahead = prospects(points);
    const wide = width >= 560;
    const side = wide ? Math.min(360, width - 300) : Math.min(420, width - 44);
    const top = 26;
    const right = wide ? { left: 36 + side + 48, top: 48, width: width - side - 100, height: 190 } : { left: 36, top: top + side + 152, width: side, height: 120 };
    const keyTop = wide ? right.top + right.height + 48 : top + side + 44;
    size(root, width, wide ? top + side + 44 : right.top + right.height + 40);
    p = panel(root, { left: 36, top, width: side, height: side }, SPAN, SPAN);
    axes(p, { xTicks: [-1, 0, 1, 2], yTicks: [-1, 0, 1, 2], xLabel: "x₁", yLabel: "x₂" });
    if (ahead.common) overlap(p, points, ahead.common);
    shadeSide(p, run.neuron);
    const old = run.before && lineWithin(run.before, SPAN, SPAN);
    const wrong = run.before && JSON.stringify(run.before) !== JSON.stringify(run.neuron);
    if (old && wrong) line(p, ...old[0], ...old[1], "nnw-guide nnw-oldline");
    const ends = lineWithin(run.neuron, SPAN, SPAN);
    if (ends) {
      line(p, ...ends[0], ...ends[1], "nnw-level");
      const { w } = run.neuron;
      const [mx, my] = [(ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2];
      const length = 0.35 / Math.hypot(...w);
      arrow(p.inside, p.px(mx), p.py(my), p.px(mx + w[0] * length), p.py(my + w[1] * length), "nnw-s3");
    }
    if (aimed) p.inside.append(svg("circle", { cx: p.px(cursor[0]), cy: p.py(cursor[1]), r: 6, class: "nnw-open" }));
    if (run.last) root.append(svg("circle", { cx: p.px(run.last[0]), cy: p.py(run.last[1]), r: 13, class: wrong ? "nnw-seen nnw-wrong" : "nnw-seen" }));
    grips.put(
      points.map(([x, y, t], i) => ({
        key: `p${i}`, panel: p, x, y, label: `point ${i + 1}`, say: `class ${t}, (${fixed(x, 1)}, ${fixed(y, 1)})`,
        step: GRID, kind: `nnw-mark nnw-s${t ? 1 : 2}`, shape: t ? "circle" : "square", radius: 6.5,
      })),
    );
    mistakesPicture(root, right, run, ahead);
    legend(root, right.left - (wide ? 8 : 0), keyTop, wide ? right.width + 20 : width - 44, [
      { words: "class 1", mark: "nnw-mark nnw-s1", shape: "circle" },
      { words: "class 0", mark: "nnw-mark nnw-s2", shape: "square" },
      { words: "line now", line: "nnw-level" },
      { words: "line before", line: "nnw-guide nnw-oldline" },
    ]);
    return describe(state, run, ahead);
  }

  return {
    controls: [sets.node, play.node, nextMistake],
    after: [html("div", { class: "nnw-controls nnw-below" }, classes.node, slider1.node, slider2.node, adder)],
    overlay: grips.node,
    stop: play.stop,
    draw,
  };
}

// the side of output 1 is tinted, the other left as paper
function shadeSide(p, { w, b }) {
  const corners = [[SPAN[0], SPAN[0]], [SPAN[1], SPAN[0]], [SPAN[1], SPAN[1]], [SPAN[0], SPAN[1]]];
  const z = ([x, y]) => w[0] * x + w[1] * y + b;
  const kept = corners.flatMap((corner, i) => {
    const next = corners[(i + 1) % 4];
    const [a, c] = [z(corner), z(next)];
    const cut = a < 0 !== c < 0 ? [[0, 1].map((k) => corner[k] + (a / (a - c)) * (next[k] - corner[k]))] : [];
    return a >= 0 ? [corner, ...cut] : cut;
  });
  if (kept.length < 3) return;
  p.inside.append(svg("path", { d: `M${kept.map(([x, y]) => `${p.px(x).toFixed(1)} ${p.py(y).toFixed(1)}`).join("L")}Z`, class: "nnw-plus", style: "fill-opacity:0.13" }));
}

// the hulls of the classes and a point of both: why no line separates them
function overlap(p, points, common) {
  for (const t of [0, 1]) {
    const hull = convexHull(points.filter((point) => point[2] === t));
    const d = `M${hull.map(([x, y]) => `${p.px(x).toFixed(1)} ${p.py(y).toFixed(1)}`).join("L")}Z`;
    p.inside.append(svg("path", { d, class: `nnw-hull nnw-s${t ? 1 : 2}` }));
  }
  mark(p.inside, p.px(common[0]), p.py(common[1]), "cross", "nnw-mark nnw-s4", 8);
  p.inside.append(text(p.px(common[0]) + 12, p.py(common[1]) + 4, "in both", "start"));
}

function mistakesPicture(root, box, { mistakes }, { margin, bound }) {
  const shown = mistakes.slice(-200);
  const first = mistakes.length - shown.length;
  const most = Math.max(4, ...shown);
  const count = Math.max(8, shown.length);
  const p = panel(root, box, [0.5, count + 0.5], [0, most]);
  const step = Math.max(1, Math.ceil(count / 6));
  const xTicks = Array.from({ length: count }, (_, i) => i + 1).filter((i) => (i - 1) % step === 0);
  const yTicks = [0, Math.round(most / 2), most];
  axes(p, { xTicks, yTicks, xLabel: "epoch",  xFormat: (tick) => String(tick + first) });
  const wide = box.width / count;
  shown.forEach((value, i) => {
    const kind = value ? "nnw-bar2" : "nnw-bar";
    p.inside.append(svg("rect", { x: p.px(i + 0.5) + 0.1 * wide, y: value ? p.py(value) : p.py(0) - 2, width: 0.8 * wide, height: value ? p.py(0) - p.py(value) : 2, class: kind }));
  });
  const total = mistakes.reduce((sum, value) => sum + value, 0);
  const words = margin ? `${total}, at most ${number(Math.floor(bound + 1e-9), 0)}` : margin === undefined ? total : `${total}, and no end`;
  root.append(text(box.left, box.top - 28, "mistakes in each epoch", "start", "nnw-text nnw-name"), text(box.left, box.top - 10, `in all ${words}`));
}

export default widget({ name: "perceptron-trainer", label: "Perceptron trainer", traits: ["points", "step"], check, build });
