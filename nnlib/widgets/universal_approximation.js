// Universal approximation: steps, bumps or ramps of one hidden layer add up to a function that is chosen or drawn.

import { approximate, builders, interpolate, largestError, part } from "./shared/math/approximation.js";
import { fixed, number, plural } from "./shared/format.js";
import { axes, curve, line, logTicks, panel, polyline, powerOf, svg } from "./shared/plot.js";
import { legend } from "./shared/marks.js";
import { handles, snap, surface } from "./shared/points.js";
import { remembered } from "./shared/motion.js";
import { range, select } from "./shared/controls.js";
import { expectInteger, expectNumber, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const COUNTS = [1, 2, 4, 8, 16, 32, 64];
const KNOTS = 17;
const HEIGHT = [-1, 1];
const STEEP = [5, 2000];

const aims = {
  wave: { words: "sin 2πx", f: (x) => Math.sin(2 * Math.PI * x) },
  ripple: { words: "a wave that quickens", f: (x) => 0.9 * Math.sin(2 * Math.PI * x * (0.6 + 1.8 * x)) },
  kink: { words: "a kink: |2x − 1|", f: (x) => Math.abs(2 * x - 1) },
  jump: { words: "a jump", f: (x) => (x < 0.37 ? -0.5 : 0.5) },
  drawn: { words: "draw your own" },
};

const sums = {
  steps: { words: "steps: σ(s(x − m))", one: "step", units: (N) => N },
  bumps: { words: "bumps: two sigmoids each", one: "bump", units: (N) => 2 * N },
  ramps: { words: "ramps: ReLU", one: "ramp", units: (N) => N },
};

function check(state) {
  expectOneOf("target", state.target, Object.keys(aims));
  expectOneOf("kind", state.kind, Object.keys(sums));
  expectInteger("units", state.units, 1, 64);
  expectNumber("steepness", state.steepness, ...STEEP);
  expectNumbers("values", state.values, ...HEIGHT, [KNOTS, KNOTS]);
}

const aimOf = ({ target, values }) => aims[target].f ?? interpolate(values);

function describe({ target, kind, units: N, steepness }, error, at, doubled) {
  const { one, units } = sums[kind];
  const here = `${plural(N, one)} (${plural(units(N), "hidden unit")}): the largest error is ${number(error, 3)}, at x = ${fixed(at)}.`;
  if (error < 1e-9) return `${here} The sum meets this function exactly.`;
  const more = `${here} With twice as many it is ${number(doubled, 3)}.`;
  if (target === "jump" && doubled > 0.3) return `${more} At the jump it stays near half the jump: the theorem speaks of continuous functions.`;
  if (kind === "ramps") return doubled > 0.2 * error && doubled < 0.3 * error ? `${more} Where f is smooth, twice the ramps leave a quarter of the error.` : more;
  const [rise, cell] = [4 / steepness, 1 / N]; // σ(s x) rises from 0.12 to 0.88 over 4/s
  const compare = `Each sigmoid rises over about 4/s = ${number(rise, 3)}, ${rise < cell ? "less" : "more"} than a cell of 1/N = ${number(cell, 3)}`;
  if (rise < cell) return `${more} ${compare}: a staircase. More cells make its steps smaller.`;
  return `${more} ${compare}: they blur into each other${doubled > 0.7 * error ? ", and only steeper ones would help" : ""}.`;
}

function build({ change, root, state: first }) {
  let now = first;
  let p = null;
  const goal = select({ label: "Function f", options: Object.entries(aims).map(([name, { words }]) => [name, words]), onInput: (target) => change({ target }) });
  const choice = select({ label: "Sum of", options: Object.entries(sums).map(([name, { words }]) => [name, words]), onInput: (kind) => change({ kind }) });
  const count = range({
    label: "N", spoken: "number N of cells", min: 0, max: 63, step: 1, say: (N) => String(N),
    from: (N) => N - 1, to: (place) => place + 1, onInput: (units) => change({ units }),
  });
  const steep = range({
    label: "steepness s", min: 0, max: 1, step: 0.01, say: (s) => fixed(s, 0),
    from: (s) => Math.log(s / STEEP[0]) / Math.log(STEEP[1] / STEEP[0]),
    to: (place) => Math.min(STEEP[1], Math.max(STEEP[0], Number((STEEP[0] * (STEEP[1] / STEEP[0]) ** place).toPrecision(3)))),
    onInput: (steepness) => change({ steepness }),
  });
  const grips = handles({ onMove: (key, _, y) => change({ values: now.values.map((value, i) => (`v${i}` === key ? y : value)) }) });
  let pen = null;
  // the pen sets the knots between where it was and where it is
  const drawTo = (px, py) => {
    if (now.target !== "drawn") return;
    const [x, y] = [p.atX(px) * (KNOTS - 1), snap(p.atY(py), 0.02, HEIGHT)];
    const [x0, y0] = pen ?? [x, y];
    const [low, high] = [Math.min(x0, x), Math.max(x0, x)];
    const heightAt = (i) => (x === x0 ? y : y0 + ((i - x0) / (x - x0)) * (y - y0));
    change({ values: now.values.map((value, i) => (i >= low - 0.5 && i <= high + 0.5 ? snap(heightAt(Math.min(high, Math.max(low, i))), 0.02, HEIGHT) : value)) });
    pen = [x, y];
  };
  surface(root, { down: (x, y) => ((pen = null), drawTo(x, y)), move: drawTo, up: () => (pen = null) });
  const errorsOf = remembered((target, values, kind, steepness) => {
    const f = aimOf({ target, values });
    return COUNTS.map((N) => largestError(f, approximate(kind, f, N, steepness)).error);
  });

  function draw({ state, width }) {
    now = state;
    const { target, kind, units: N, steepness, values } = state;
    const drawn = target === "drawn";
    goal.set(target);
    choice.set(kind);
    count.set(N);
    steep.set(steepness);
    steep.node.hidden = kind === "ramps";
    root.classList.toggle("nnw-surface", drawn);
    const f = aimOf(state);
    const { constant, units } = builders[kind](f, N);
    const sum = (x) => units.reduce((total, unit) => total + part(kind, unit, steepness, x), constant);
    const { error, at } = largestError(f, sum);
    const errors = errorsOf(target, drawn ? values : [], kind, kind === "ramps" ? 1 : steepness);
    const wide = width >= 560;
    const mainWidth = wide ? Math.round(width * 0.58) : width - 56;
    const boxes = wide
      ? [{ left: 44, top: 26, width: mainWidth - 44, height: 200 }, { left: 44, top: 276, width: mainWidth - 44, height: 96 }, { left: mainWidth + 66, top: 26, width: width - mainWidth - 82, height: 250 }]
      : [{ left: 44, top: 26, width: mainWidth, height: 190 }, { left: 44, top: 264, width: mainWidth, height: 80 }, { left: 44, top: 456, width: mainWidth, height: 160 }];
    size(root, width, wide ? 412 : 656);
    p = panel(root, boxes[0], [0, 1], [-1.25, 1.25]);
    axes(p, { xTicks: [0, 0.5, 1], yTicks: [-1, 0, 1], yLabel: `f, and the sum F of ${plural(N, sums[kind].one)}` });
    line(p, at, f(at), at, sum(at), "nnw-gap");
    curve(p, f, "nnw-wanted", target === "jump" ? [0.37] : []);
    curve(p, sum, "nnw-line nnw-s1");
    partsPicture(root, boxes[1], kind, units, steepness);
    errorPicture(root, boxes[2], errors, N, error);
    legend(root, wide ? boxes[2].left - 20 : 44, wide ? 332 : 388, wide ? boxes[2].width + 30 : mainWidth, [
      { words: "function f", line: "nnw-wanted" },
      { words: "sum F", line: "nnw-line nnw-s1" },
      { words: "largest error", line: "nnw-gap" },
    ]);
    grips.put(
      drawn
        ? values.map((value, i) => ({ key: `v${i}`, panel: p, x: i / (KNOTS - 1), y: value, axis: "y", step: 0.05, yRange: HEIGHT, label: `point ${i + 1} of f`, say: `f(${fixed(i / (KNOTS - 1))}) = ${fixed(value)}`, radius: 4, kind: "nnw-dot2" }))
        : [],
    );
    return describe(state, error, at, largestError(f, approximate(kind, f, 2 * N, steepness)).error);
  }

  return { controls: [goal.node, choice.node, count.node, steep.node], overlay: grips.node, draw };
}

// the units one by one, before they are added
function partsPicture(root, box, kind, units, steepness) {
  const largest = kind === "ramps" ? 1 : Math.max(0.05, ...units.map(({ height }) => Math.abs(height)));
  const p = panel(root, box, [0, 1], [-1.1 * largest, 1.1 * largest]);
  axes(p, { xTicks: [0, 0.5, 1], yTicks: [0], xLabel: "x", yLabel: "the parts that are added" });
  const grid = Array.from({ length: 201 }, (_, i) => i / 200);
  for (const unit of units) {
    const ends = [unit.at, unit.to ?? unit.at].flatMap((end) => [end - 3 / steepness, end, end + 3 / steepness]); // steep places need points
    const xs = [...(units.length > 32 ? grid.filter((_, i) => i % 4 === 0) : grid), ...ends.filter((x) => x > 0 && x < 1)].sort((a, b) => a - b);
    polyline(p, xs.map((x) => [x, part(kind, unit, steepness, x)]), unit.height < 0 ? "nnw-part nnw-below-zero" : "nnw-part");
  }
}

function errorPicture(root, box, errors, N, error) {
  const finite = [...errors, error].map((value) => Math.max(value, 1e-4));
  const low = Math.min(0.01, 10 ** Math.floor(Math.log10(Math.min(...finite))));
  const p = panel(root, box, [1, 80], [low, Math.max(3, ...finite)], undefined, { logX: true, logY: true });
  axes(p, { xTicks: [1, 4, 16, 64], yTicks: logTicks(low, 3), xLabel: "N", yLabel: "largest error against N", yFormat: powerOf });
  polyline(p, [1, 80].map((n) => [n, 1 / n]), "nnw-guide");
  p.inside.append(svg("text", { x: p.px(30), y: p.py(1 / 30) - 8, class: "nnw-text nnw-faint" }, "1/N"));
  polyline(p, COUNTS.map((n, i) => [n, Math.max(errors[i], 1e-4)]), "nnw-line nnw-s1");
  COUNTS.forEach((n, i) => p.inside.append(svg("circle", { cx: p.px(n), cy: p.py(Math.max(errors[i], 1e-4)), r: 3.5, class: "nnw-end" })));
  p.inside.append(svg("circle", { cx: p.px(N), cy: p.py(Math.max(error, 1e-4)), r: 7, class: "nnw-dot" }));
}

export default widget({ name: "universal-approximation", label: "Universal approximation", traits: ["target", "kind", "units", "steepness", "values"], check, build });
