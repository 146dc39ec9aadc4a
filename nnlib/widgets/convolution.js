// Convolution: a kernel moves over a handwritten digit; the sum at its place with all numbers, then relu and max pooling.

import { convolve, framed, maxPool, reluOf, windowAt, windowCount } from "./shared/math/convolution.js";
import { digitImage } from "./shared/math/digit_images.js";
import { fixed, short } from "./shared/format.js";
import { panel, svg, text } from "./shared/plot.js";
import { matrix } from "./shared/marks.js";
import { entries, range, select, uid } from "./shared/controls.js";
import { handles } from "./shared/points.js";
import { raster } from "./shared/raster.js";
import { expectInteger, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const K = 3;
const kernels = {
  vertical: { words: "vertical edges", w: [-1, 0, 1, -2, 0, 2, -1, 0, 1], lesson: "Blue where the ink begins to the right, red where it ends; the weights sum to 0, so that even areas give 0." },
  horizontal: { words: "horizontal edges", w: [-1, -2, -1, 0, 0, 0, 1, 2, 1], lesson: "Blue where the ink begins below, red where it ends; the weights sum to 0, so that even areas give 0." },
  outline: { words: "outline", w: [-1, -1, -1, -1, 8, -1, -1, -1, -1], lesson: "Nine times the middle less the sum of the window: 0 in even areas, large where a pixel differs from its neighbours." },
  blur: { words: "blur (mean)", w: Array(9).fill(0.11), lesson: "All nine weights are about 1/9: each output is the mean of its window, and edges go soft." },
  sharpen: { words: "sharpen", w: [0, -1, 0, -1, 5, -1, 0, -1, 0], lesson: "The middle counts five times, less its four neighbours: differences grow, even areas stay." },
  identity: { words: "identity", w: [0, 0, 0, 0, 1, 0, 0, 0, 0], lesson: "Only the middle counts: the output is the input." },
};
const imageWords = { large: "28 × 28 pixels", small: "8 × 8 pixels" };

function check({ image, digit, kernel, stride, padding, place }) {
  expectOneOf("image", image, Object.keys(imageWords));
  expectInteger("digit", digit, 0, 9);
  expectNumbers("kernel", kernel, -9, 9, [9, 9]);
  expectInteger("stride", stride, 1, 3);
  expectInteger("padding", padding, 0, 2);
  expectNumbers("place", place, 0, 29, [2, 2]);
  place.forEach((value, i) => expectInteger(`place[${i}]`, value, 0, 29));
}

const named = (kernel) => Object.keys(kernels).find((name) => kernels[name].w.every((w, i) => w === kernel[i]));
const rowsOf = (kernel) => [kernel.slice(0, 3), kernel.slice(3, 6), kernel.slice(6)];

// the place as far as there are outputs: a larger stride leaves fewer
function placeIn(place, z) {
  return [Math.min(place[0], z.length - 1), Math.min(place[1], z[0].length - 1)];
}

function describe({ image, digit, kernel, stride, padding }, [r, c], seen, z, pooled) {
  const terms = kernel.map((w, i) => [w, seen[Math.floor(i / 3)][i % 3]]).filter(([w]) => w !== 0);
  const sum = terms.length ? terms.map(([w, x], i) => `${w < 0 ? (i ? " − " : "−") : i ? " + " : ""}${short(Math.abs(w))}·${fixed(x)}`).join("") : "0";
  const side = digitImage(image, digit).length;
  const grown = `(${side}${padding ? ` + 2·${padding}` : ""} − 3)${stride > 1 ? `/${stride}` : ""} + 1`;
  const sizes = `Output ${z.length} × ${z[0].length}, from ${stride > 1 ? "⌊" : ""}${grown}${stride > 1 ? "⌋" : ""}; after 2 × 2 pooling ${pooled ? `${pooled.length} × ${pooled[0].length}` : "nothing is left"}.`;
  const name = named(kernel);
  const lesson = name ? kernels[name].lesson : `A kernel of your own; its weights sum to ${short(kernel.reduce((a, b) => a + b, 0))}.`;
  const value = z[r][c];
  return `Digit ${digit}, row ${r + 1}, column ${c + 1}: z = ${sum} = ${fixed(value)}, relu(z) = ${fixed(Math.max(0, value))}. ${sizes} ${lesson}`;
}

function build({ change }) {
  let now = null;
  let shown = [0, 0];
  const digit = range({ label: "digit", min: 0, max: 9, step: 1, say: String, onInput: (value) => change({ digit: value }) });
  const image = select({ label: "Image", options: Object.entries(imageWords), onInput: (value) => change({ image: value, place: value === "small" ? [1, 2] : [6, 9] }) });
  const preset = select({ label: "Kernel", options: [...Object.entries(kernels).map(([name, { words }]) => [name, words]), ["own", "own numbers"]], onInput: (name) => kernels[name] && change({ kernel: [...kernels[name].w] }) });
  const stride = range({ label: "stride", min: 1, max: 3, step: 1, say: String, onInput: (value) => change({ stride: value }) });
  const padding = range({ label: "padding", min: 0, max: 2, step: 1, say: String, onInput: (value) => change({ padding: value }) });
  const numbers = entries({ label: "kernel", rows: K, columns: K, min: -9, max: 9, step: 0.1, onInput: (i, j, value) => change({ kernel: now.kernel.map((w, n) => (n === i * K + j ? value : w)) }) });
  const knobs = handles({ onMove: (_, x, y) => change({ place: [-y, x] }) });
  const pictures = Array.from({ length: 4 }, () => raster());

  function draw({ state, root, width }) {
    now = state;
    digit.set(state.digit);
    image.set(state.image);
    preset.set(named(state.kernel) ?? "own");
    stride.set(state.stride);
    padding.set(state.padding);
    const kernel = rowsOf(state.kernel);
    numbers.set(kernel);
    const input = digitImage(state.image, state.digit);
    const z = convolve([input], [[kernel]], null, state.stride, state.padding)[0];
    const relu = reluOf([z])[0];
    const pooled = windowCount(Math.min(z.length, z[0].length), 2, 2) > 0 ? maxPool([relu], 2)[0] : null;
    shown = placeIn(state.place, z);
    const [r, c] = shown;
    const seen = windowAt(input, r, c, K, state.stride, state.padding);

    const wide = width >= 560;
    const gap = wide ? 26 : 14;
    const s = wide ? Math.min(270, Math.floor((width - 2 * gap - 4) / 2.5)) : Math.floor((width - gap - 4) / 2);
    const small = wide ? Math.floor((s - 34) / 2) : s;
    const at = wide
      ? [[2, 24, s], [2 + s + gap, 24, s], [2 + 2 * (s + gap), 24, small], [2 + 2 * (s + gap), 24 + small + 34, small]]
      : [[2, 24, s], [2 + s + gap, 24, s], [2, s + 58, s], [2 + s + gap, s + 58, s]];
    const sumTop = wide ? s + 74 : 2 * s + 108;
    size(root, width, sumTop + (wide ? 112 : 100));
    const source = framed(input, state.padding);
    const largest = Math.max(1e-9, ...z.flat().map(Math.abs));
    const maps = [
      [source, "grey", "input x"],
      [z, "diverging", "sum z"],
      [relu, "grey", "relu(z)"],
      [pooled, "grey", "max pooled"],
    ];
    maps.forEach(([values, kind, words], i) => {
      const [left, top, side] = at[i];
      if (!values) return pictures[i].hide();
      const scale = i ? 1 / largest : 1;
      pictures[i].paint(root, { left, top, width: side, height: side }, values.flat().map((value) => value * scale), values[0].length, values.length, kind);
      root.append(svg("rect", { x: left, y: top, width: side, height: side, class: "nnw-cell" }));
      root.append(text(left, top - 8, `${words}, ${values.length} × ${values[0].length}`, "start", side < 140 ? "nnw-text nnw-faint" : "nnw-text nnw-name"));
    });
    const box = (i, row, column, high, wideness) => {
      const [left, top, side] = at[i];
      const one = side / maps[i][0].length;
      root.append(svg("rect", { x: left + column * one, y: top + row * one, width: wideness * one, height: high * one, class: "nnw-window" }));
    };
    if (state.padding) {
      const [left, top, side] = at[0];
      const one = side / source.length;
      root.append(svg("rect", { x: left + state.padding * one, y: top + state.padding * one, width: side - 2 * state.padding * one, height: side - 2 * state.padding * one, class: "nnw-paperedge" }));
    }
    box(0, r * state.stride, c * state.stride, K, K);
    box(1, r, c, 1, 1);
    box(2, r, c, 1, 1);
    if (pooled && r < 2 * pooled.length && c < 2 * pooled[0].length) {
      box(2, 2 * Math.floor(r / 2), 2 * Math.floor(c / 2), 2, 2);
      box(3, Math.floor(r / 2), Math.floor(c / 2), 1, 1);
    }

    // the window under the kernel, number by number
    const cell = wide ? [50, 26] : [Math.max(33, Math.floor((width - 92) / 6)), 24];
    const first = matrix(root, { left: 2, top: sumTop, cell, values: seen, say: (v) => (wide || v % 1 ? fixed(v) : String(v)), largest: 1, name: "window of x" });
    root.append(text(first.right + (wide ? 14 : 8), sumTop + 1.5 * cell[1] + 5, "·", "middle", "nnw-text nnw-name"));
    const second = matrix(root, { left: first.right + (wide ? 28 : 14), top: sumTop, cell, values: kernel, say: short, name: "kernel w" });
    root.append(text(second.right + (wide ? 8 : 4), sumTop + 1.5 * cell[1] + 5, `${wide ? "summed " : ""}= ${fixed(z[r][c])}`, "start", "nnw-text nnw-name"));

    // a place of the output is a window of the input: the point's coordinates are the output's, rows counted downwards
    const [left, top, side] = at[0];
    const edge = (value) => (value - K / 2) / state.stride;
    const p = panel(root, { left, top, width: side, height: side }, [edge(0), edge(source.length)], [-edge(source.length), -edge(0)], uid());
    knobs.put([{ key: "window", panel: p, x: c, y: -r, label: "window", say: `row ${r + 1}, column ${c + 1}`, step: 1, xRange: [0, z[0].length - 1], yRange: [1 - z.length, 0], radius: 4 }]);
    return describe(state, shown, seen, z, pooled);
  }

  return { controls: [digit.node, image.node, preset.node, stride.node, padding.node, numbers.node], layers: pictures.map(({ node }) => node), overlay: knobs.node, draw };
}

export default widget({
  name: "convolution",
  label: "Convolution",
  traits: ["image", "digit", "kernel", "stride", "padding", "place"],
  check,
  build,
});
