// Functions on [0, 1] put together from the units of one hidden layer: steps, bumps, ramps. N cells of width 1/N.

import { sigmoid } from "./activations.js";

// N + 1 values, even steps apart, as a function that is linear between them
export function interpolate(values) {
  const cells = values.length - 1;
  return (x) => {
    const cell = Math.min(cells - 1, Math.max(0, Math.floor(x * cells)));
    const share = x * cells - cell;
    return (1 - share) * values[cell] + share * values[cell + 1];
  };
}

// Each gives {constant, units}; a unit is {height, at, to?}. The sum is constant + sum of height times
//   steps: sigma(s (x - at)), one at the middle of each cell, as high as f rises over the cell
//   bumps: sigma(s (x - at)) - sigma(s (x - to)), one on each cell, as high as f in its middle; the outer two go on
//          beyond 0 and 1, where else they would be at half their height
//   ramps: relu(x - at), one at each left end, as steep as the slope changes there: f is met at the ends of the cells
export const builders = {
  steps(f, N) {
    const units = Array.from({ length: N }, (_, i) => ({ height: f((i + 1) / N) - f(i / N), at: (i + 0.5) / N }));
    return { constant: f(0), units };
  },
  bumps(f, N) {
    const units = Array.from({ length: N }, (_, i) => ({
      height: f((i + 0.5) / N),
      at: i ? i / N : -1,
      to: i < N - 1 ? (i + 1) / N : 2,
    }));
    return { constant: 0, units };
  },
  ramps(f, N) {
    const slope = (i) => (i < 0 ? 0 : N * (f((i + 1) / N) - f(i / N)));
    return { constant: f(0), units: Array.from({ length: N }, (_, i) => ({ height: slope(i) - slope(i - 1), at: i / N })) };
  },
};

// the part of one unit at x
export function part(kind, { height, at, to }, steepness, x) {
  if (kind === "ramps") return height * Math.max(0, x - at);
  if (kind === "bumps") return height * (sigmoid(steepness * (x - at)) - sigmoid(steepness * (x - to)));
  return height * sigmoid(steepness * (x - at));
}

export function approximate(kind, f, N, steepness) {
  const { constant, units } = builders[kind](f, N);
  return (x) => units.reduce((total, unit) => total + part(kind, unit, steepness, x), constant);
}

// The largest |F - f| on an even grid of [0, 1], and where. 739 is prime, so no point between the ends is a node of any
// N < 739: where a steep step jumps the sum is halfway, and the error beside it would be missed.
export function largestError(f, F, points = 740) {
  let [error, at] = [-1, 0];
  for (let i = 0; i < points; i++) {
    const x = i / (points - 1);
    const size = Math.abs(F(x) - f(x));
    if (size > error) [error, at] = [size, x];
  }
  return { error, at };
}

// for tests, where a function travels as a list of values
export function approximateAt(kind, values, N, steepness, xs) {
  const F = approximate(kind, interpolate(values), N, steepness);
  return xs.map(F);
}

export function errorOf(kind, values, N, steepness) {
  const f = interpolate(values);
  return largestError(f, approximate(kind, f, N, steepness)).error;
}
