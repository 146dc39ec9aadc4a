// The training of the decision regions: the sets of points in one square, and a run that can go on and start again.
// All follows from the settings and a seed: the same settings lead to the same weights.

import { classifierGradient, largestCurvature, startClassifier, weightCount } from "./classifier.js";
import { twoCircles, twoMoons, twoSpirals, xorClouds } from "./datasets.js";
import { descend, forward } from "./network.js";
import { generator, normals, permutation } from "./random.js";

// centre and scale bring every set into the square from -2 to 2
const trainingSets = {
  moons: { count: 100, make: (draws) => twoMoons(100, 0.12, draws), centre: [0.5, 0.25], scale: 1.15 },
  circles: { count: 100, make: (draws) => twoCircles(100, 0.08, 0.5, draws), centre: [0, 0], scale: 1.5 },
  xor: { count: 100, make: (draws) => xorClouds(100, 0.15, draws), centre: [0.5, 0.5], scale: 2.2 },
  spirals: { count: 120, make: (draws) => twoSpirals(120, 0.01, 1.2, draws), centre: [0, 0], scale: 1.8 },
};

export const hiddenSizes = { none: [], 3: [3], 8: [8], 16: [16], "8-8": [8, 8] };

export function samplesOf({ data, points, seed }) {
  if (data === "own") return points;
  const { make, centre, scale, count } = trainingSets[data];
  const random = generator(1000 + seed);
  const draws = { order: permutation(random, count), normals: [] };
  draws.normals = Array.from({ length: count }, () => normals(random, 2));
  return make(draws).map(([x1, x2, t]) => [scale * (x1 - centre[0]), scale * (x2 - centre[1]), t]);
}

export function training(state) {
  const samples = samplesOf(state);
  const hidden = hiddenSizes[state.hidden];
  const start = () => startClassifier(hidden, state.activation, normals(generator(state.seed), weightCount(hidden)));
  let layers = start();
  let steps = 0;
  let seen = classifierGradient(layers, samples);
  let curve = [seen.loss];
  const broken = () => !Number.isFinite(seen.loss) || seen.loss > 1e6;
  // towards so many steps, as long as mayGoOn() says so; says whether it got there
  function go(to, mayGoOn = () => true) {
    if (to < steps) [layers, steps, seen, curve] = [start(), 0, classifierGradient(start(), samples), []];
    if (!curve.length) curve = [seen.loss];
    while (steps < to && !broken()) {
      layers = descend(layers, seen, state.rate);
      seen = classifierGradient(layers, samples);
      curve.push(seen.loss);
      steps++;
      if (!mayGoOn()) break;
    }
    return steps >= to || broken();
  }
  // the rate above which the valley we are in is left, from the curvature here
  function edge() {
    if (!samples.length || broken()) return null;
    const lambda = largestCurvature(layers, samples, normals(generator(7), seen.dW.flat(2).length + seen.db.flat().length), 12);
    return lambda > 0 ? 2 / lambda : null;
  }
  return { samples, go, edge, broken, get layers() { return layers; }, get steps() { return steps; }, get seen() { return seen; }, get curve() { return curve; } };
}

// rises of the loss among the last steps: plain descent with a small rate has none
export function unrest(curve) {
  const last = curve.slice(-40);
  let rises = 0;
  for (let i = 1; i < last.length; i++) if (last[i] > last[i - 1] * 1.0001) rises++;
  return { rises, of: last.length - 1 };
}

// ReLU units whose pre-activation is negative for every point
export function unitsOff({ activation }, { layers, samples }) {
  if (activation !== "relu" || layers.length < 2) return 0;
  const { z } = forward(layers, samples.map(([x1, x2]) => [x1, x2]));
  return z.slice(0, -1).reduce((total, rows) => total + rows[0].filter((_, i) => rows.every((row) => row[i] <= 0)).length, 0);
}

// for tests: loss and right answers after the steps of a state
export function afterTraining(state) {
  const run = training(state);
  run.go(state.steps);
  return { steps: run.steps, loss: run.seen.loss, right: run.seen.right, edge: run.edge(), off: unitsOff(state, run), unrest: unrest(run.curve) };
}
