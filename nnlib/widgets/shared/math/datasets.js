// Toy sets, made from draws that are given: the formulas of nnlib.data.toy. A set is a list of samples [x1, x2, t].
// draws = {order, normals}: sample n is the point order[n] of the curve plus noise times the pair normals[n].

// n samples shared out as evenly as possible, the first parts get what is left over
function shares(n, parts) {
  return Array.from({ length: parts }, (_, part) => Math.floor(n / parts) + (part < n % parts ? 1 : 0));
}

// 0 ... last in `count` even steps, both ends included
function even(count, last) {
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : (i * last) / (count - 1)));
}

function noisy(points, noise, { order, normals }) {
  return order.map((place, n) => {
    const [x1, x2, t] = points[place];
    return [x1 + noise * normals[n][0], x2 + noise * normals[n][1], t];
  });
}

export function twoMoons(n, noise, draws) {
  const [first, second] = shares(n, 2).map((size) => even(size, Math.PI));
  const upper = first.map((a) => [Math.cos(a), Math.sin(a), 0]);
  const lower = second.map((a) => [1 - Math.cos(a), 0.5 - Math.sin(a), 1]);
  return noisy([...upper, ...lower], noise, draws);
}

export function twoSpirals(n, noise, turns, draws) {
  const arms = shares(n, 2).flatMap((size, t) =>
    Array.from({ length: size }, (_, i) => {
      const radius = (i + 1) / size;
      const angle = 2 * Math.PI * turns * radius + Math.PI * t;
      return [radius * Math.cos(angle), radius * Math.sin(angle), t];
    }),
  );
  return noisy(arms, noise, draws);
}

export function xorClouds(n, noise, draws) {
  const corners = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]];
  return noisy(shares(n, 4).flatMap((size, corner) => Array.from({ length: size }, () => corners[corner])), noise, draws);
}

export function blobClouds(n, centres, spread, draws) {
  const points = shares(n, centres.length).flatMap((size, t) => Array.from({ length: size }, () => [...centres[t], t]));
  return noisy(points, spread, draws);
}

// two circles round the origin, radius 1 for class 0 and `factor` for class 1
export function twoCircles(n, noise, factor, draws) {
  const points = shares(n, 2).flatMap((size, t) =>
    Array.from({ length: size }, (_, i) => {
      const angle = (2 * Math.PI * i) / size;
      const radius = t ? factor : 1;
      return [radius * Math.cos(angle), radius * Math.sin(angle), t];
    }),
  );
  return noisy(points, noise, draws);
}

// samples [x, w0 + w1 x + w2 x^2 + noise * normal] for given x
export function quadraticSamples(xs, normals, noise, [w0, w1, w2]) {
  return xs.map((x, n) => [x, w0 + w1 * x + w2 * x * x + noise * normals[n]]);
}
