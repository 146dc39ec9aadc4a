// Polynomials fitted by least squares with a penalty, and what to expect of such fits when the noise is drawn again.
// A fit minimises 1/N sum of (y - t)^2 / 2 + lambda / 2 sum of w_j^2 for j >= 1: the constant is not penalised.

export function powers(x, degree) {
  const out = [1];
  for (let j = 1; j <= degree; j++) out.push(out[j - 1] * x);
  return out;
}

// the curve behind the data of the widget: one wave over [-1, 1]
export function wave(x) {
  return Math.sin(Math.PI * x);
}

export function evenly(count, low = -1, high = 1) {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

export function polynomial(w, x) {
  return w.reduceRight((total, wj) => total * x + wj, 0);
}

const inner = (u, v) => u.reduce((total, ui, i) => total + ui * v[i], 0);

// Q with orthonormal columns and upper triangular R of the matrix with these columns; Gram-Schmidt, done twice, which
// is enough for columns that are orthogonal to the last digits
function orthonormal(columns) {
  const Q = [];
  const R = columns.map(() => columns.map(() => 0));
  columns.forEach((column, k) => {
    let rest = column;
    for (let pass = 0; pass < 2; pass++) {
      Q.forEach((q, j) => {
        const share = inner(q, rest);
        R[j][k] += share;
        rest = rest.map((value, i) => value - share * q[i]);
      });
    }
    R[k][k] = Math.sqrt(inner(rest, rest));
    Q.push(rest.map((value) => value / R[k][k]));
  });
  return { Q, R };
}

// C of shape (degree + 1, N) with w = C t for any targets t at the places x; needs degree < N or lambda > 0
export function fitMatrix(x, degree, lambda) {
  const rows = x.map((xn) => powers(xn, degree));
  const columns = Array.from({ length: degree + 1 }, (_, j) => [
    ...rows.map((row) => row[j]),
    ...Array.from({ length: degree }, (__, i) => (i + 1 === j ? Math.sqrt(x.length * lambda) : 0)),
  ]);
  const { Q, R } = orthonormal(columns);
  const C = Array(degree + 1);
  for (let j = degree; j >= 0; j--) {
    C[j] = x.map((_, n) => {
      let value = Q[j][n];
      for (let k = j + 1; k <= degree; k++) value -= R[j][k] * C[k][n];
      return value / R[j][j];
    });
  }
  return C;
}

export function fitted(C, t) {
  return C.map((row) => inner(row, t));
}

export function fit(x, t, degree, lambda) {
  return fitted(fitMatrix(x, degree, lambda), t);
}

export function meanSquare(w, x, t) {
  return x.reduce((total, xn, n) => total + (polynomial(w, xn) - t[n]) ** 2, 0) / x.length;
}

// Mean squared errors to expect of fits to targets f(x) + noise of deviation sigma: at new targets on the grid (test) and
// at their own (train). test = bias2 + variance + noise. truth are the values f(x), truthOnGrid those on the grid.
export function expectedErrors(x, truth, grid, truthOnGrid, degree, lambda, sigma) {
  const N = x.length;
  const C = fitMatrix(x, degree, lambda);
  const mean = fitted(C, truth); // the mean of all fits is the fit to the mean of the targets
  const spread = C.map((row) => C.map((other) => inner(row, other)));
  const spreadAt = (place) => {
    const p = powers(place, degree);
    return inner(p, spread.map((row) => inner(row, p)));
  };
  const bias2 = meanSquare(mean, grid, truthOnGrid);
  const variance = (sigma ** 2 * grid.reduce((total, g) => total + spreadAt(g), 0)) / grid.length;
  let trace = 0;
  let square = 0;
  x.forEach((xn, n) => {
    trace += inner(powers(xn, degree), C.map((row) => row[n]));
    square += spreadAt(xn);
  });
  const left = Math.max(0, N - 2 * trace + square); // |I - S|^2 of the smoother S, which takes t to the fit at x
  return { bias2, variance, noise: sigma ** 2, test: bias2 + variance + sigma ** 2, train: meanSquare(mean, x, truth) + (sigma ** 2 * left) / N };
}
