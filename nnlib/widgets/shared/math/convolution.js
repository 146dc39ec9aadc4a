// Convolution, relu and max pooling of images as nnlib.Conv2D and nnlib.MaxPool2D compute them.
// An image is a list of rows; images with channels are lists of those. Filters W are (c_out, c_in, k, k).

const zeros = (rows, columns) => Array.from({ length: rows }, () => new Array(columns).fill(0));

export function windowCount(size, k, stride, padding = 0) {
  return Math.floor((size + 2 * padding - k) / stride) + 1;
}

export function framed(image, padding) {
  if (!padding) return image;
  const out = zeros(image.length + 2 * padding, image[0].length + 2 * padding);
  image.forEach((row, r) => row.forEach((value, c) => (out[r + padding][c + padding] = value)));
  return out;
}

// z[o][r][c] = b[o] + sum over (ch, i, j) of W[o][ch][i][j] x[ch][r stride + i][c stride + j], after the frame of zeros
export function convolve(x, W, b, stride = 1, padding = 0) {
  const k = W[0][0].length;
  const rows = windowCount(x[0].length, k, stride, padding);
  const columns = windowCount(x[0][0].length, k, stride, padding);
  const seen = x.map((image) => framed(image, padding));
  return W.map((filter, o) => {
    const out = zeros(rows, columns);
    filter.forEach((plane, ch) => {
      for (let i = 0; i < k; i++) {
        for (let j = 0; j < k; j++) {
          const w = plane[i][j];
          if (w === 0) continue;
          for (let r = 0; r < rows; r++) {
            const from = seen[ch][r * stride + i];
            const to = out[r];
            for (let c = 0; c < columns; c++) to[c] += w * from[c * stride + j];
          }
        }
      }
    });
    if (b) for (const row of out) for (let c = 0; c < columns; c++) row[c] += b[o];
    return out;
  });
}

// what the window at output place (r, c) sees, row by row
export function windowAt(image, r, c, k, stride, padding) {
  const rows = Array.from({ length: k }, (_, i) => r * stride + i - padding);
  const columns = Array.from({ length: k }, (_, j) => c * stride + j - padding);
  return rows.map((row) => columns.map((column) => image[row]?.[column] ?? 0));
}

export function reluOf(x) {
  return x.map((image) => image.map((row) => row.map((value) => (value > 0 ? value : 0))));
}

export function maxPool(x, k, stride = k) {
  return x.map((image) => {
    const rows = windowCount(image.length, k, stride);
    const columns = windowCount(image[0].length, k, stride);
    return Array.from({ length: rows }, (_, r) =>
      Array.from({ length: columns }, (__, c) => {
        let largest = -Infinity;
        for (let i = 0; i < k; i++) {
          for (let j = 0; j < k; j++) largest = Math.max(largest, image[r * stride + i][c * stride + j]);
        }
        return largest;
      }),
    );
  });
}
