// The affine map A x + c of the plane that comes nearest to given images of points, in the mean of the squares.

// solves M x = y for several right sides (the columns of Y) by elimination with pivots; M is overwritten
function solve(M, Y) {
  const n = M.length;
  for (let k = 0; k < n; k++) {
    let top = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(M[i][k]) > Math.abs(M[top][k])) top = i;
    [M[k], M[top], Y[k], Y[top]] = [M[top], M[k], Y[top], Y[k]];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = M[i][k] / M[k][k];
      for (let j = k; j < n; j++) M[i][j] -= factor * M[k][j];
      for (let j = 0; j < Y[0].length; j++) Y[i][j] -= factor * Y[k][j];
    }
  }
  return Y.map((row, i) => row.map((value) => value / M[i][i]));
}

// points and images are lists of pairs; returns {W, b, error}, error the largest distance left
export function bestAffine(points, images) {
  const rows = points.map((point) => [...point, 1]);
  const M = [0, 1, 2].map((i) => [0, 1, 2].map((j) => rows.reduce((total, row) => total + row[i] * row[j], 0)));
  const Y = [0, 1, 2].map((i) => [0, 1].map((k) => rows.reduce((total, row, n) => total + row[i] * images[n][k], 0)));
  const [forX1, forX2, constant] = solve(M, Y);
  const W = [0, 1].map((k) => [forX1[k], forX2[k]]);
  const distance = ([x1, x2], [y1, y2]) => Math.hypot(W[0][0] * x1 + W[0][1] * x2 + constant[0] - y1, W[1][0] * x1 + W[1][1] * x2 + constant[1] - y2);
  return { W, b: constant, error: Math.max(...points.map((point, n) => distance(point, images[n]))) };
}
