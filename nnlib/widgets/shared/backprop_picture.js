// The network of the backpropagation stepper: a box for each unit, the edges of the step, and where the round stands.

import { targetClass } from "./math/backprop.js";
import { outputSymbol } from "./backprop_steps.js";
import { fixed, sub } from "./format.js";
import { arrow } from "./marks.js";
import { svg, text } from "./plot.js";

// Boxes with z, a and delta, layers from left to right where there is room, else from top to bottom; returns the height.
export function drawNetwork(root, all, state, width) {
  const { sizes, L, step, steps } = all;
  const top = progress(root, all, width);
  const wide = width >= 92 + 145 * (L + 1);
  const widest = Math.max(...sizes);
  const [w, h] = [wide ? 92 : Math.min(88, (width - 12 * (widest - 1)) / widest), 66];
  const headRoom = 24;
  const gap = wide ? 46 : 52;
  const across = wide ? widest * (h + gap) - gap : width;
  const spot = (l, i, count) => {
    if (wide) return [l * ((width - w) / (L + 1)), top + headRoom + across / 2 + (i - (count - 1) / 2) * (h + gap) - h / 2];
    const pitch = Math.min(w + 48, (width - w) / Math.max(1, widest - 1) || width);
    return [width / 2 + (i - (count - 1) / 2) * pitch - w / 2, top + headRoom + l * (h + headRoom + gap - 14)];
  };
  const boxes = sizes.map((count, l) => Array.from({ length: count }, (_, i) => spot(l, i, count)));
  const leave = ([x, y]) => (wide ? [x + w, y + h / 2] : [x + w / 2, y + h]);
  const enter = ([x, y]) => (wide ? [x, y + h / 2] : [x + w / 2, y]);
  const done = (kind, l, i) => steps.slice(0, all.now + 1).some((s) => s.kind === kind && s.l === l && (s.i === undefined || s.i === i));
  const stepNumber = (kind, l, i) => steps.findIndex((s) => s.kind === kind && s.l === l && s.i === i);

  // the edges, thin unless this step uses them
  const labels = [];
  for (let l = 1; l <= L; l++) {
    boxes[l].forEach((to, i) => {
      boxes[l - 1].forEach((from, j) => {
        const [x0, y0] = leave(from);
        const [x1, y1] = enter(to);
        const forwardNow = step.kind === "forward" && step.l === l && step.i === i;
        const gradientNow = step.kind === "gradient" && step.l === l && step.i === i;
        const deltaNow = step.kind === "delta" && step.l === l - 1 && step.i === j;
        if (forwardNow) arrow(root, x0, y0, x1, y1, "nnw-s1");
        else if (deltaNow) arrow(root, x1, y1, x0, y0, "nnw-s2");
        else root.append(svg("line", { x1: x0, y1: y0, x2: x1, y2: y1, class: gradientNow ? "nnw-wire nnw-wire-now" : "nnw-wire" }));
        const at = deltaNow ? (wide ? 0.66 : 0.78) : wide ? 0.34 : 0.22;
        const words = forwardNow || deltaNow ? `× ${fixed(all.layers[l - 1].W[i][j], 2)}` : gradientNow ? `∂ ${fixed(all.dW[l - 1][i][j], 3)}` : "";
        if (words) labels.push([x0 + at * (x1 - x0), y0 + at * (y1 - y0) + 4, words]);
      });
    });
  }
  // the target and the loss stand behind the outputs
  const known = step.kind !== "start" && all.now >= steps.findIndex((s) => s.kind === "loss");
  const lossBox = wide ? [width - w, top + headRoom + across / 2 - h / 2] : [width / 2 - w / 2, top + headRoom + (L + 1) * (h + headRoom + gap - 14)];
  for (const box of boxes[L]) {
    const [x0, y0] = leave(box);
    const [x1, y1] = enter(lossBox);
    if (step.kind === "loss") arrow(root, x0, y0, x1, y1, "nnw-s1");
    else if (step.kind === "delta" && step.l === L && boxes[L].indexOf(box) === step.i) arrow(root, x1, y1, x0, y0, "nnw-s2");
    else root.append(svg("line", { x1: x0, y1: y0, x2: x1, y2: y1, class: "nnw-wire" }));
  }

  const phi = state.activation.replace("_", " ");
  boxes.forEach((layer, l) => {
    const [x, y] = layer[0];
    const name = l === 0 ? "input" : l === L ? `output${outputSymbol(state.loss) ? `, ${outputSymbol(state.loss)}` : ""}` : `${L > 2 ? `layer ${l}` : "hidden"}, ${phi}`;
    if (wide) root.append(text(x + w / 2, Math.min(...layer.map((box) => box[1])) - 9, name, "middle", "nnw-text nnw-name"));
    else root.append(text(0, y - 7, name, "start", "nnw-text nnw-name nnw-halo"));
    layer.forEach((box, i) => {
      const lines = [];
      if (l === 0) lines.push(["x", all.a[0][i], true]);
      else {
        const forwardDone = done("forward", l, i);
        const outputDone = l === L && state.loss === "softmax-ce" ? done("softmax", l) : forwardDone;
        lines.push(["z", all.z[l - 1][i], forwardDone], [l === L ? "ŷ" : "a", all.a[l][i], outputDone], ["δ", all.delta[l - 1][i], done("delta", l, i)]);
      }
      const active = (step.l === l && (step.i === i || step.i === undefined)) || (step.kind === "start" && l === 0);
      const onward = all.now >= steps.findIndex((s) => s.kind === "loss") ? "delta" : "forward";
      unitBox(root, box, [w, h], lines, active, l ? stepNumber(onward, l, i) : 0, i);
    });
  });
  const goal = state.loss === "softmax-ce" ? all.a[L].map((_, k) => Number(k === targetClass(state.target))) : state.target;
  const lines = [...goal.map((value, k) => [`t${sub(k + 1)}`, value, true]), ["ℓ", all.loss, known]];
  unitBox(root, lossBox, [w, h], lines, step.kind === "loss" || step.kind === "update", steps.findIndex((s) => s.kind === "loss"));
  root.append(wide ? text(lossBox[0] + w / 2, lossBox[1] - 9, "loss", "middle", "nnw-text nnw-name") : text(0, lossBox[1] - 7, "loss", "start", "nnw-text nnw-name"));
  for (const [x, y, words] of labels) root.append(text(x, y, words, "middle", "nnw-text nnw-halo"));
  return wide ? top + headRoom + across + 6 : lossBox[1] + h + 6;
}

// one unit: a name and a number a line, a dot for what is not computed yet
function unitBox(root, [x, y], [w, h], lines, active, stepNumber, index) {
  const group = svg("g", { class: "nnw-unit", "data-step": stepNumber });
  group.append(svg("rect", { x, y, width: w, height: h, rx: 8, class: active ? "nnw-box nnw-box-now" : "nnw-box" }));
  lines.forEach(([name, value, known], k) => {
    const at = y + h / 2 + 5 + (k - (lines.length - 1) / 2) * 19;
    const label = index === undefined ? name : `${name}${sub(index + 1)}`;
    group.append(text(x + 9, at, label, "start", `nnw-text ${name === "δ" ? "nnw-back" : "nnw-faint"}`));
    group.append(text(x + w - 9, at, known ? fixed(value, 3) : "·", "end", name === "δ" && known ? "nnw-text nnw-back" : "nnw-text"));
  });
  root.append(group);
}

// a cell for each step, grouped by phase, the present one filled; a click goes there
function progress(root, all, width) {
  const { steps, now } = all;
  const cell = width / steps.length;
  steps.forEach((step, k) => {
    const kind = k === now ? "nnw-stage nnw-stage-now" : k < now ? "nnw-stage nnw-stage-done" : "nnw-stage";
    root.append(svg("rect", { x: k * cell + 1, y: 2, width: cell - 2, height: 12, rx: 2, class: kind, "data-step": k }));
  });
  const phases = [...new Set(steps.map((step) => step.phase))];
  const short = width < 480 ? { check: "", update: "" } : { check: "", update: "check, update" };
  for (const phase of phases) {
    const from = steps.findIndex((step) => step.phase === phase);
    const to = steps.findLastIndex((step) => step.phase === phase) + 1;
    const chosen = steps[now].phase === phase;
    const words = short[phase] ?? phase;
    const anchor = phase === "update" ? "end" : phase === "forward" ? "start" : "middle";
    const at = anchor === "end" ? width : anchor === "start" ? 0 : ((from + to) / 2) * cell;
    if (words) root.append(text(at, 30, words, anchor, chosen ? "nnw-text nnw-name" : "nnw-text nnw-faint"));
  }
  return 40;
}
