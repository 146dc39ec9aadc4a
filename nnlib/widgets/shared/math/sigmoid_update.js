// A sigmoid neuron with output o and target t = 0 or 1: how far a step of descent moves z, under two losses.

import { losses } from "./losses.js";

// -dl/dz, the update of z for rate 1, as a function of the output
export const updates = {
  squared: (o, t) => (t - o) * o * (1 - o),
  "cross-entropy": (o, t) => t - o,
};

const modes = { squared: "sigmoid-squared", "cross-entropy": "sigmoid-ce" };

// The output at which the squared error's update is largest. Its derivative in o is 3 o^2 - 2 (1 + t) o + t = 0.
export function largestUpdate(t) {
  const root = Math.sqrt(1 - t + t * t);
  return [(1 + t + root) / 3, (1 + t - root) / 3].reduce((best, o) => (Math.abs(updates.squared(o, t)) > Math.abs(updates.squared(best, t)) ? o : best));
}

// z after 0 ... count steps z <- z - rate dl/dz
export function descentOfZ(loss, z, t, rate, count) {
  const path = [z];
  for (let step = 0; step < count; step++) path.push((z -= rate * losses[modes[loss]].slope(z, t)));
  return path;
}

export function logitOf(o) {
  return Math.log(o / (1 - o));
}
