// Losses of one sample, as functions of the pre-activation z and the target: value and gradient.

import { logSoftmax, sigmoid, sigmoidPrime, softplus } from "./activations.js";

// loss and gradient with respect to z of one sample
export const losses = {
  squared: {
    value: (z, t) => 0.5 * (z - t) ** 2,
    slope: (z, t) => z - t,
  },
  "sigmoid-ce": {
    value: (z, t) => (t ? t * softplus(-z) : 0) + (t === 1 ? 0 : (1 - t) * softplus(z)),
    slope: (z, t) => (1 - t) * sigmoid(z) - t * sigmoid(-z),
  },
  "sigmoid-squared": {
    value: (z, t) => 0.5 * ((1 - t) * sigmoid(z) - t * sigmoid(-z)) ** 2,
    slope: (z, t) => ((1 - t) * sigmoid(z) - t * sigmoid(-z)) * sigmoidPrime(z),
  },
  "softmax-ce": {
    value: (z, c) => -logSoftmax(z)[c],
    slope: (z, c) => logSoftmax(z).map((logp, k) => (k === c ? Math.expm1(logp) : Math.exp(logp))),
  },
};

export function output(mode, z) {
  return mode === "squared" ? z : sigmoid(z);
}
