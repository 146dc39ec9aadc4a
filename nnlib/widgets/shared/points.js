// Points that are dragged, in one direction or two: by mouse, by finger, and with the arrow keys.

import { keepKeys } from "./controls.js";
import { svg } from "./plot.js";
import { outline } from "./marks.js";

const REACH = 26; // a finger hits what is this near, in pixels
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

function spotOf(node, event) {
  const bounds = node.getBoundingClientRect();
  const scale = node.viewBox.baseVal.width / bounds.width || 1; // below 260 pixels the picture is shrunk
  return [(event.clientX - bounds.left) * scale, (event.clientY - bounds.top) * scale];
}

// rounded to steps counted from 0, within the limits
export function snap(value, step, [low, high]) {
  return Math.min(high, Math.max(low, Number((Math.round(value / step) * step).toPrecision(12))));
}

// onMove(key, x, y) is told where a point should go, in the panel's units; onRemove(key) that it was deleted by key.
// Give the node to the shell as overlay; call put(list) in draw with all points that stand there now:
// { key, panel, x, y, label, say, step = 0.1, axis = "both" | "x" | "y", kind, shape, radius, xRange, yRange }
export function handles({ onMove, onRemove }) {
  const node = svg("svg", { class: "nnw-overlay" });
  const items = new Map();
  let held = null;

  const at = ({ panel: p, x, y }) => [p.px(x), Math.min(Math.max(p.py(y), p.box.top), p.box.top + p.box.height)];
  const limits = ({ panel: p, xRange = p.x, yRange = p.y }) => [xRange, yRange];

  function send(item, x, y) {
    const { key, axis = "both", step = 0.1 } = item.spec;
    const [stepX, stepY] = [step].flat().length > 1 ? step : [step, step];
    const [xs, ys] = limits(item.spec);
    const to = [axis === "y" ? item.spec.x : snap(x, stepX, xs), axis === "x" ? item.spec.y : snap(y, stepY, ys)];
    if (to[0] !== item.spec.x || to[1] !== item.spec.y) onMove(key, ...to);
  }

  function create(spec) {
    const ring = svg("circle", { r: 13, class: "nnw-ring" });
    const knob = svg("path");
    const group = svg("g", { class: "nnw-handle", tabindex: 0, role: "slider" }, svg("circle", { r: REACH - 4, class: "nnw-hit" }), ring, knob);
    const item = { spec, group, knob };
    keepKeys(group).addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const { x, y, step = 0.1, axis = "both", key } = item.spec;
      const [stepX, stepY] = [step].flat().length > 1 ? step : [step, step];
      const times = event.shiftKey ? 10 : 1;
      if ((event.key === "Delete" || event.key === "Backspace") && onRemove) onRemove(key);
      else if (event.key in KEYS) {
        let [dx, dy] = KEYS[event.key];
        if (axis === "x") [dx, dy] = [dx || dy, 0]; // a point on a line obeys all four arrows
        if (axis === "y") [dx, dy] = [0, dy || dx];
        send(item, x + dx * stepX * times, y + dy * stepY * times);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
    // touch-action does not hold for shapes within an SVG: without this a finger scrolls the page instead of dragging
    group.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    node.append(group);
    return item;
  }

  function put(list) {
    const seen = new Set();
    let hadFocus = false;
    for (const spec of list) {
      seen.add(spec.key);
      const item = items.get(spec.key) ?? items.set(spec.key, create(spec)).get(spec.key);
      item.spec = spec;
      const { group, knob } = item;
      const [px, py] = at(spec);
      const usable = Number.isFinite(px) && Number.isFinite(py);
      group.toggleAttribute("hidden", !usable);
      if (!usable) continue;
      group.setAttribute("transform", `translate(${px.toFixed(1)} ${py.toFixed(1)})`);
      knob.setAttribute("d", outline(spec.shape ?? "circle", spec.radius ?? 7));
      knob.setAttribute("class", spec.kind ?? "nnw-dot");
      const vertical = spec.axis === "y";
      const [low, high] = limits(spec)[vertical ? 1 : 0];
      const spoken = {
        "aria-label": spec.label,
        "aria-valuetext": spec.say,
        "aria-valuenow": vertical ? spec.y : spec.x,
        "aria-valuemin": low,
        "aria-valuemax": high,
        "aria-orientation": vertical ? "vertical" : "horizontal",
        "aria-roledescription": "point",
      };
      for (const [name, value] of Object.entries(spoken)) group.setAttribute(name, value);
    }
    for (const [key, { group }] of items) {
      if (seen.has(key)) continue;
      hadFocus ||= group === group.getRootNode().activeElement;
      group.remove();
      items.delete(key);
    }
    if (hadFocus) [...items.values()].at(-1)?.group.focus();
  }

  node.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const [x, y] = spotOf(node, event);
    let nearest = Infinity;
    for (const item of items.values()) {
      if (item.group.hasAttribute("hidden")) continue;
      const [px, py] = at(item.spec);
      const distance = Math.hypot(px - x, py - y);
      if (distance < nearest) [nearest, held] = [distance, { item, dx: px - x, dy: py - y }];
    }
    if (!held) return;
    node.setPointerCapture(event.pointerId);
    held.item.group.focus({ preventScroll: true });
    event.preventDefault();
  });
  node.addEventListener("pointermove", (event) => {
    if (!held || !node.hasPointerCapture(event.pointerId)) return;
    const [x, y] = spotOf(node, event);
    const { panel: p } = held.item.spec;
    send(held.item, p.atX(x + held.dx), p.atY(y + held.dy));
  });
  for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, () => (held = null));
  return { node, put };
}

// A surface to draw or click on: down(x, y), move(x, y), up() in the picture's pixels. A finger on it does not scroll the
// page, so keep room beside it; every surface needs another way by keyboard.
export function surface(node, { down, move, up }) {
  node.classList.add("nnw-surface");
  node.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    node.setPointerCapture(event.pointerId);
    down?.(...spotOf(node, event));
  });
  node.addEventListener("pointermove", (event) => node.hasPointerCapture(event.pointerId) && move?.(...spotOf(node, event)));
  for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, () => up?.());
}
