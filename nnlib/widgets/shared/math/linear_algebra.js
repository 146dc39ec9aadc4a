// Small matrices as lists of rows: products and sums, the singular values of a 2 x 2 matrix, a layer near one point.

import { activations } from "./activations.js";

export function transposed(A) {
  return A[0].map((_, j) => A.map((row) => row[j]));
}

export function matmul(A, B) {
  return A.map((row) => B[0].map((_, j) => row.reduce((total, value, k) => total + value * B[k][j], 0)));
}

export function applied(A, x) {
  return A.map((row) => row.reduce((total, value, j) => total + value * x[j], 0));
}

// may A (rows, columns) stand to the left of B?
export function productShape(left, right) {
  return left[1] === right[0] ? [left[0], right[1]] : null;
}

export function determinant([[a, b], [c, d]]) {
  return a * d - b * c;
}

// M = U diag(s) V^T with s[0] >= s[1] >= 0; u[k] and v[k] are the vectors of s[k]. A rotation, a stretch along the
// axes and a rotation give M: the sum and the difference of the two angles are those of the two combinations below.
export function singular([[a, b], [c, d]]) {
  const [e, f, g, h] = [(a + d) / 2, (a - d) / 2, (c + b) / 2, (c - b) / 2];
  const largest = Math.hypot(e, h) + Math.hypot(f, g);
  const area = a * d - b * c;
  const [sum, difference] = [Math.atan2(h, e), Math.atan2(g, f)];
  const [out, into] = [(sum + difference) / 2, (sum - difference) / 2];
  const sign = area < 0 ? -1 : 1;
  return {
    s: [largest, largest ? Math.abs(area) / largest : 0],
    u: [[Math.cos(out), Math.sin(out)], [-sign * Math.sin(out), sign * Math.cos(out)]],
    v: [[Math.cos(into), -Math.sin(into)], [Math.sin(into), Math.cos(into)]],
  };
}

// the layer y = phi(W x), and its Jacobian diag(phi'(z)) W
export function layerOutput(W, activation, x) {
  return applied(W, x).map((z) => activations[activation].value(z, 0.01));
}

export function layerJacobian(W, activation, x) {
  const z = applied(W, x);
  return W.map((row, i) => row.map((w) => activations[activation].slope(z[i], 0.01) * w));
}

// Around x a circle of the radius r: its true image, and its image under the linear model y(x) + J (point - x).
export function circleImages(W, activation, x, r, count) {
  const J = layerJacobian(W, activation, x);
  const centre = layerOutput(W, activation, x);
  const curved = [];
  const linear = [];
  for (let k = 0; k < count; k++) {
    const step = [r * Math.cos((2 * Math.PI * k) / count), r * Math.sin((2 * Math.PI * k) / count)];
    curved.push(layerOutput(W, activation, [x[0] + step[0], x[1] + step[1]]));
    linear.push(applied(J, step).map((change, i) => centre[i] + change));
  }
  const gap = Math.max(...curved.map((point, k) => Math.hypot(point[0] - linear[k][0], point[1] - linear[k][1])));
  return { curved, linear, gap };
}
