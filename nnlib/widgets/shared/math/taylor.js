// A loss of two weights along its own gradient: the linear model, the quadratic one, and how far the linear one holds.

import { sigmoid, softplus } from "./activations.js";

const taylorSamples = [[1, 0.5, 1], [2, -1, 1], [0.5, 1.5, 1], [-1, -0.5, 0], [-0.5, 1, 0], [-2, -1.5, 0]];
const taylorLine = [[-1, 0.5], [0.5, 1], [2, 2.5]];
const meanOf = (values) => values.reduce((total, value) => total + value, 0) / values.length;

// value, gradient and the entries [h11, h12, h22] of the Hessian at w
export const taylorLosses = {
  bowl: {
    value: ([u, v]) => 0.5 * (u * u + 4 * v * v),
    gradient: ([u, v]) => [u, 4 * v],
    hessian: () => [1, 0, 4],
  },
  logistic: {
    value: ([u, v]) => meanOf(taylorSamples.map(([x, y, t]) => softplus((t ? -1 : 1) * (u * x + v * y)))),
    gradient(w) {
      const slopes = taylorSamples.map(([x, y, t]) => (t ? -sigmoid(-(w[0] * x + w[1] * y)) : sigmoid(w[0] * x + w[1] * y)));
      return [0, 1].map((i) => meanOf(taylorSamples.map((sample, n) => slopes[n] * sample[i])));
    },
    hessian([u, v]) {
      const bends = taylorSamples.map(([x, y]) => sigmoid(u * x + v * y) * sigmoid(-u * x - v * y));
      return [[0, 0], [0, 1], [1, 1]].map(([i, j]) => meanOf(taylorSamples.map((sample, n) => bends[n] * sample[i] * sample[j])));
    },
  },
  valley: {
    value: ([u, v]) => 0.5 * (1 - u) ** 2 + 2 * (v - u * u) ** 2,
    gradient: ([u, v]) => [u - 1 - 8 * u * (v - u * u), 4 * (v - u * u)],
    hessian: ([u, v]) => [1 - 8 * v + 24 * u * u, -8 * u, 4],
  },
  hills: {
    value: ([u, v]) => 1.5 + Math.sin(1.5 * u) * Math.cos(v) + 0.1 * (u * u + v * v),
    gradient: ([u, v]) => [1.5 * Math.cos(1.5 * u) * Math.cos(v) + 0.2 * u, -Math.sin(1.5 * u) * Math.sin(v) + 0.2 * v],
    hessian: ([u, v]) => [0.2 - 2.25 * Math.sin(1.5 * u) * Math.cos(v), -1.5 * Math.cos(1.5 * u) * Math.sin(v), 0.2 - Math.sin(1.5 * u) * Math.cos(v)],
  },
  relu: {
    value: ([u, v]) => meanOf(taylorLine.map(([x, t]) => 0.5 * (Math.max(0, u * x + v) - t) ** 2)),
    gradient([u, v]) {
      const slopes = taylorLine.map(([x, t]) => (u * x + v > 0 ? u * x + v - t : 0));
      return [meanOf(taylorLine.map(([x], n) => slopes[n] * x)), meanOf(slopes)];
    },
    hessian([u, v]) {
      const on = taylorLine.map(([x]) => (u * x + v > 0 ? 1 : 0));
      return [2, 1, 0].map((power) => meanOf(taylorLine.map(([x], n) => on[n] * x ** power)));
    },
  },
};

// Along w - eta g the loss is about loss - eta slope + eta^2 bend / 2, with slope = g.g and bend = g.Hg.
export function taylorModel(name, w) {
  const { value, gradient, hessian } = taylorLosses[name];
  const [p, q] = gradient(w);
  const [a, b, c] = hessian(w);
  return { loss: value(w), gradient: [p, q], slope: p * p + q * q, bend: a * p * p + 2 * b * p * q + c * q * q };
}

export function lossAfter(name, w, { gradient }, eta) {
  return taylorLosses[name].value([w[0] - eta * gradient[0], w[1] - eta * gradient[1]]);
}

// How far the tangent holds: the largest eta up to which the decrease it promises is right within the share given.
// A scan in `count` steps up to `most`, then bisection of the first step that fails.
export function tangentReach(name, w, share, most, count = 100) {
  const model = taylorModel(name, w);
  const holds = (eta) => Math.abs(model.loss - lossAfter(name, w, model, eta) - eta * model.slope) <= share * eta * model.slope;
  for (let k = 1; k <= count; k++) {
    if (holds((most * k) / count)) continue;
    let [low, high] = [(most * (k - 1)) / count, (most * k) / count];
    for (let i = 0; i < 50; i++) {
      const middle = (low + high) / 2;
      if (holds(middle)) low = middle;
      else high = middle;
    }
    return low;
  }
  return most;
}
