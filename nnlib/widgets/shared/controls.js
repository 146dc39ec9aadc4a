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
function keepKeys(control) {
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
