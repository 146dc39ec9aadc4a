// A loss over two parameters as level lines, the minima marked, and the paths of descent over it.

import { panel, svg } from "./plot.js";
import { mark } from "./marks.js";
import { contour, field } from "./raster.js";

// the landscapes of math/optimisers.js: their names, and the levels whose lines are drawn
export const grounds = {
  bowl: { words: "bowl", levels: [0.1, 0.4, 1, 2, 3.5, 5.5, 8, 11] },
  ravine: { words: "ravine", levels: [0.05, 0.25, 0.7, 1.5, 3, 5, 8, 12] },
  saddle: { words: "saddle", levels: [-0.8, -0.4, -0.1, 0, 0.1, 0.5, 1.2, 2.5, 4.5, 7] },
  well: { words: "double well", levels: [0.05, 0.15, 0.3, 0.375, 0.6, 1.2, 2.5, 5, 9, 15] },
};

const FINE = [96, 64];
const drawnLevels = new Map(); // the lines of a landscape in a box of one size do not change, wherever the box is

// key: names value and levels
export function drawLevels(p, key, value, levels, minima = []) {
  const { left, top, width, height } = p.box;
  const sized = [key, width, height].join();
  let paths = drawnLevels.get(sized);
  if (!paths) {
    const atOrigin = panel(svg("svg"), { left: 0, top: 0, width, height }, p.x, p.y, "levels");
    const values = field(atOrigin, ...FINE, (x, y) => value([x, y]));
    for (const level of levels) contour(atOrigin, values, ...FINE, level);
    paths = [...atOrigin.inside.childNodes].map((node) => node.getAttribute("d"));
    if (drawnLevels.size > 40) drawnLevels.clear();
    drawnLevels.set(sized, paths);
  }
  for (const d of paths) p.inside.append(svg("path", { d, transform: `translate(${left} ${top})`, class: "nnw-contour" }));
  for (const [x, y] of minima) mark(p.inside, p.px(x), p.py(y), "cross", "nnw-goal", 6);
}

// The path through the states, with a dot for each; returns whether all of it is within the panel.
export function drawPath(p, states, kind = "nnw-curve", dots = "nnw-end", radius = 2.6) {
  const [xs, ys] = [p.x, p.y];
  const far = 8 * Math.max(xs[1] - xs[0], ys[1] - ys[0]); // a line to what is farther would only fill the picture
  let path = "";
  let inside = true;
  for (const { w } of states) {
    const [x, y] = w.map((value) => Math.max(-far, Math.min(far, value)));
    path += `${path ? "L" : "M"}${p.px(x).toFixed(1)} ${p.py(y).toFixed(1)}`;
    const here = w[0] >= xs[0] && w[0] <= xs[1] && w[1] >= ys[0] && w[1] <= ys[1];
    inside &&= here;
    if (Math.hypot(...w) > far) break;
  }
  p.inside.append(svg("path", { d: path, class: kind }));
  const shown = states.filter(({ w }) => w[0] >= xs[0] && w[0] <= xs[1] && w[1] >= ys[0] && w[1] <= ys[1]);
  if (radius) for (const { w } of shown) p.inside.append(svg("circle", { cx: p.px(w[0]).toFixed(1), cy: p.py(w[1]).toFixed(1), r: radius, class: dots }));
  return inside;
}

// a mark where a path has come to, if that is anywhere near the picture
export function markAt(p, w, ...look) {
  if (Math.hypot(...w) < 1e3) mark(p.inside, p.px(w[0]), p.py(w[1]), ...look);
}
