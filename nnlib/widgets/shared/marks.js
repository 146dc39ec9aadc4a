// What tells series apart: a colour, a dash and a shape for each, so that no meaning hangs on colour alone.

import { svg, text } from "./plot.js";
import { short } from "./format.js";

// series 1 to 6: a line has class "nnw-line nnw-s1", a mark "nnw-mark nnw-s1"
const SHAPES = ["circle", "square", "triangle", "diamond", "cross", "ring"];

export function series(index) {
  const i = (index - 1) % 6;
  return { line: `nnw-line nnw-s${i + 1}`, mark: `nnw-mark nnw-s${i + 1}`, shape: SHAPES[i] };
}

// the outline of a shape around 0, 0
export function outline(shape, r) {
  const n = (value) => value.toFixed(1);
  const around = (points) => `M${points.map(([x, y]) => `${n(x * r)} ${n(y * r)}`).join("L")}Z`;
  if (shape === "square") return around([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]);
  if (shape === "triangle") return around([[0, -1.2], [1.1, 0.8], [-1.1, 0.8]]);
  if (shape === "diamond") return around([[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]]);
  if (shape === "cross") return around([[-1, -0.6], [-0.6, -1], [0, -0.4], [0.6, -1], [1, -0.6], [0.4, 0], [1, 0.6], [0.6, 1], [0, 0.4], [-0.6, 1], [-1, 0.6], [-0.4, 0]]);
  const circle = `M${n(r)} 0A${n(r)} ${n(r)} 0 1 1 ${n(-r)} 0A${n(r)} ${n(r)} 0 1 1 ${n(r)} 0Z`;
  return shape === "ring" ? `${circle}M${n(r / 2)} 0A${n(r / 2)} ${n(r / 2)} 0 1 0 ${n(-r / 2)} 0A${n(r / 2)} ${n(r / 2)} 0 1 0 ${n(r / 2)} 0Z` : circle;
}

// a mark at a place of the picture (pixels: p.px(x), p.py(y))
export function mark(parent, x, y, shape = "circle", kind = "nnw-mark nnw-s1", r = 5) {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return;
  parent.append(svg("path", { d: outline(shape, r), transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, class: kind }));
}

// an arrow between two places of the picture, with a head that shrinks with it; kind colours both
export function arrow(parent, x0, y0, x1, y1, kind = "nnw-s2", head = 10) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!(length > 0.5) || !Number.isFinite(length)) return;
  const size = Math.min(head, length * 0.6);
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const [bx, by] = [x1 - size * ux, y1 - size * uy];
  const n = (value) => value.toFixed(1);
  const tip = `M${n(x1)} ${n(y1)}L${n(bx - 0.45 * size * uy)} ${n(by + 0.45 * size * ux)}L${n(bx + 0.45 * size * uy)} ${n(by - 0.45 * size * ux)}Z`;
  parent.append(
    svg("g", { class: `nnw-arrow ${kind}` }, svg("line", { x1: n(x0), y1: n(y0), x2: n(bx), y2: n(by) }), svg("path", { d: tip })),
  );
}

// The key to the picture, in rows that fit the width: [{ words, line?, mark?, shape? }]; returns the height it took.
export function legend(parent, left, top, width, items) {
  let [x, y] = [left, top];
  for (const { words, line: lineKind, mark: markKind, shape } of items) {
    const room = 34 + 7.6 * words.length;
    if (x > left && x + room > left + width) [x, y] = [left, y + 22];
    if (lineKind) parent.append(svg("line", { x1: x, x2: x + 26, y1: y + 10, y2: y + 10, class: lineKind }));
    if (markKind) mark(parent, x + 13, y + 10, shape, markKind);
    parent.append(text(x + 32, y + 14, words, "start", "nnw-text"));
    x += room + 16;
  }
  return y + 22 - top;
}

// Words in the picture, in lines that fit, on paper: why a curve is not there, what diverged and why.
export function notice(parent, { left, top, width }, words) {
  const room = Math.max(12, Math.floor((width - 24) / 7));
  const lines = words.split(" ").reduce((done, word) => {
    const last = done.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) done[done.length - 1] = `${last} ${word}`;
    else done.push(word);
    return done;
  }, []);
  const height = 14 + 18 * lines.length;
  parent.append(svg("rect", { x: left + 4, y: top + 4, width: width - 8, height, rx: 4, class: "nnw-notice" }));
  lines.forEach((line, i) => parent.append(text(left + 14, top + 22 + 18 * i, line, "start", "nnw-text")));
  return height + 8;
}

// Cells with numbers, coloured by size and sign: the sign is printed and the strength is a share of the largest.
// options: { left, top, cell: [width, height], values, say, largest, name, rowNames, columnNames, marked: (i, j) => class }
export function matrix(parent, { left, top, cell = [52, 30], values, say = short, largest, name, rowNames, columnNames, marked }) {
  const [w, h] = cell;
  const [rows, columns] = [values.length, values[0]?.length ?? 0];
  const bound = largest ?? Math.max(1e-12, ...values.flat().map((value) => Math.abs(value)).filter(Number.isFinite));
  if (name) parent.append(text(left, top - (columnNames ? 26 : 8), name, "start", "nnw-text nnw-name"));
  values.forEach((row, i) => {
    if (rowNames) parent.append(text(left - 8, top + (i + 0.5) * h + 4, rowNames[i], "end"));
    row.forEach((value, j) => {
      const at = { x: left + j * w + 1, y: top + i * h + 1, width: w - 2, height: h - 2 };
      const strength = Number.isFinite(value) ? Math.min(1, Math.abs(value) / bound) : 0;
      if (i === 0 && columnNames) parent.append(text(left + (j + 0.5) * w, top - 8, columnNames[j], "middle"));
      if (strength) parent.append(svg("rect", { ...at, class: value < 0 ? "nnw-minus" : "nnw-plus", style: `fill-opacity:${(0.5 * strength).toFixed(3)}` }));
      parent.append(svg("rect", { ...at, class: `nnw-cell ${marked?.(i, j) ?? ""}` }));
      parent.append(text(left + (j + 0.5) * w, top + (i + 0.5) * h + 4, say(value), "middle", "nnw-text nnw-number"));
    });
  });
  const at = (i, j) => [left + (j + 0.5) * w, top + (i + 0.5) * h];
  return { left, top, width: columns * w, height: rows * h, right: left + columns * w, bottom: top + rows * h, at };
}
