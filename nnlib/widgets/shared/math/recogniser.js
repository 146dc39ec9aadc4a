// A drawing becomes an image as MNIST's were made, and a small convolutional network says which digit it is.
// A drawing is a list of rows of 0 (paper) and 1 (ink).

import { softmax } from "./activations.js";
import { convolve, maxPool, reluOf } from "./convolution.js";
import { digitWeights } from "./digit_weights.js";

// bytes is base64 of signed bytes in reading order; scale holds one factor for each filter or unit
function decoded({ shape, scale, bias, bytes }) {
  const text = atob(bytes);
  const each = text.length / shape[0];
  const weights = scale.map((factor, o) =>
    Array.from({ length: each }, (_, i) => factor * ((text.charCodeAt(o * each + i) << 24) >> 24)),
  );
  const nested = (values, sizes) => {
    if (sizes.length < 2) return values;
    const length = values.length / sizes[0];
    return Array.from({ length: sizes[0] }, (_, i) => nested(values.slice(i * length, (i + 1) * length), sizes.slice(1)));
  };
  return { W: weights.map((row) => nested(row, shape.slice(1))), b: bias };
}

let shipped = null; // the network of the book, decoded when it is first asked

// All that the network computes from an image of 28 x 28 numbers, 0 (paper) to 1 (ink)
function recognise([first, second, last], image) {
  const maps1 = reluOf(convolve([image], first.W, first.b));
  const pooled1 = maxPool(maps1, 2);
  const maps2 = reluOf(convolve(pooled1, second.W, second.b));
  const pooled2 = maxPool(maps2, 2);
  const features = pooled2.flat(2);
  const logits = last.W.map((row, o) => row.reduce((total, w, i) => total + w * features[i], last.b[o]));
  return { maps1, pooled1, maps2, pooled2, logits, p: softmax(logits) };
}

export function recogniseShipped(image) {
  shipped ??= digitWeights.layers.map(decoded);
  return recognise(shipped, image);
}

// A thick stroke between two places, each [column, row] in cells: what lies within the radius is ink (or paper again)
export function stroke(drawing, [x0, y0], [x1, y1], radius, ink = 1) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length2 = dx * dx + dy * dy;
  return drawing.map((row, r) => {
    if (r + 0.5 < Math.min(y0, y1) - radius || r + 0.5 > Math.max(y0, y1) + radius) return row;
    return row.map((old, c) => {
      const [px, py] = [c + 0.5 - x0, r + 0.5 - y0];
      const share = length2 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length2)) : 0;
      return (px - share * dx) ** 2 + (py - share * dy) ** 2 <= radius * radius ? ink : old;
    });
  });
}

// the parts of source cells, each 1 wide, that lie in each of count equal stretches of [from, from + length]
function overlaps(from, length, count, cells) {
  return Array.from({ length: count }, (_, i) => {
    const low = from + (length * i) / count;
    const high = from + (length * (i + 1)) / count;
    return Array.from({ length: cells }, (__, c) => (Math.max(0, Math.min(high, c + 1) - Math.max(low, c)) * count) / length);
  });
}

// As LeCun, Bottou, Bengio and Haffner (1998) made MNIST: the ink's bounding box is scaled into 20 x 20 pixels with its
// proportions kept, grey where a pixel is partly inked, and moved by whole pixels until its centre of mass is in the
// middle of pixel 14, counted from 0, of 28. null if there is no ink.
export function asMnist(drawing) {
  const inked = drawing.map((row) => row.some((value) => value > 0));
  const [top, bottom] = [inked.indexOf(true), inked.lastIndexOf(true)];
  if (top < 0) return null;
  const columns = drawing[0].map((_, c) => drawing.some((row) => row[c] > 0));
  const [left, right] = [columns.indexOf(true), columns.lastIndexOf(true)];
  const side = Math.max(bottom - top, right - left) + 1;
  const sizeOf = (length) => Math.max(1, Math.round((20 * length) / side));
  const [high, wide] = [sizeOf(bottom - top + 1), sizeOf(right - left + 1)];
  const down = overlaps(top, bottom - top + 1, high, drawing.length);
  const across = overlaps(left, right - left + 1, wide, drawing[0].length);
  const dot = (u, v) => u.reduce((total, ui, i) => total + ui * v[i], 0);
  const strips = drawing.map((row) => across.map((shares) => dot(shares, row)));
  const small = down.map((shares) => across.map((_, j) => shares.reduce((total, s, i) => total + s * strips[i][j], 0)));
  const mean = (size, weight) => {
    const weights = Array.from({ length: size }, (_, i) => weight(i));
    return weights.reduce((total, w, i) => total + w * (i + 0.5), 0) / weights.reduce((total, w) => total + w, 0);
  };
  const place = (size, centre) => Math.min(28 - size, Math.max(0, Math.round(14.5 - centre - 1e-9)));
  const row0 = place(high, mean(high, (i) => small[i].reduce((a, b) => a + b)));
  const column0 = place(wide, mean(wide, (j) => small.reduce((total, row) => total + row[j], 0)));
  return Array.from({ length: 28 }, (_, r) => Array.from({ length: 28 }, (__, c) => small[r - row0]?.[c - column0] ?? 0));
}

// A drawing as text: the lengths of the runs of paper and ink in turn, in reading order, in base 36, and back
export function packed(drawing) {
  const runs = [0];
  let now = 0;
  for (const value of drawing.flat()) {
    if (value !== now) {
      runs.push(0);
      now = value;
    }
    runs[runs.length - 1]++;
  }
  return runs.map((run) => run.toString(36)).join(".");
}

// null if the text is not a drawing of side x side cells
export function unpacked(text, side) {
  if (typeof text !== "string" || !/^[0-9a-z]{1,4}(\.[0-9a-z]{1,4})*$/.test(text)) return null;
  const runs = text.split(".").map((run) => Number.parseInt(run, 36));
  if (runs.reduce((total, run) => total + run, 0) !== side * side) return null;
  const cells = runs.flatMap((run, i) => new Array(run).fill(i % 2));
  return Array.from({ length: side }, (_, r) => cells.slice(r * side, (r + 1) * side));
}

// A grey image of 28 x 28 as a drawing of 56 x 56 cells: four cells for a pixel, inked where the mean of what is around
// reaches a half
export function drawingOf(image) {
  const at = (r, c) => image[Math.min(27, Math.max(0, r))][Math.min(27, Math.max(0, c))];
  return Array.from({ length: 56 }, (_, r) =>
    Array.from({ length: 56 }, (__, c) => {
      const [i, j] = [Math.floor((r - 1) / 2), Math.floor((c - 1) / 2)];
      const [v, u] = [r % 2 ? 0.25 : 0.75, c % 2 ? 0.25 : 0.75];
      const upper = (1 - u) * at(i, j) + u * at(i, j + 1);
      const lower = (1 - u) * at(i + 1, j) + u * at(i + 1, j + 1);
      return (1 - v) * upper + v * lower >= 0.5 ? 1 : 0;
    }),
  );
}
