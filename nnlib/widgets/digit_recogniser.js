// Digit recogniser: draw a digit; a small convolutional network says what it sees, and what its filters saw.

import { asMnist, drawingOf, packed, recogniseShipped, stroke, unpacked } from "./shared/math/recogniser.js";
import { digitWeights } from "./shared/math/digit_weights.js";
import { digitImage } from "./shared/math/digit_images.js";
import { fixed, percent } from "./shared/format.js";
import { svg, text } from "./shared/plot.js";
import { button, keepKeys, select } from "./shared/controls.js";
import { remembered } from "./shared/motion.js";
import { raster } from "./shared/raster.js";
import { size, widget } from "./shared/shell.js";

const SIDE = 56;
const PEN = 2.4;
const blank = () => Array.from({ length: SIDE }, () => new Array(SIDE).fill(0));

// the drawing itself, or "digit:3" for one that comes with the book
const drawingFrom = remembered((words) => {
  const preset = /^digit:(\d)$/.exec(words);
  return preset ? drawingOf(digitImage("large", Number(preset[1]))) : unpacked(words, SIDE);
});

function check({ drawing }) {
  if (typeof drawing !== "string") throw new Error(`drawing expects a text, got ${JSON.stringify(drawing)}.`);
  if (drawing !== "" && !drawingFrom(drawing)) throw new Error(`drawing expects "digit:0" to "digit:9" or a packed drawing of ${SIDE} × ${SIDE} cells, got "${drawing.slice(0, 40)}".`);
}

const cellsOf = (words) => (words === "" ? blank() : drawingFrom(words));

const seenIn = remembered((words) => {
  const image = asMnist(cellsOf(words));
  return image && { image, ...recogniseShipped(image) };
});

function describe({ drawing }, seen) {
  const { right, heldBack } = digitWeights;
  const record = `It reads ${right} of ${heldBack} digits that it never learnt from rightly, ${fixed((100 * right) / heldBack, 1)} %.`;
  if (!seen) return `Nothing is drawn yet. Draw a digit with a finger, the mouse or the keys, or choose one. ${record}`;
  const order = seen.p.map((p, k) => [p, k]).sort((a, b) => b[0] - a[0]);
  const [[p, k], [q, second]] = order;
  const sure = p > 0.95 ? "The network is sure" : p > 0.6 ? "The network thinks" : "The network is in doubt";
  const share = p > 0.9995 ? "more than 99.9 %" : percent(p);
  const runner = q > 0.0005 ? `, then ${second} with ${percent(q)}` : "";
  const ink = cellsOf(drawing).flat().reduce((total, value) => total + value, 0);
  const centred = `What it sees is the drawing scaled into 20 × 20 pixels and centred by its mass, as MNIST was made (${ink} cells of ink here).`;
  const caution = p > 0.95 ? " A high probability is no proof: a scribble gets one too." : "";
  return `${sure}: a ${k}, probability ${share}${runner}. ${centred}${caution} ${record}`;
}

function build({ change }) {
  let now = null;
  let pad = { left: 0, top: 0, side: 1 };
  const home = { at: [SIDE / 2, SIDE / 2], down: false };
  let pen = home; // where the keys draw; a drawing that is not theirs sends it home
  let penned = null;
  let last = null; // where the pointer was, in cells
  const preset = select({
    label: "Start from",
    options: [["own", "your own drawing"], ...Array.from({ length: 10 }, (_, k) => [`digit:${k}`, `a digit ${k} of MNIST`])],
    onInput: (value) => change({ drawing: value === "own" ? "" : value }),
  });
  const clear = button("Clear", () => change({ drawing: "" }));
  const pictures = Array.from({ length: 4 }, () => raster());
  const [ink, image, first, second] = pictures;

  // the pad over the picture: pointer and pen
  const overlay = svg("svg", { class: "nnw-overlay" });
  const sheet = svg("rect", { class: "nnw-sheet" });
  const cross = svg("path", { class: "nnw-pen" });
  const ring = svg("circle", { r: 13, class: "nnw-ring" });
  const cursor = svg("g", { class: "nnw-handle nnw-penhold", tabindex: 0, role: "slider", "aria-label": "pen", "aria-valuemin": 0, "aria-valuemax": SIDE, "aria-roledescription": "pen" }, ring, cross);
  overlay.append(sheet, cursor);

  function put(from, to, byKeys = false) {
    const drawing = packed(stroke(cellsOf(now.drawing), from, to, PEN));
    if (byKeys) penned = drawing;
    change({ drawing });
    if (drawing === now.drawing) showPen();
  }

  function cellAt(event) {
    const bounds = overlay.getBoundingClientRect();
    const scale = (overlay.viewBox.baseVal.width || bounds.width) / bounds.width;
    const place = [(event.clientX - bounds.left) * scale - pad.left, (event.clientY - bounds.top) * scale - pad.top];
    return place.map((value) => Math.min(SIDE, Math.max(0, (value / pad.side) * SIDE)));
  }

  sheet.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    sheet.setPointerCapture(event.pointerId);
    event.preventDefault();
    last = cellAt(event);
    put(last, last);
  });
  // touch-action does not hold for shapes within an SVG, so a finger's stroke is kept from scrolling here
  sheet.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  sheet.addEventListener("pointermove", (event) => {
    if (!last || !sheet.hasPointerCapture(event.pointerId)) return;
    const here = cellAt(event);
    put(last, here);
    last = here;
  });
  for (const end of ["pointerup", "pointercancel"]) sheet.addEventListener(end, () => (last = null));

  keepKeys(cursor).addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const way = { ArrowLeft: [-2, 0], ArrowRight: [2, 0], ArrowUp: [0, -2], ArrowDown: [0, 2] }[event.key];
    if (way) {
      const from = pen.at;
      const to = from.map((value, i) => Math.min(SIDE - 2, Math.max(2, value + way[i] * (event.shiftKey ? 4 : 1))));
      pen = { ...pen, at: to };
      if (pen.down) put(from, to, true);
      else showPen();
    } else if (event.key === " " || event.key === "Enter") {
      pen = { ...pen, down: !pen.down };
      if (pen.down) put(pen.at, pen.at, true);
      else showPen();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      change({ drawing: "" });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function showPen() {
    const [x, y] = pen.at.map((value, i) => (i ? pad.top : pad.left) + (value / SIDE) * pad.side);
    const r = pen.down ? 5 : 9;
    cross.setAttribute("d", `M${x - r} ${y}H${x + r}M${x} ${y - r}V${y + r}`);
    ring.setAttribute("cx", x);
    ring.setAttribute("cy", y);
    const words = `row ${Math.round(pen.at[1])}, column ${Math.round(pen.at[0])}, pen ${pen.down ? "down" : "up"}`;
    cursor.setAttribute("aria-valuetext", words);
    cursor.setAttribute("aria-valuenow", Math.round(pen.at[0]));
  }

  function draw({ state, root, width }) {
    now = state;
    if (state.drawing !== penned) [pen, penned] = [home, null];
    preset.set(/^digit:\d$/.test(state.drawing) ? state.drawing : "own");
    const cells = cellsOf(state.drawing);
    const seen = seenIn(state.drawing);
    const wide = width >= 560;
    const side = wide ? 264 : Math.min(264, width - 60);
    const little = wide ? 116 : 104;
    pad = { left: 2, top: 24, side };
    const imageAt = wide ? { left: side + 30, top: 24 } : { left: 2, top: side + 58 };
    const barsAt = wide ? { left: side + little + 84, top: 24, width: width - side - little - 168 } : { left: little + 44, top: side + 58, width: width - little - 126 };
    const barHigh = wide ? 26 : 20;
    const mapsTop = wide ? side + 62 : side + 58 + 10 * barHigh + 44;
    const maps1 = { left: 2, top: mapsTop, width: width - 4, height: (width - 4) * (24 / 199) };
    const perRow = 8;
    const maps2 = { left: 2, top: mapsTop + maps1.height + 34, width: width - 4, height: 0 };
    const columns2 = (wide ? 16 : perRow) * 9 - 1;
    const rows2 = wide ? 8 : 17;
    maps2.height = (maps2.width * rows2) / columns2;
    size(root, width, maps2.top + maps2.height + 8);

    ink.paint(root, { left: pad.left, top: pad.top, width: side, height: side }, cells.flat(), SIDE, SIDE, "grey");
    for (const [name, value] of Object.entries({ x: pad.left, y: pad.top, width: side, height: side })) sheet.setAttribute(name, value);
    root.append(text(pad.left, 16, "Draw here", "start", "nnw-text nnw-name"));
    showPen();

    root.append(text(imageAt.left, imageAt.top - 8, "seen: 28 × 28", "start", "nnw-text nnw-name"));
    const paper = new Array(784).fill(0);
    image.paint(root, { ...imageAt, width: little, height: little }, seen ? seen.image.flat() : paper, 28, 28, "grey");
    root.append(svg("rect", { x: imageAt.left, y: imageAt.top, width: little, height: little, class: "nnw-cell" }));
    if (wide) ["scaled and", "centred as", "MNIST was"].forEach((words, i) => root.append(text(imageAt.left, imageAt.top + little + 20 + 17 * i, words, "start", "nnw-text nnw-faint")));

    root.append(text(barsAt.left - 14, barsAt.top - 8, "probability", "start", "nnw-text nnw-name"));
    const best = seen ? seen.p.indexOf(Math.max(...seen.p)) : -1;
    for (let k = 0; k < 10; k++) {
      const y = barsAt.top + k * barHigh;
      const p = seen ? seen.p[k] : 0;
      root.append(text(barsAt.left - 8, y + barHigh / 2 + 5, String(k), "end", k === best ? "nnw-text nnw-name" : "nnw-text"));
      root.append(svg("rect", { x: barsAt.left, y: y + 3, width: Math.max(0.5, p * barsAt.width), height: barHigh - 6, class: k === best ? "nnw-bar2" : "nnw-bar" }));
      if (p >= 0.0005) root.append(text(barsAt.left + p * barsAt.width + 6, y + barHigh / 2 + 5, `${k === best ? "← " : ""}${p > 0.9995 ? "> 99.9" : fixed(100 * p, 1)} %`, "start", "nnw-text nnw-number"));
    }

    root.append(text(2, maps1.top - 8, wide ? "first layer: 8 filters of 5 × 5 with relu, 24 × 24 each" : "first layer: 8 maps of 24 × 24", "start", "nnw-text nnw-name"));
    root.append(text(2, maps2.top - 8, wide ? "second layer: 16 filters over all of these (pooled), 8 × 8 each" : "second layer: 16 maps of 8 × 8", "start", "nnw-text nnw-name"));
    const nothing = (count, side) => Array.from({ length: count }, () => Array.from({ length: side }, () => new Array(side).fill(0)));
    tiles(first, root, maps1, seen?.maps1 ?? nothing(8, 24), 8);
    tiles(second, root, maps2, seen?.maps2 ?? nothing(16, 8), wide ? 16 : 8);
    return describe(state, seen);
  }

  return { controls: [preset.node, clear], layers: pictures.map(({ node }) => node), overlay, draw };
}

// maps beside each other in one picture, a pixel of paper between them; the largest value of all is full ink
function tiles(picture, root, box, maps, across) {
  const side = maps[0].length;
  const columns = across * (side + 1) - 1;
  const rows = Math.ceil(maps.length / across) * (side + 1) - 1;
  const values = new Float64Array(columns * rows).fill(Number.NaN);
  let largest = 1e-9;
  for (const map of maps) for (const row of map) for (const value of row) largest = Math.max(largest, value);
  maps.forEach((map, i) => {
    const [top, left] = [Math.floor(i / across) * (side + 1), (i % across) * (side + 1)];
    map.forEach((row, r) => row.forEach((value, c) => (values[(top + r) * columns + left + c] = value / largest)));
    const unit = box.width / columns;
    root.append(svg("rect", { x: box.left + left * unit, y: box.top + top * unit, width: side * unit, height: side * unit, class: "nnw-cell" }));
  });
  picture.paint(root, box, values, columns, rows, "grey");
}

export default widget({
  name: "digit-recogniser",
  label: "Digit recogniser",
  traits: ["drawing"],
  check,
  build,
});
