// Drawing: SVG elements, linear and logarithmic scales, axes, curves in pieces, bands, dots.

import { uid } from "./controls.js";
import { plain, power } from "./format.js";

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function text(x, y, words, anchor = "start", kind = "nnw-text") {
  return svg("text", { x, y, "text-anchor": anchor, class: kind }, words);
}

// A rectangle {left, top, width, height} that shows the ranges x and y, clipped to itself. With logX or logY a scale is
// logarithmic; x and y are then positive. px and py map to the picture, atX and atY back.
export function panel(parent, box, x, y, id = uid(), { logX = false, logY = false } = {}) {
  const scaled = (log, [low, high], value) => (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
  const back = (log, [low, high], part) => (log ? low * (high / low) ** part : low + part * (high - low));
  const px = (value) => box.left + scaled(logX, x, value) * box.width;
  const py = (value) => box.top + (1 - scaled(logY, y, value)) * box.height;
  const atX = (at) => back(logX, x, (at - box.left) / box.width);
  const atY = (at) => back(logY, y, 1 - (at - box.top) / box.height);
  const clip = svg("clipPath", { id }, svg("rect", { x: box.left, y: box.top - 1, width: box.width, height: box.height + 2 }));
  const frame = svg("g");
  const inside = svg("g", { "clip-path": `url(#${id})` });
  parent.append(clip, frame, inside);
  return { box, x, y, px, py, atX, atY, frame, inside };
}

// about count round numbers from low to high
export function ticks(low, high, count = 5) {
  const rough = (high - low) / count;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * unit).find((size) => size >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

// powers of ten from low to high, at most count; write them with format: powerOf
export function logTicks(low, high, count = 6) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const step = Math.max(1, Math.ceil((last - first + 1) / count));
  const found = [];
  for (let exponent = first; exponent <= last; exponent += step) found.push(10 ** exponent);
  return found;
}

export function powerOf(value) {
  return power(Math.round(Math.log10(value)));
}

export function axes(p, { xTicks, yTicks, xLabel, yLabel, format = plain, xFormat = format, yFormat = format }) {
  const { left, top, width, height } = p.box;
  for (const tick of xTicks) {
    const at = p.px(tick);
    p.frame.append(svg("line", { x1: at, x2: at, y1: top, y2: top + height, class: tick === 0 ? "nnw-axis" : "nnw-grid" }));
    if (xLabel !== undefined) p.frame.append(text(at, top + height + 16, xFormat(tick), "middle"));
  }
  for (const tick of yTicks) {
    const at = p.py(tick);
    p.frame.append(svg("line", { x1: left, x2: left + width, y1: at, y2: at, class: tick === 0 ? "nnw-axis" : "nnw-grid" }));
    p.frame.append(text(left - 6, at + 4, yFormat(tick), "end"));
  }
  if (xLabel) p.frame.append(text(left + width, top + height + 32, xLabel, "end", "nnw-text nnw-name"));
  if (yLabel) p.frame.append(text(left, top - 8, yLabel, "start", "nnw-text nnw-name"));
}

// The graph of f over the panel, lifted at the breaks: there f may jump, and a jump is no steep line.
export function curve(p, f, kind = "nnw-curve", breaks = []) {
  const ends = [p.x[0], ...breaks.filter((b) => b > p.x[0] && b < p.x[1]), p.x[1]];
  const step = (p.x[1] - p.x[0]) / (p.box.width / 2);
  let path = "";
  for (let piece = 0; piece + 1 < ends.length; piece++) {
    const from = ends[piece] + (piece ? 1e-9 : 0);
    const to = ends[piece + 1] - (piece + 2 < ends.length ? 1e-9 : 0);
    const count = Math.max(2, Math.ceil((to - from) / step));
    for (let i = 0; i <= count; i++) {
      const at = from + ((to - from) * i) / count;
      path += `${i ? "L" : "M"}${p.px(at).toFixed(1)} ${p.py(f(at)).toFixed(1)}`;
    }
  }
  p.inside.append(svg("path", { d: path, class: kind }));
}

// A line through [x, y] points, lifted where one of them is no number.
export function polyline(p, points, kind = "nnw-curve") {
  let path = "";
  let down = false;
  for (const [x, y] of points) {
    const [a, b] = [p.px(x), p.py(y)];
    if (Number.isFinite(a) && Number.isFinite(b)) path += `${down ? "L" : "M"}${a.toFixed(1)} ${Math.max(-1e5, Math.min(1e5, b)).toFixed(1)}`;
    down = Number.isFinite(a) && Number.isFinite(b);
  }
  const drawn = svg("path", { d: path, class: kind });
  p.inside.append(drawn);
  return drawn;
}

export function line(p, x0, y0, x1, y1, kind) {
  p.inside.append(svg("line", { x1: p.px(x0), y1: p.py(y0), x2: p.px(x1), y2: p.py(y1), class: kind }));
}

export function band(p, from, to) {
  const start = Math.max(from, p.x[0]);
  const width = p.px(Math.min(to, p.x[1])) - p.px(start);
  if (width > 0) p.inside.append(svg("rect", { x: p.px(start), y: p.box.top, width, height: p.box.height, class: "nnw-band" }));
}

export function dot(p, x, y, kind = "nnw-dot", radius = 7) {
  const top = Math.min(Math.max(p.py(y), p.box.top), p.box.top + p.box.height);
  p.frame.parentNode.append(svg("circle", { cx: p.px(x), cy: top, r: radius, class: kind }));
}

// Horizontal drags (and clicks) in the picture; a vertical swipe on a touch screen still scrolls the page.
export function draggable(node, moved) {
  const report = (event) => {
    const bounds = node.getBoundingClientRect();
    const scale = node.viewBox.baseVal.width / bounds.width || 1; // below 260 pixels the picture is shrunk
    moved((event.clientX - bounds.left) * scale, (event.clientY - bounds.top) * scale);
  };
  node.classList.add("nnw-drag");
  node.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    node.setPointerCapture(event.pointerId);
    report(event);
  });
  node.addEventListener("pointermove", (event) => node.hasPointerCapture(event.pointerId) && report(event));
}
