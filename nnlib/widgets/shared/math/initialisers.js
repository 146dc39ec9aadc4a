// Initial weights from given draws: the spreads are those of nnlib.initialisers, the random numbers come from outside.

import { activations } from "./activations.js";
import { backward, forward } from "./network.js";
import { generator, normals, uniforms } from "./random.js";

const variances = {
  xavier_normal: (fanIn, fanOut) => 2 / (fanIn + fanOut),
  xavier_uniform: (fanIn, fanOut) => 2 / (fanIn + fanOut),
  he_normal: (fanIn) => 2 / fanIn,
  he_uniform: (fanIn) => 2 / fanIn,
  lecun_normal: (fanIn) => 1 / fanIn,
  small: () => 0.01 ** 2,
  large: () => 1,
};

export const initialiserNames = Object.keys(variances);

// the standard deviation of a weight
export function weightSpread(name, fanIn, fanOut) {
  return Math.sqrt(variances[name](fanIn, fanOut));
}

export function drawsUniformly(name) {
  return name.endsWith("_uniform");
}

// W of shape (out, in) from out x in draws, row by row: standard normal ones, or numbers of (0, 1) for the uniform rules
export function initialWeights(name, [out, into], draws) {
  const spread = weightSpread(name, into, out);
  const bound = Math.sqrt(3) * spread; // the variance of a uniform variable between -r and r is r^2 / 3
  const weight = drawsUniformly(name) ? (u) => -bound + 2 * bound * u : (z) => spread * z;
  return Array.from({ length: out }, (_, i) => Array.from({ length: into }, (__, j) => weight(draws[i * into + j])));
}

const WIDTH = 20;
const ROWS = 8;

// A network of equal layers without biases on drawn inputs and targets: the loss 1/N sum of |a - t|^2 / 2, the norm of
// its gradient by each W (Frobenius), the root mean square of |delta| over the samples, and of each layer the standard
// deviation and five quantiles of the outputs (the first entry is the input) and the root mean square of phi'. A deeper
// network has the same first layers.
export function deepRun({ depth, activation, initialiser, seed }) {
  const random = generator(seed);
  const rowsOf = (values) => Array.from({ length: ROWS }, (_, n) => values.slice(n * WIDTH, (n + 1) * WIDTH));
  const x = rowsOf(normals(random, ROWS * WIDTH));
  const t = rowsOf(normals(random, ROWS * WIDTH));
  const draw = drawsUniformly(initialiser) ? uniforms : normals;
  const layers = Array.from({ length: depth }, () => ({
    W: initialWeights(initialiser, [WIDTH, WIDTH], draw(random, WIDTH * WIDTH)),
    b: new Array(WIDTH).fill(0),
    activation,
  }));
  const trace = forward(layers, x);
  const error = trace.a[depth].map((row, n) => row.map((a, k) => (a - t[n][k]) / ROWS));
  const { dW, delta } = backward(layers, trace, error);
  const { slope } = activations[activation];
  const meanSquareOf = (rows, f) => rows.reduce((total, row) => total + row.reduce((sum, value) => sum + f(value) ** 2, 0), 0) / (rows.length * rows[0].length);
  return {
    // a sample's delta has no 1/N
    errors: delta.map((rows) => Math.sqrt(meanSquareOf(rows, (d) => ROWS * d) * WIDTH)),
    norms: dW.map((gradient) => Math.sqrt(gradient.reduce((total, row) => total + row.reduce((sum, g) => sum + g * g, 0), 0))),
    slopes: trace.z.map((rows) => Math.sqrt(meanSquareOf(rows, (z) => slope(z, 0.01)))),
    outputs: trace.a.map((rows) => spreadOf(rows.flat())),
  };
}

// standard deviation, and the quantiles 5, 25, 50, 75 and 95 %, straight between the sorted values
function spreadOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const mean = sorted.reduce((total, value) => total + value, 0) / sorted.length;
  const deviation = Math.sqrt(sorted.reduce((total, value) => total + (value - mean) ** 2, 0) / sorted.length);
  const quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => {
    const at = share * (sorted.length - 1);
    const below = Math.floor(at);
    const next = sorted[Math.min(below + 1, sorted.length - 1)];
    return sorted[below] + (at - below) * (next - sorted[below]);
  });
  return { deviation, quantiles };
}
