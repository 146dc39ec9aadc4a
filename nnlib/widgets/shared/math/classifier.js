// A small network that decides between two classes: one linear output z, the probability sigma(z) of class 1, and the
// mean cross-entropy over the samples [x1, x2, t]. Full batches, plain gradient descent: the same start, the same path.

import { initialWeights } from "./initialisers.js";
import { losses } from "./losses.js";
import { backward, dotProduct, forward } from "./network.js";

// Layers of the hidden sizes from standard normal draws, as many as there are weights; biases 0.
export function startClassifier(hidden, activation, draws) {
  const sizes = [2, ...hidden, 1];
  let at = 0;
  return sizes.slice(1).map((size, l) => {
    const last = l === hidden.length;
    const rule = activation === "relu" && !last ? "he_normal" : "lecun_normal";
    const W = initialWeights(rule, [size, sizes[l]], draws.slice(at, (at += size * sizes[l])));
    return { W, b: W.map(() => 0), activation: last ? "identity" : activation };
  });
}

export function weightCount(hidden) {
  return [...hidden, 1].reduce((total, size, l) => total + size * (l ? hidden[l - 1] : 2), 0);
}

// mean loss, number of right answers, and the gradient of the mean
export function classifierGradient(layers, samples) {
  const inputs = samples.map(([x1, x2]) => [x1, x2]);
  const trace = forward(layers, inputs);
  const { value, slope } = losses["sigmoid-ce"];
  let [loss, right] = [0, 0];
  const gradient = trace.a[layers.length].map(([z], n) => {
    const t = samples[n][2];
    loss += value(z, t) / samples.length;
    right += (z >= 0 ? 1 : 0) === t ? 1 : 0;
    return [slope(z, t) / samples.length];
  });
  return { loss, right, ...backward(layers, trace, gradient) };
}

export function logit(layers, x1, x2) {
  return forward(layers, [x1, x2]).a[layers.length][0];
}

const flatGradient = ({ dW, db }) => dW.flatMap((rows, l) => [...rows.flat(), ...db[l]]);

function moved(layers, direction, distance) {
  let at = 0;
  return layers.map((layer) => ({
    ...layer,
    W: layer.W.map((row) => row.map((w) => w + distance * direction[at++])),
    b: layer.b.map((b) => b + distance * direction[at++]),
  }));
}

// The largest curvature of the mean loss, the largest eigenvalue of its Hessian: power iteration, where the product with
// a direction is a central difference of gradients. Plain descent leaves a valley with a rate above 2 / lambda.
export function largestCurvature(layers, samples, start, rounds = 30) {
  let [direction, lambda] = [start, 0];
  for (let round = 0; round < rounds; round++) {
    const length = Math.sqrt(dotProduct(direction, direction));
    if (!(length > 0) || !Number.isFinite(length)) return lambda;
    direction = direction.map((entry) => entry / length);
    const [plus, minus] = [1e-4, -1e-4].map((h) => flatGradient(classifierGradient(moved(layers, direction, h), samples)));
    const product = plus.map((entry, i) => (entry - minus[i]) / 2e-4);
    lambda = dotProduct(direction, product);
    direction = product;
  }
  return lambda;
}
