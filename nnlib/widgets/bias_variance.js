// Bias and variance: polynomials fitted to noisy samples, many times over, and what their test error is made of.

import { evenly, expectedErrors, fitMatrix, fitted, meanSquare, polynomial, wave } from "./shared/math/polynomials.js";
import { generator, normals } from "./shared/math/random.js";
import { fixed, number } from "./shared/format.js";
import { axes, curve, panel, polyline, svg, text, ticks } from "./shared/plot.js";
import { legend, mark } from "./shared/marks.js";
import { button, range, uid } from "./shared/controls.js";
import { remembered } from "./shared/motion.js";
import { expectInteger, expectNumber, size, widget } from "./shared/shell.js";

const DEGREE = [0, 9];
const DRAWS = 20;
const grid = evenly(81);
const waveOnGrid = grid.map(wave);
// lambda moves by powers of ten; the left end of its slider is 0
const LOWEST = -7;
const toLambda = (at) => (at <= LOWEST ? 0 : Number((10 ** at).toPrecision(2)));
const fromLambda = (lambda) => (lambda === 0 ? LOWEST : Math.log10(lambda));

function check({ degree, samples, penalty, noise, seed }) {
  expectInteger("degree", degree, ...DEGREE);
  expectInteger("samples", samples, 10, 100);
  expectNumber("penalty", penalty, 0, 10);
  expectNumber("noise", noise, 0, 1);
  expectInteger("seed", seed, 0, 9999);
}

const errorsByDegree = remembered((samples, penalty, noise) => {
  const x = evenly(samples);
  const truth = x.map(wave);
  return Array.from({ length: DEGREE[1] + 1 }, (_, d) => expectedErrors(x, truth, grid, waveOnGrid, d, penalty, noise));
});

// the first draw is the one whose samples are shown
const fitsOf = remembered((degree, samples, penalty, noise, seed) => {
  const x = evenly(samples);
  const truth = x.map(wave);
  const random = generator(seed);
  const C = fitMatrix(x, degree, penalty);
  const draws = Array.from({ length: DRAWS }, () => {
    const errors = normals(random, samples);
    const t = truth.map((value, n) => value + noise * errors[n]);
    return { t, w: fitted(C, t) };
  });
  return { x, draws, mean: fitted(C, truth) };
});

function describe({ degree, samples, penalty, noise }, errors, { x, draws }) {
  const here = errors[degree];
  const best = errors.reduce((least, one, d) => (one.test < errors[least].test - 1e-12 ? d : least), 0);
  const first = draws[0];
  const train = meanSquare(first.w, x, first.t);
  const test = meanSquare(first.w, grid, waveOnGrid) + noise ** 2;
  const total = `Degree ${degree}, N = ${samples}, λ = ${penalty ? number(penalty, 4) : "0"}, noise σ = ${fixed(noise)}. Test error to expect: bias² ${fixed(here.bias2, 3)} + variance ${fixed(here.variance, 3)} + noise ${fixed(here.noise, 3)} = ${fixed(here.test, 3)}; training error ${fixed(here.train, 3)}.`;
  const larger = here.bias2 > 1.5 * here.variance ? "bias" : here.variance > 1.5 * here.bias2 ? "variance" : "both";
  const verdict = {
    bias: "Bias is the larger part: the fits agree with each other, but not with the truth; the model is too stiff.",
    variance: "Variance is the larger part: right on average, but each fit follows the noise of its own samples.",
    both: "Bias and variance are about equal here.",
  }[larger];
  const choice = best === degree ? "No degree does better." : `Best is degree ${best} with ${fixed(errors[best].test, 3)}.`;
  const exact = samples === degree + 1 && penalty === 0 ? " The curve goes through every sample: training error 0 says nothing." : "";
  return `${total} ${verdict}${exact} ${choice} This draw: training ${fixed(train, 3)}, test ${fixed(test, 3)}.`;
}

function build({ change }) {
  let now = null;
  const degree = range({ label: "degree", min: DEGREE[0], max: DEGREE[1], step: 1, say: String, onInput: (value) => change({ degree: value }) });
  const samples = range({ label: "samples N", min: 10, max: 100, step: 1, say: String, onInput: (value) => change({ samples: value }) });
  const penalty = range({
    label: "λ",
    spoken: "penalty lambda",
    min: LOWEST,
    max: 1,
    step: 0.25,
    say: (value) => (value ? number(value, 4) : "0"),
    onInput: (value) => change({ penalty: value }),
    from: fromLambda,
    to: toLambda,
  });
  const noise = range({ label: "noise σ", spoken: "noise sigma", min: 0, max: 1, step: 0.05, say: (v) => fixed(v), onInput: (value) => change({ noise: value }) });
  const again = button("Draw again", () => change({ seed: (now.seed + 1) % 10000 }));

  function draw({ state, root, width }) {
    now = state;
    degree.set(state.degree);
    samples.set(state.samples);
    penalty.set(state.penalty);
    noise.set(state.noise);
    const wide = width >= 560;
    const left = { left: 34, top: 26, width: wide ? Math.round((width - 110) * 0.55) : width - 48, height: wide ? 290 : 210 };
    const right = wide
      ? { left: left.left + left.width + 56, top: 26, width: width - left.width - 104, height: 290 }
      : { left: 44, top: left.top + left.height + 96, width: width - 58, height: 200 };
    size(root, width, right.top + right.height + (wide ? 88 : 96));
    const errors = errorsByDegree(state.samples, state.penalty, state.noise);
    const fits = fitsOf(state.degree, state.samples, state.penalty, state.noise, state.seed);
    drawFits(root, left, fits);
    drawErrors(root, right, errors, state.degree);
    legend(root, left.left, left.top + left.height + 30, left.width, [
      { words: "truth", line: "nnw-other" },
      { words: "this fit", line: "nnw-curve" },
      ...(wide ? [{ words: `${DRAWS - 1} other draws`, line: "nnw-faintline" }] : []),
    ]);
    return describe(state, errors, fits);
  }

  return { controls: [degree.node, samples.node, penalty.node, noise.node, again], draw };
}

function drawFits(root, box, { x, draws }) {
  const p = panel(root, box, [-1, 1], [-2.2, 2.2], uid());
  axes(p, { xTicks: [-1, 0, 1], yTicks: [-2, -1, 0, 1, 2], xLabel: "x", yLabel: "t and the fits ŷ" });
  for (const { w } of draws.slice(1)) polyline(p, grid.map((g) => [g, polynomial(w, g)]), "nnw-faintline");
  curve(p, wave, "nnw-other");
  polyline(p, grid.map((g) => [g, polynomial(draws[0].w, g)]));
  x.forEach((xn, n) => p.inside.append(svg("circle", { cx: p.px(xn).toFixed(1), cy: p.py(draws[0].t[n]).toFixed(1), r: x.length > 40 ? 2.4 : 4, class: "nnw-dot" })));
}

// bias, variance and noise stand on each other; their sum is the test error
function drawErrors(root, box, errors, degree) {
  const top = Math.min(1.6, 1.15 * Math.max(...errors.map(({ test, train }) => Math.max(test, train))), Math.max(0.2, 3 * Math.min(...errors.map(({ test }) => test)), 1.2 * errors[degree].test));
  const p = panel(root, box, [-0.6, DEGREE[1] + 0.6], [0, top], uid());
  axes(p, { xTicks: errors.map((_, d) => d), yTicks: ticks(0, top, 5), xLabel: "degree", yLabel: "mean squared error" });
  const wideBar = (box.width / errors.length) * 0.62;
  errors.forEach(({ bias2, variance, noise }, d) => {
    let below = 0;
    for (const [part, kind] of [[noise, "nnw-part-noise"], [bias2, "nnw-bar"], [variance, "nnw-bar2"]]) {
      const high = Math.min(below + part, top * 1.2);
      const height = p.py(below) - p.py(high);
      if (height > 0.05) p.inside.append(svg("rect", { x: (p.px(d) - wideBar / 2).toFixed(1), y: p.py(high).toFixed(1), width: wideBar.toFixed(1), height: height.toFixed(1), class: `${kind} nnw-slab` }));
      below = high;
    }
  });
  polyline(p, errors.map(({ train }, d) => [d, train]), "nnw-line nnw-s3");
  errors.forEach(({ train }, d) => mark(p.inside, p.px(d), p.py(train), "triangle", "nnw-mark nnw-s3", 4));
  p.inside.append(svg("rect", { x: p.px(degree) - wideBar / 2 - 4, y: box.top, width: wideBar + 8, height: box.height, class: "nnw-chosenbar" }));
  const items = [["variance", "nnw-bar2"], ["bias²", "nnw-bar"], ["noise", "nnw-part-noise"]];
  items.forEach(([words, kind], i) => {
    const x = box.left - 20 + i * 92;
    root.append(svg("rect", { x, y: box.top + box.height + 40, width: 13, height: 13, class: `${kind} nnw-slab` }), text(x + 18, box.top + box.height + 51, words));
  });
  legend(root, box.left - 20, box.top + box.height + 60, box.width + 20, [{ words: "training error", line: "nnw-line nnw-s3", mark: "nnw-mark nnw-s3", shape: "triangle" }]);
}

export default widget({
  name: "bias-variance",
  label: "Bias and variance",
  traits: ["degree", "samples", "penalty", "noise", "seed"],
  check,
  build,
});
