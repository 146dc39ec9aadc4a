// Softmax bench: logits under sliders, probabilities as bars, the log-sum-exp between its bounds, the Jacobian.

import { logsumexp, softmax, softmaxJacobian } from "./shared/math/activations.js";
import { fixed, number, sub } from "./shared/format.js";
import { axes, panel, svg, text } from "./shared/plot.js";
import { html, range, uid } from "./shared/controls.js";
import { barRow } from "./shared/bars.js";
import { expectNumber, expectNumbers, size, widget } from "./shared/shell.js";

const LOGIT = [-5, 5];

function check(state) {
  expectNumbers("logits", state.logits, ...LOGIT);
  expectNumber("temperature", state.temperature, 0.1, 10);
  expectNumber("shift", state.shift, ...LOGIT);
}

function numbers({ logits, temperature, shift }) {
  const z = logits.map((logit) => logit + shift);
  const scaled = z.map((value) => value / temperature);
  const jacobian = softmaxJacobian(scaled).map((row) => row.map((entry) => entry / temperature));
  const top = Math.max(...z);
  const bound = top + temperature * Math.log(z.length);
  return { z, p: softmax(scaled), jacobian, top, lse: temperature * logsumexp(scaled), bound };
}

const sayT = (T) => fixed(T, T < 1 ? 3 : 2);

function describe(state, { p, z, top, lse, bound }) {
  const plain = state.temperature === 1;
  const leaders = z.flatMap((value, i) => (value === top ? [i + 1] : []));
  const best = Math.max(...p);
  const lead =
    leaders.length === p.length
      ? `All logits are equal, so every class has p = 1/${p.length} = ${fixed(best, 3)}.`
      : leaders.length > 1
        ? `Classes ${leaders.join(leaders.length > 2 ? ", " : " and ")} tie with p = ${fixed(best, 3)} each.`
        : `Class ${leaders[0]} leads with p = ${fixed(best, 3)}.`;
  const sure = best > 0.99 ? " Nearly one-hot: every entry of the Jacobian is small, so the logits hardly matter any more." : "";
  const names = plain ? ["log-sum-exp", `max + log ${p.length}`] : ["T · log-sum-exp(z/T)", `max + T · log ${p.length}`];
  const moved = state.shift ? ` The shift c = ${fixed(state.shift, 1)} moved these three, but no probability.` : "";
  const where = `z = (${z.map((value) => fixed(value, 1)).join(", ")}), T = ${sayT(state.temperature)}.`;
  const equal = leaders.length === p.length;
  const bounds = `max ${fixed(top)} ${equal ? "<" : "≤"} ${names[0]} ${fixed(lse)} ${equal ? "=" : "≤"} ${names[1]}`;
  return `${where} ${lead}${sure} ${bounds}${equal ? ": the upper bound is reached" : ` = ${fixed(bound)}`}.${moved}`;
}

function build({ change, state: first }) {
  let logits = [];
  const rows = first.logits.map((_, i) =>
    barRow({
      label: `z${sub(i + 1)}`,
      spoken: `logit z ${i + 1}`,
      min: LOGIT[0],
      max: LOGIT[1],
      onInput: (value) => change({ logits: logits.map((old, j) => (j === i ? value : old)) }),
    }),
  );
  const shift = range({
    label: "c, added to all",
    spoken: "constant c added to every logit",
    min: LOGIT[0],
    max: LOGIT[1],
    step: 0.1,
    say: (c) => fixed(c, 1),
    onInput: (c) => change({ shift: c }),
  });
  const temperature = range({
    label: "temperature T",
    min: -1,
    max: 1,
    step: 0.01,
    say: sayT,
    from: (T) => Math.log10(T),
    to: (position) => Math.min(10, Math.max(0.1, Number((10 ** position).toPrecision(3)))),
    onInput: (T) => change({ temperature: T }),
  });
  const heads = html("div", { class: "nnw-heads", "aria-hidden": "true" }, html("span", {}, "logits z"), html("span", {}, "probabilities p = softmax((z + c) / T)"));
  const aside = [html("div", { class: "nnw-rows" }, heads, ...rows.map((row) => row.node))];

  function draw({ state, root, width }) {
    logits = state.logits;
    const found = numbers(state);
    rows.forEach((row, i) => row.set(logits[i], [{ from: 0, to: found.p[i] }], fixed(found.p[i], 3)));
    shift.set(state.shift);
    temperature.set(state.temperature);
    const wide = width >= 560;
    const side = wide ? Math.min(400, width - 310) : width - 56;
    const bottom = numberLine(root, state, found, { left: 12, width: width - 24 });
    const [left, above] = wide ? [width - side - 8, 208] : [44, bottom + 48];
    const heat = heatMap(root, found.jacobian, state.temperature, left, above, side);
    size(root, width, Math.max(wide ? bottom : 0, heat));
    return describe(state, found);
  }

  return { controls: [shift.node, temperature.node], aside, draw, shape: (state) => state.logits.length };
}

// logits, and between its two bounds the log-sum-exp, all on one axis
function numberLine(root, state, { z, top, lse, bound }, { left, width }) {
  const plain = state.temperature === 1;
  const high = Math.max(12, 2 * Math.ceil((10.5 + state.temperature * Math.log(z.length)) / 2));
  const p = panel(root, { left, top: 34, width, height: 96 }, [-11, high], [0, 1], uid());
  const ticks = [];
  for (let tick = -10; tick <= high; tick += high > 16 || width < 360 ? 5 : 2) ticks.push(tick);
  axes(p, { xTicks: ticks, yTicks: [], xLabel: "", yLabel: plain ? "log-sum-exp and its bounds" : "T · log-sum-exp(z/T) and its bounds" });
  root.append(svg("line", { x1: left, x2: left + width, y1: 130, y2: 130, class: "nnw-axis" }));
  const [a, m, b] = [p.px(top), p.px(lse), p.px(bound)];
  root.append(svg("rect", { x: a, y: 52, width: Math.max(1, b - a), height: 30, class: "nnw-band" }));
  for (const at of [a, b]) root.append(svg("line", { x1: at, x2: at, y1: 46, y2: 86, class: "nnw-bound" }));
  root.append(svg("line", { x1: m, x2: m, y1: 42, y2: 87, class: "nnw-tangent" }));
  for (const value of z) root.append(svg("circle", { cx: p.px(value), cy: 109, r: 5, class: "nnw-point" }));
  for (const { middle, names } of namesSideBySide(z, p)) root.append(text(middle, 101, names.join(" "), "middle", "nnw-text nnw-faint nnw-halo2"));
  const upper = plain ? `max + log ${z.length}` : `max + T log ${z.length}`;
  const legend = [
    ["nnw-bound", `max z = ${fixed(top)}`],
    ["nnw-tangent", `${plain ? "log-sum-exp" : "T · log-sum-exp(z/T)"} = ${fixed(lse)}`],
    ["nnw-bound", `${upper} = ${fixed(bound)}`],
  ];
  legend.forEach(([kind, words], i) => {
    const y = 182 + 24 * i;
    root.append(svg("line", { x1: left, x2: left + 18, y1: y - 5, y2: y - 5, class: kind }), text(left + 26, y, words));
  });
  return 242;
}

// the names of the logits from left to right: where two would overlap they stand side by side over the middle of their points
function namesSideBySide(z, p) {
  const groups = [];
  for (const { at, name } of z.map((value, i) => ({ at: p.px(value), name: `z${sub(i + 1)}` })).sort((a, b) => a.at - b.at)) {
    let group = { middle: at, names: [name] };
    const reach = ({ names }) => 9 * names.length;
    while (groups.length && groups.at(-1).middle + reach(groups.at(-1)) > group.middle - reach(group)) {
      const last = groups.pop();
      const [m, n] = [last.names.length, group.names.length];
      group = { middle: (m * last.middle + n * group.middle) / (m + n), names: [...last.names, ...group.names] };
    }
    groups.push(group);
  }
  return groups;
}

// rows are outputs, columns inputs; the colour is the share of 1/(4T), the largest an entry can be
function heatMap(root, jacobian, temperature, left, top, side) {
  const count = jacobian.length;
  const cell = side / count;
  const height = Math.min(cell, 52);
  root.append(text(left, top - 26, "Jacobian ∂pᵢ/∂zⱼ", "start", "nnw-text nnw-name"));
  jacobian.forEach((row, i) => {
    const y = top + i * height;
    root.append(text(left - 8, y + height / 2 + 4, `p${sub(i + 1)}`, "end"));
    row.forEach((entry, j) => {
      const x = left + j * cell;
      if (i === 0) root.append(text(x + cell / 2, top - 7, `z${sub(j + 1)}`, "middle"));
      const share = Math.min(1, Math.abs(entry) * 4 * temperature);
      const kind = entry > 0 ? "nnw-plus" : "nnw-minus";
      const words = Math.abs(entry) < 0.0005 ? "0.00" : number(entry, 2).replace(/ × 10.*/, "");
      const shown = Math.abs(entry) < 0.005 ? (entry ? "≈ 0" : "0") : words;
      root.append(
        svg("rect", { x: x + 1, y: y + 1, width: cell - 2, height: height - 2, class: "nnw-cell" }),
        svg("rect", { x: x + 1, y: y + 1, width: cell - 2, height: height - 2, class: kind, style: `fill-opacity:${(0.55 * share).toFixed(3)}` }),
        text(x + cell / 2, y + height / 2 + 4, shown, "middle", `nnw-text nnw-number${cell < 44 ? " nnw-close" : ""}`),
      );
    });
  });
  root.append(text(left, top + count * height + 18, "every row and column sums to 0", "start", "nnw-text nnw-faint"));
  return top + count * height + 28;
}

export default widget({
  name: "softmax-bench",
  label: "Softmax bench",
  traits: ["logits", "temperature", "shift"],
  check,
  build,
});
