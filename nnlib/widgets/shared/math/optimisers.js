// Steps of gradient descent, plain and with momentum in both forms, as nnlib.SGD takes them; landscapes to take them on.
// A state is {w, v}: lists of parameters and velocities. settings: {rate, beta = 0, form = "torch" or "classic"}.

import { below, generator, permutation } from "./random.js";

export function atRest(w) {
  return { w: [...w], v: w.map(() => 0) };
}

// where the gradient of the next step is taken: only the classic Nesterov step looks ahead, to w + beta v
export function pointOfGradient(kind, { w, v }, { beta = 0, form = "torch" }) {
  return kind === "nesterov" && form === "classic" ? w.map((wi, i) => wi + beta * v[i]) : w;
}

// the state after one step with g, the gradient at pointOfGradient
export function updated(kind, { w, v }, g, { rate, beta = 0, form = "torch" }) {
  if (kind === "plain" || beta === 0) return { w: w.map((wi, i) => wi - rate * g[i]), v: [...v] };
  if (form === "classic") {
    const velocity = v.map((vi, i) => beta * vi - rate * g[i]);
    return { w: w.map((wi, i) => wi + velocity[i]), v: velocity };
  }
  const velocity = v.map((vi, i) => beta * vi + g[i]);
  const used = kind === "nesterov" ? velocity.map((vi, i) => g[i] + beta * vi) : velocity;
  return { w: w.map((wi, i) => wi - rate * used[i]), v: velocity };
}

// gradient: a function of the parameters
export function step(kind, state, gradient, settings) {
  return updated(kind, state, gradient(pointOfGradient(kind, state, settings)), settings);
}

const quadratic = (a, b) => ({
  value: ([x, y]) => 0.5 * (a * x * x + b * y * y),
  gradient: ([x, y]) => [a * x, b * y],
  curvature: () => [a, b],
  minima: a > 0 && b > 0 ? [[0, 0]] : [],
});

// The axes are the eigenvectors of every Hessian here; curvature(w) are its eigenvalues, along w1 and along w2.
export const landscapes = {
  bowl: quadratic(2.5, 2.5),
  ravine: quadratic(0.3, 6.5),
  saddle: quadratic(2, -0.5),
  well: {
    value: ([x, y]) => 0.375 * (x * x - 1) ** 2 + y * y,
    gradient: ([x, y]) => [1.5 * x * (x * x - 1), 2 * y],
    curvature: ([x]) => [1.5 * (3 * x * x - 1), 2],
    minima: [[-1, 0], [1, 0]],
  },
};

// The run of count steps on a landscape from w: all states, the first at rest. settings is what holds for every step, or a
// list with those of each step. A run that leaves the numbers ends early.
export function runOn(landscape, kind, w, settings, count) {
  const { gradient } = landscapes[landscape];
  const states = [atRest(w)];
  for (let k = 0; k < count; k++) {
    const next = step(kind, states[k], gradient, Array.isArray(settings) ? settings[k] : settings);
    if (!next.w.every(Number.isFinite)) break;
    states.push(next);
  }
  return states;
}

// What becomes of plain descent in the long run, and why: { kind, limit, factors, at? }
// diverges: a factor 1 - eta lambda beyond -1; bounces: exactly -1; settles: at the minimum `at`; stays: where the gradient
// is 0 but no minimum; leaves: down the falling side of the saddle for ever; wanders: to no place at all.
export function fateOf(landscape, w, rate) {
  const { curvature, minima } = landscapes[landscape];
  if (landscape === "well") return fateInWell(w, rate);
  const curvatures = curvature(w);
  const factors = curvatures.map((lambda) => 1 - rate * lambda);
  const limit = rateLimit("plain", curvatures);
  const felt = factors.filter((_, i) => w[i] !== 0); // on an axis the other direction is not felt
  const steep = curvatures.map((lambda, i) => w[i] !== 0 && lambda > 0 && rate * lambda);
  if (w.every((wi) => wi === 0)) return { kind: minima.length ? "settles" : "stays", limit, factors, at: [0, 0] };
  if (steep.some((share) => share > 2 + 1e-9)) return { kind: "diverges", limit, factors };
  if (landscape === "saddle" && w[1] !== 0) return { kind: "leaves", limit, factors };
  if (felt.some((f) => Math.abs(f + 1) < 1e-9)) return { kind: "bounces", limit, factors };
  return { kind: minima.length ? "settles" : "stays", limit, factors, at: [0, 0] };
}

function fateInWell(w, rate) {
  const { curvature, minima, gradient } = landscapes.well;
  const factors = curvature(minima[0]).map((lambda) => 1 - rate * lambda);
  const limit = rateLimit("plain", curvature(minima[0]));
  let here = w;
  for (let k = 0; k < 3000; k++) {
    const g = gradient(here);
    here = here.map((wi, i) => wi - rate * g[i]);
    if (!(Math.abs(here[0]) < 1e6 && Math.abs(here[1]) < 1e6)) return { kind: "diverges", limit, factors };
    const at = minima.find(([x, y]) => Math.hypot(here[0] - x, here[1] - y) < 1e-6);
    if (at && rate < limit) return { kind: "settles", limit, factors, at };
  }
  const still = Math.hypot(...gradient(here)) < 1e-6;
  return { kind: still ? "stays" : "wanders", limit, factors, at: [0, 0] };
}

// largest rate at which descent settles where the curvatures are these: 2 / lambda_max; with momentum 2 (1 + beta) /
// lambda_max, with Nesterov 2 (1 + beta) / ((1 + 2 beta) lambda_max)
export function rateLimit(kind, curvatures, beta = 0) {
  const largest = Math.max(...curvatures);
  if (largest <= 0) return Infinity;
  if (kind === "momentum") return (2 * (1 + beta)) / largest;
  if (kind === "nesterov") return (2 * (1 + beta)) / ((1 + 2 * beta) * largest);
  return 2 / largest;
}

// by which factor a long run of steps shrinks (or grows) the distance along a direction of this curvature, each step:
// the largest size of an eigenvalue of the step's matrix
export function shrinkage(kind, curvature, { rate, beta = 0 }) {
  const c = rate * curvature;
  if (kind === "plain" || beta === 0) return Math.abs(1 - c);
  // w' = w - c (...) and the velocity: the matrix has this trace and this determinant
  const trace = kind === "nesterov" ? (1 + beta) * (1 - c) : 1 + beta - c;
  const determinant = kind === "nesterov" ? beta * (1 - c) : beta;
  const root = trace * trace - 4 * determinant;
  if (root < 0) return Math.sqrt(determinant);
  return (Math.abs(trace) + Math.sqrt(root)) / 2;
}

// Batches of sample numbers for count steps. "shuffled": each epoch every sample once in a new order; "in-order": each
// epoch every sample once as they stand; "replaced": drawn anew each time, the same sample perhaps twice in a batch.
// permutation(N) and below(N) give the draws. The last batch of an epoch is smaller if B does not divide N.
export function batches(sampling, N, B, count, { permutation, below }) {
  const out = [];
  let order = [];
  while (out.length < count) {
    if (sampling === "replaced") {
      out.push(Array.from({ length: B }, () => below(N)));
      continue;
    }
    if (!order.length) order = sampling === "shuffled" ? permutation(N) : Array.from({ length: N }, (_, i) => i);
    out.push(order.slice(0, B));
    order = order.slice(B);
  }
  return out;
}

export function drawnBatches(seed, sampling, N, B, count) {
  const random = generator(seed);
  const draws = { permutation: (size) => permutation(random, size), below: (size) => below(random, size) };
  return batches(sampling, N, B, count, draws);
}

// The gradient of 1/|rows| sum of (w0 + w1 x - t)^2 / 2 over some samples
export function lineGradient([w0, w1], x, t, rows) {
  let first = 0;
  let second = 0;
  for (const n of rows) {
    const error = w0 + w1 * x[n] - t[n];
    first += error;
    second += error * x[n];
  }
  return [first / rows.length, second / rows.length];
}

// The data of the line: evenly spaced x and a scatter about 0.5 + x that only looks drawn, sorted by x
export function lineData() {
  const n = Array.from({ length: 32 }, (_, i) => i);
  const x = n.map((i) => -1.5 + (3 * i) / 31);
  return { x, t: x.map((xn, i) => 0.5 + xn + 0.9 * Math.sin(17 * i * i)) };
}

// the minimum of lineLoss, from the normal equations
export function lineMinimum(x, t) {
  const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;
  const [mx, mt] = [mean(x), mean(t)];
  const slope = mean(x.map((xn, n) => (xn - mx) * (t[n] - mt))) / mean(x.map((xn) => (xn - mx) ** 2));
  return [mt - slope * mx, slope];
}

// all points of descent from w with one batch a step
export function linePath(w, x, t, rate, rows) {
  const path = [w];
  for (const some of rows) {
    const here = path[path.length - 1];
    const g = lineGradient(here, x, t, some);
    path.push(here.map((wi, i) => wi - rate * g[i]));
  }
  return path;
}

// the mean of |g_B - g|^2 over some batches
export function measuredVariance(w, x, t, rows) {
  const g = lineGradient(w, x, t, x.map((_, n) => n));
  const squares = rows.map((some) => lineGradient(w, x, t, some).reduce((total, gi, i) => total + (gi - g[i]) ** 2, 0));
  return squares.reduce((total, value) => total + value, 0) / rows.length;
}

export function lineLoss([w0, w1], x, t) {
  return x.reduce((total, xn, n) => total + 0.5 * (w0 + w1 * xn - t[n]) ** 2, 0) / x.length;
}

// E |g_B - g|^2 of the gradient's estimate from B samples: sigma^2 / B with replacement, where sigma^2 is the spread of
// the single gradients; without it times (N - B) / (N - 1), which is 0 for the whole set
export function estimateVariance(w, x, t, B, replaced) {
  const N = x.length;
  const mean = lineGradient(w, x, t, x.map((_, n) => n));
  let spread = 0;
  for (let n = 0; n < N; n++) {
    const g = lineGradient(w, x, t, [n]);
    spread += (g[0] - mean[0]) ** 2 + (g[1] - mean[1]) ** 2;
  }
  return (spread / N / B) * (replaced ? 1 : (N - B) / (N - 1));
}
