// Dense pictures: a canvas under the SVG for a field of numbers, level lines over it, and a scale that says what is what.

import { html } from "./controls.js";
import { svg, text } from "./plot.js";

const colourTables = new Map();

// red, green and blue of each colour, as the browser reads it
function rgbOf(colours) {
  const canvas = Object.assign(document.createElement("canvas"), { width: colours.length, height: 1 });
  const context = canvas.getContext("2d", { willReadFrequently: true }); // not sent to a graphics card and back
  colours.forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect(i, 0, 1, 1);
  });
  const { data } = context.getImageData(0, 0, colours.length, 1);
  return colours.map((_, i) => data.subarray(4 * i, 4 * i + 3));
}

// 256 colours of the page's theme. "diverging": -1 is the red, 0 the paper, 1 the blue; "grey": 0 the paper, 1 the ink
function colourTable(node, kind) {
  const style = getComputedStyle(node);
  const names = kind === "grey" ? ["--nnw-paper", "--nnw-paper", "--nnw-ink"] : ["--nnw-red", "--nnw-paper", "--nnw-blue"];
  const found = names.map((name) => style.getPropertyValue(name).trim());
  const key = kind + found.join();
  if (colourTables.has(key)) return colourTables.get(key);
  const [low, middle, high] = rgbOf(found);
  const strength = kind === "grey" ? 1 : 0.62; // lines and marks over it stay legible
  const colours = new Uint32Array(256);
  const bytes = new Uint8ClampedArray(colours.buffer);
  for (let i = 0; i < 256; i++) {
    const share = kind === "grey" ? i / 255 : (2 * i) / 255 - 1;
    const end = share < 0 ? low : high;
    for (let c = 0; c < 3; c++) bytes[4 * i + c] = middle[c] + (end[c] - middle[c]) * Math.abs(share) * strength;
    bytes[4 * i + 3] = 255;
  }
  colourTables.set(key, colours);
  return colours;
}

// Give the node to the shell in layers, and call paint in draw. values: columns * rows numbers, first row on top; of -1 to 1
// for "diverging", 0 to 1 for "grey". What is no number stays paper.
export function raster({ smooth = false } = {}) {
  const node = html("canvas", { class: smooth ? "nnw-raster nnw-smooth" : "nnw-raster", "aria-hidden": "true" });
  const context = node.getContext("2d");
  function paint(root, box, values, columns, rows, kind = "diverging") {
    const colours = colourTable(root, kind);
    if (node.width !== columns || node.height !== rows) [node.width, node.height] = [columns, rows];
    const image = context.createImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < pixels.length; i++) {
      const share = kind === "grey" ? values[i] : (values[i] + 1) / 2;
      if (share === share) pixels[i] = colours[share <= 0 ? 0 : share >= 1 ? 255 : Math.round(share * 255)];
    }
    context.putImageData(image, 0, 0);
    const [, , width, height] = root.getAttribute("viewBox").split(" ").map(Number);
    const percent = (part, whole) => `${((100 * part) / whole).toFixed(3)}%`;
    Object.assign(node.style, { left: percent(box.left, width), top: percent(box.top, height), width: percent(box.width, width), height: percent(box.height, height) });
    node.hidden = false;
  }
  return { node, paint, hide: () => (node.hidden = true) };
}

// the values of f(x, y) in the middle of each cell of a panel, first row on top
export function field(p, columns, rows, f) {
  const values = new Float64Array(columns * rows);
  for (let j = 0; j < rows; j++) {
    const y = p.atY(p.box.top + ((j + 0.5) / rows) * p.box.height);
    for (let i = 0; i < columns; i++) values[j * columns + i] = f(p.atX(p.box.left + ((i + 0.5) / columns) * p.box.width), y);
  }
  return values;
}

// the line along which the field is level (marching squares, straight between the middles of the cells)
export function contour(p, values, columns, rows, level = 0, kind = "nnw-level") {
  const { left, top, width, height } = p.box;
  const part = (a, b) => (level - a) / (b - a);
  let path = "";
  for (let j = 0; j + 1 < rows; j++) {
    for (let i = 0; i + 1 < columns; i++) {
      const k = j * columns + i;
      // one name each: most cells end here, and a list for every one of them would keep the collector busy
      const a = values[k];
      const b = values[k + 1];
      const c = values[k + columns + 1];
      const d = values[k + columns];
      const over = (a > level) + 2 * (b > level) + 4 * (c > level) + 8 * (d > level);
      if (over === 0 || over === 15 || !(Number.isFinite(a + b + c + d))) continue;
      const cut = [];
      if (a > level !== b > level) cut.push([i + part(a, b), j]);
      if (b > level !== c > level) cut.push([i + 1, j + part(b, c)]);
      if (d > level !== c > level) cut.push([i + part(d, c), j + 1]);
      if (a > level !== d > level) cut.push([i, j + part(a, d)]);
      for (let n = 0; n + 1 < cut.length; n += 2) {
        const ends = [cut[n], cut[n + 1]].map(([x, y]) => `${(left + ((x + 0.5) / columns) * width).toFixed(1)} ${(top + ((y + 0.5) / rows) * height).toFixed(1)}`);
        path += `M${ends[0]}L${ends[1]}`;
      }
    }
  }
  p.inside.append(svg("path", { d: path, class: kind }));
}

// the scale of a diverging or grey field, with words for its ends; 34 pixels high
export function colourBar(parent, { left, top, width }, kind, words) {
  const parts = 16;
  for (let i = 0; i < parts; i++) {
    const share = kind === "grey" ? (i + 0.5) / parts : (2 * (i + 0.5)) / parts - 1;
    const look = kind === "grey" ? "nnw-inked" : share < 0 ? "nnw-minus" : "nnw-plus";
    const opacity = (Math.abs(share) * (kind === "grey" ? 1 : 0.62)).toFixed(3);
    parent.append(svg("rect", { x: left + (i * width) / parts, y: top, width: width / parts + 0.5, height: 12, class: look, style: `fill-opacity:${opacity}` }));
  }
  parent.append(svg("rect", { x: left, y: top, width, height: 12, class: "nnw-cell" }));
  words.forEach((word, i) => {
    const share = words.length > 1 ? i / (words.length - 1) : 0.5;
    parent.append(text(left + share * width, top + 28, word, share === 0 ? "start" : share === 1 ? "end" : "middle", "nnw-text nnw-faint"));
  });
}
