// Small fully connected networks: forward, backward, a step. layers = [{W, b, activation, alpha?}], W (out, in), b (out).
// layers[l] takes a[l] to z[l] = W a[l] + b and a[l + 1] = phi(z[l]); a[0] is the input. activation is a name of nnlib's,
// or "softmax". One sample is a list of numbers, a batch is a list of such rows.

import { activations, softmax } from "./activations.js";

const isBatch = (x) => x.length === 0 || Array.isArray(x[0]); // no numbers at all: a batch without rows

export function dotProduct(u, v) {
  let total = 0;
  for (let i = 0; i < u.length; i++) total += u[i] * v[i];
  return total;
}

export function activate({ activation, alpha = 0.01 }, z) {
  if (activation === "softmax") return softmax(z);
  const { value } = activations[activation];
  const out = new Array(z.length);
  for (let i = 0; i < z.length; i++) out[i] = value(z[i], alpha);
  return out;
}

// dl/dz from dl/da. For the softmax it is p_k (g_k - sum_j p_j g_j); the g of the largest p is taken off first, which
// changes nothing but leaves small terms only
function throughActivation({ activation, alpha = 0.01 }, z, a, gradient) {
  if (activation === "softmax") {
    const top = gradient[a.indexOf(Math.max(...a))];
    const mean = a.reduce((total, p, k) => total + p * (gradient[k] - top), 0);
    return a.map((p, k) => p * (gradient[k] - top - mean));
  }
  const { slope } = activations[activation];
  const out = new Array(z.length);
  for (let i = 0; i < z.length; i++) out[i] = gradient[i] * slope(z[i], alpha);
  return out;
}

export function affine({ W, b }, x) {
  const out = new Array(W.length);
  for (let i = 0; i < W.length; i++) out[i] = dotProduct(W[i], x) + b[i];
  return out;
}

export function transposeTimes(W, delta) {
  const out = new Array(W[0].length).fill(0);
  for (let i = 0; i < W.length; i++) for (let j = 0; j < out.length; j++) out[j] += W[i][j] * delta[i];
  return out;
}

// sums over the rows: of delta x^T, shaped like W, and of delta, shaped like b
function weightGradients(W, deltas, inputs) {
  const dW = W.map((row) => new Array(row.length).fill(0));
  const db = new Array(W.length).fill(0);
  for (let n = 0; n < deltas.length; n++) {
    const [delta, x] = [deltas[n], inputs[n]];
    for (let i = 0; i < db.length; i++) {
      const [row, d] = [dW[i], delta[i]];
      db[i] += d;
      for (let j = 0; j < row.length; j++) row[j] += d * x[j];
    }
  }
  return { dW, db };
}

export function forward(layers, x) {
  const each = (f, rows) => (isBatch(x) ? rows.map(f) : f(rows));
  const z = [];
  const a = [x];
  layers.forEach((layer, l) => {
    z.push(each((row) => affine(layer, row), a[l]));
    a.push(each((row) => activate(layer, row), z[l]));
  });
  return { z, a };
}

// lossGradient is dl/da of the last layer. delta[l] is dl/dz[l]; dW and db are shaped like W and b and are summed over
// the rows of a batch, so pass the gradient of the mean loss (with its 1/N) for the gradient of the mean. dx is dl/dx.
export function backward(layers, { z, a }, lossGradient) {
  const rowsOf = (values) => (isBatch(a[0]) ? values : [values]);
  const shaped = (values) => (isBatch(a[0]) ? values : values[0]);
  const [delta, dW, db] = [[], [], []];
  let gradient = rowsOf(lossGradient);
  for (let l = layers.length - 1; l >= 0; l--) {
    const { W } = layers[l];
    const [zRows, outputs, inputs] = [rowsOf(z[l]), rowsOf(a[l + 1]), rowsOf(a[l])];
    const rows = gradient.map((g, n) => throughActivation(layers[l], zRows[n], outputs[n], g));
    ({ dW: dW[l], db: db[l] } = weightGradients(W, rows, inputs));
    gradient = rows.map((row) => transposeTimes(W, row));
    delta[l] = shaped(rows);
  }
  return { delta, dW, db, dx: shaped(gradient) };
}

// one step of plain gradient descent, as new layers
export function descend(layers, { dW, db }, rate) {
  return layers.map((layer, l) => ({
    ...layer,
    W: layer.W.map((row, i) => row.map((w, j) => w - rate * dW[l][i][j])),
    b: layer.b.map((b, i) => b - rate * db[l][i]),
  }));
}

// layers of the given sizes from a list of numbers, W row by row and then b, layer by layer; and the list again
export function layersFrom(sizes, names, numbers) {
  let at = 0;
  const take = (count) => numbers.slice(at, (at += count));
  return names.map((activation, l) => ({
    W: Array.from({ length: sizes[l + 1] }, () => take(sizes[l])),
    b: take(sizes[l + 1]),
    activation,
  }));
}

export function numbersOf(layers) {
  return layers.flatMap(({ W, b }) => [...W.flat(), ...b]);
}

// Layers without nonlinearity are one: W = W_L ... W_1 and the biases carried through.
export function fold(layers) {
  const identity = layers[0].W[0].map((_, i) => layers[0].W[0].map((__, j) => (i === j ? 1 : 0)));
  return layers.reduce(
    (one, { W, b }) => ({
      W: W.map((row) => one.W[0].map((_, j) => row.reduce((total, w, k) => total + w * one.W[k][j], 0))),
      b: W.map((row, i) => dotProduct(row, one.b) + b[i]),
    }),
    { W: identity, b: identity.map(() => 0) },
  );
}
