// Backpropagation of one sample with every number kept, the same gradient by central differences, and one update.

import { sigmoid, softmax } from "./activations.js";
import { centralGradient } from "./differences.js";
import { losses } from "./losses.js";
import { backward, descend, forward, layersFrom, numbersOf } from "./network.js";

// what turns the last pre-activations into the output, by loss
export const outputFunctions = {
  squared: (z) => z,
  "sigmoid-squared": (z) => z.map(sigmoid),
  "sigmoid-ce": (z) => z.map(sigmoid),
  "softmax-ce": softmax,
};

// the class of a softmax is the largest target, the first of equals
export function targetClass(target) {
  return target.indexOf(Math.max(...target));
}

export function sampleLoss(loss, z, target) {
  if (loss === "softmax-ce") return losses[loss].value(z, targetClass(target));
  return z.reduce((total, value, k) => total + losses[loss].value(value, target[k]), 0);
}

// delta of the last layer, dl/dz
export function outputError(loss, z, target) {
  if (loss === "softmax-ce") return losses[loss].slope(z, targetClass(target));
  return z.map((value, k) => losses[loss].slope(value, target[k]));
}

export function parameterCount(sizes) {
  return sizes.slice(1).reduce((total, width, l) => total + width * (sizes[l] + 1), 0);
}

// weights of one decimal that leave no unit saturated: a wave that never repeats itself
export function startWeights(sizes) {
  return Array.from({ length: parameterCount(sizes) }, (_, i) => Math.round(10 * Math.sin(2.3 * i + 0.6)) / 10);
}

// The last layer is linear here, since the loss takes its pre-activations.
export function networkOf({ sizes, activation, weights }) {
  const names = sizes.slice(1).map((_, l) => (l + 2 < sizes.length ? activation : "identity"));
  return layersFrom(sizes, names, weights);
}

// layers, z and a by layer (a[0] is the input, the last a the output), delta, dW and db by layer, the loss
export function backpropagation(sample) {
  const { loss, x, target } = sample;
  const layers = networkOf(sample);
  const trace = forward(layers, x);
  const last = trace.z.at(-1);
  const gradients = backward(layers, trace, outputError(loss, last, target));
  const a = [...trace.a.slice(0, -1), outputFunctions[loss](last)];
  return { layers, z: trace.z, a, loss: sampleLoss(loss, last, target), ...gradients };
}

export function lossAt(sample, weights = sample.weights) {
  return sampleLoss(sample.loss, forward(networkOf({ ...sample, weights }), sample.x).z.at(-1), sample.target);
}

// the gradient of every weight and bias by central differences, in the order of sample.weights
export function numericalGradient(sample, eps = 1e-6) {
  return centralGradient((weights) => lossAt(sample, weights), sample.weights, eps);
}

// the weights and biases after one step of gradient descent
export function afterDescent(sample, eta) {
  const { layers, dW, db } = backpropagation(sample);
  return numbersOf(descend(layers, { dW, db }, eta));
}
