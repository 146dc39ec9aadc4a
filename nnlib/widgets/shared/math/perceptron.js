// The perceptron in the plane: its rule, one sample at a time, and what can be known about the samples beforehand.
// Samples are [x1, x2, t] with t = 0 or 1; the neuron is {w: [w1, w2], b}, its output the unit step of w.x + b.

export function perceptronOutput({ w, b }, [x1, x2]) {
  return w[0] * x1 + w[1] * x2 + b >= 0 ? 1 : 0;
}

// z = w.x + b at a point, its signed distance z / |w| from the line z = 0, and the foot of the perpendicular on it; for
// w = 0 there is no line, and both are null
export function lineSeenFrom({ w, b }, [x1, x2]) {
  const z = w[0] * x1 + w[1] * x2 + b;
  const square = w[0] * w[0] + w[1] * w[1];
  if (!square) return { z, distance: null, foot: null };
  return { z, distance: z / Math.sqrt(square), foot: [x1 - (z * w[0]) / square, x2 - (z * w[1]) / square] };
}

// the two ends of the line w.x + b = 0 within a rectangle, or null if it does not pass through
export function lineWithin({ w, b }, [left, right], [low, high]) {
  const { foot } = lineSeenFrom({ w, b }, [(left + right) / 2, (low + high) / 2]);
  if (!foot) return null;
  const along = [-w[1], w[0]]; // foot + s * along, for s from `first` to `last`
  let [first, last] = [-Infinity, Infinity];
  [[left, right], [low, high]].forEach((range, axis) => {
    const limits = range.map((end) => (end - foot[axis]) / along[axis]);
    if (along[axis]) [first, last] = [Math.max(first, Math.min(...limits)), Math.min(last, Math.max(...limits))];
    else if (foot[axis] < range[0] || foot[axis] > range[1]) last = -Infinity;
  });
  return first < last ? [first, last].map((s) => [foot[0] + s * along[0], foot[1] + s * along[1]]) : null;
}

// Rosenblatt's rule: w <- w + eta (t - o) x, b <- b + eta (t - o)
export function perceptronStep(neuron, sample, eta = 1) {
  const [x1, x2, t] = sample;
  const error = t - perceptronOutput(neuron, sample);
  if (!error) return neuron;
  return { w: [neuron.w[0] + eta * error * x1, neuron.w[1] + eta * error * x2], b: neuron.b + eta * error };
}

// From w = 0, b = 0 through the samples in their order, again and again: `steps` samples are looked at, fewer if an
// epoch has no mistake. mistakes counts per epoch begun, circle = [i, j] if epoch j ends with the weights of epoch i.
export function perceptronRun(samples, steps, eta = 1) {
  const met = new Map();
  const mistakes = [];
  let [neuron, before, circle, converged, step] = [{ w: [0, 0], b: 0 }, null, null, false, 0];
  while (step < steps && samples.length && !converged) {
    const place = step % samples.length;
    if (place === 0) mistakes.push(0);
    before = neuron;
    neuron = perceptronStep(neuron, samples[place], eta);
    if (neuron !== before) mistakes[mistakes.length - 1]++;
    step++;
    if (place < samples.length - 1) continue;
    converged = mistakes.at(-1) === 0;
    const key = `${neuron.w} ${neuron.b}`;
    if (!circle && !converged && met.has(key)) circle = [met.get(key), mistakes.length];
    else if (!met.has(key)) met.set(key, mistakes.length);
  }
  const last = step ? samples[(step - 1) % samples.length] : null;
  return { neuron, before, last, step, mistakes, circle, converged };
}

const dot3 = (u, v) => u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
const cross3 = (u, v) => [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
const minus3 = (u, v) => [u[0] - v[0], u[1] - v[1], u[2] - v[2]];

// The largest margin gamma of a unit vector (w, b), as [gamma, (w, b)]; null if no line separates the classes. The rows
// s (x, 1), s = +1 or -1, have the hull whose point nearest to the origin is gamma (w, b): it lies within 1, 2 or 3 rows.
export function largestMargin(samples) {
  const rows = samples.map(([x1, x2, t]) => (t ? [x1, x2, 1] : [-x1, -x2, -1]));
  const scale = Math.max(...rows.map((row) => dot3(row, row)), 1);
  const admitted = (v) => {
    const square = dot3(v, v);
    return square > 1e-16 * scale && rows.every((row) => dot3(row, v) >= square - 1e-10 * scale * Math.sqrt(square));
  };
  const found = (v) => [Math.sqrt(dot3(v, v)), v.map((entry) => entry / Math.sqrt(dot3(v, v)))];
  for (let i = 0; i < rows.length; i++) {
    if (admitted(rows[i])) return found(rows[i]);
    for (let j = 0; j < i; j++) {
      const v = nearestOnSegment(rows[i], rows[j]);
      if (v && admitted(v)) return found(v);
    }
  }
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < i; j++) {
      for (let k = 0; k < j; k++) {
        const v = nearestOnTriangle(rows[i], rows[j], rows[k]);
        if (v && admitted(v)) return found(v);
      }
    }
  }
  return null;
}

function nearestOnSegment(p, q) {
  const d = minus3(q, p);
  const length = dot3(d, d);
  const share = -dot3(p, d) / length;
  return length && share >= 0 && share <= 1 ? p.map((entry, i) => entry + share * d[i]) : null;
}

// the foot of the origin on the plane of p, q, r, if it is within their triangle
function nearestOnTriangle(p, q, r) {
  const normal = cross3(minus3(q, p), minus3(r, p));
  const area = dot3(normal, normal);
  if (area < 1e-18) return null;
  const foot = normal.map((entry) => (entry * dot3(normal, p)) / area);
  const inside = [[q, r], [r, p], [p, q]].every(([u, v]) => dot3(cross3(minus3(u, foot), minus3(v, foot)), normal) >= -1e-12 * area);
  return inside ? foot : null;
}

// Novikoff: with the margin gamma and R the largest norm of (x, 1) there are at most (R / gamma)^2 mistakes
export function mistakeBound(samples, margin) {
  return Math.max(...samples.map(([x1, x2]) => x1 * x1 + x2 * x2 + 1)) / margin ** 2;
}

// A point that mixtures of the one class and of the other both reach, or null: with one, no line separates the classes.
export function commonPoint(samples) {
  const classes = [0, 1].map((t) => samples.filter((sample) => sample[2] === t));
  for (const t of [0, 1]) {
    for (const point of classes[t]) {
      if (inHull(point, classes[1 - t])) return point.slice(0, 2);
    }
  }
  for (const [i, a] of classes[0].entries()) {
    for (const b of classes[0].slice(0, i)) {
      for (const [j, c] of classes[1].entries()) {
        for (const d of classes[1].slice(0, j)) {
          const at = crossing(a, b, c, d);
          if (at) return at;
        }
      }
    }
  }
  return null;
}

const turn = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

function crossing(a, b, c, d) {
  const [onA, onB] = [turn(c, d, a), turn(c, d, b)];
  const [onC, onD] = [turn(a, b, c), turn(a, b, d)];
  if (onA * onB >= 0 || onC * onD >= 0) return null;
  const share = onA / (onA - onB);
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

// the corners of the convex hull in order (the monotone chain of Andrew), points on its edges left out
export function convexHull(points) {
  const sorted = [...points].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const order = sorted.filter((p, i) => !i || p[0] !== sorted[i - 1][0] || p[1] !== sorted[i - 1][1]);
  const chain = (list) => {
    const out = [];
    for (const point of list) {
      while (out.length > 1 && turn(out.at(-2), out.at(-1), point) <= 1e-12) out.pop();
      out.push(point);
    }
    return out.slice(0, -1);
  };
  return order.length < 3 ? order : [...chain(order), ...chain([...order].reverse())];
}

function inHull(point, others) {
  const hull = convexHull(others);
  if (!hull.length) return false;
  if (hull.length === 1) return Math.hypot(point[0] - hull[0][0], point[1] - hull[0][1]) < 1e-12;
  if (hull.length === 2) {
    const [a, b] = hull;
    const along = (point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1]);
    return Math.abs(turn(a, b, point)) < 1e-12 && along >= -1e-12 && along <= (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2 + 1e-12;
  }
  return hull.every((corner, i) => turn(corner, hull[(i + 1) % hull.length], point) >= -1e-12);
}
