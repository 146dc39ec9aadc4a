// Labelled controls. Each has a visible label, says its value aloud, and can be set without firing.

export function html(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function uid() {
  return `nnw-${Math.random().toString(36).slice(2, 10)}`;
}

// JupyterLab takes arrow keys from native inputs unless the control itself asks it not to.
export function keepKeys(control) {
  const claim = () => control.setAttribute("data-lm-suppress-shortcuts", "true");
  claim();
  control.addEventListener("focusin", claim);
  return control;
}

// say(value) is what is shown beside the slider and spoken; from and to map a value to the slider's position and back
export function range({ label, spoken, min, max, step, say, onInput, from = (v) => v, to = (v) => v }) {
  const id = uid();
  const input = keepKeys(html("input", { type: "range", id, min, max, step }));
  if (spoken) input.setAttribute("aria-label", spoken);
  const shown = html("output", { for: id });
  const node = html("div", { class: "nnw-control nnw-range" }, html("label", { for: id }, label), input, shown);
  input.addEventListener("input", () => onInput(to(Number(input.value))));
  const set = (value) => {
    input.value = from(value);
    shown.textContent = say(value);
    input.setAttribute("aria-valuetext", say(value));
  };
  return { node, input, set };
}

export function select({ label, options, onInput }) {
  const id = uid();
  const input = keepKeys(html("select", { id }));
  for (const [value, words] of options) input.append(html("option", { value }, words));
  const node = html("div", { class: "nnw-control nnw-select" }, html("label", { for: id }, label), input);
  input.addEventListener("change", () => onInput(input.value));
  return { node, input, set: (value) => (input.value = value) };
}

export function button(label, onClick) {
  const node = html("button", { type: "button", class: "nnw-button" }, label);
  node.addEventListener("click", onClick);
  return node;
}

// a yes-or-no setting
export function toggle({ label, onInput }) {
  const id = uid();
  const input = keepKeys(html("input", { type: "checkbox", id }));
  const node = html("div", { class: "nnw-control nnw-toggle" }, input, html("label", { for: id }, label));
  input.addEventListener("change", () => onInput(input.checked));
  return { node, input, set: (value) => (input.checked = value) };
}

// a number that is typed; what the picture cannot show (empty, outside the limits) is put back when the field is left
export function entry({ label, spoken, min, max, step = "any", onInput }) {
  const id = uid();
  const input = keepKeys(html("input", { type: "number", id, min, max, step, inputmode: "decimal" }));
  if (spoken) input.setAttribute("aria-label", spoken);
  let held = 0;
  const fits = () => input.value !== "" && Number(input.value) >= min && Number(input.value) <= max;
  input.addEventListener("input", () => fits() && onInput(Number(input.value)));
  input.addEventListener("change", () => fits() || (input.value = held));
  const node = html("div", { class: "nnw-control nnw-entry" }, ...(label ? [html("label", { for: id }, label)] : []), input);
  const set = (value) => {
    held = value;
    if (input.value === "" || Number(input.value) !== value) input.value = value;
  };
  return { node, input, set };
}

// a matrix of such numbers: onInput(row, column, value), set(values)
export function entries({ label, rows, columns, min, max, step, onInput }) {
  const cells = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) =>
      entry({ spoken: `${label}, row ${i + 1}, column ${j + 1}`, min, max, step, onInput: (value) => onInput(i, j, value) }),
    ),
  );
  const grid = html("div", { class: "nnw-entries", role: "group", "aria-label": label }, ...cells.flat().map((cell) => cell.node));
  grid.style.gridTemplateColumns = `repeat(${columns}, minmax(2.6rem, 4.5rem))`;
  const node = html("div", { class: "nnw-control nnw-stacked" }, html("span", { class: "nnw-caption", "aria-hidden": "true" }, label), grid);
  return { node, cells, set: (values) => values.forEach((row, i) => row.forEach((value, j) => cells[i][j].set(value))) };
}

// what belongs together stays in one line, with a name for those who hear it
export function together(label, ...nodes) {
  return html("div", { class: "nnw-control nnw-group", role: "group", "aria-label": label }, ...nodes);
}
