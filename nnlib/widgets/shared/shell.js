// What all widgets do alike: check the state, lay out controls, picture and text line, redraw on every change, reset.

import { html, button } from "./controls.js";
import { svg } from "./plot.js";

// A state the picture cannot show: said in the widget, in place of the picture.
export function reject(el, error) {
  const words = html("p", { class: "nnw-error", role: "alert" }, `This widget cannot be shown. ${error.message}`);
  el.replaceChildren(words);
}

export function expectNumber(name, value, low, high) {
  if (typeof value === "number" && value >= low && value <= high) return;
  throw new Error(`${name} expects a number from ${low} to ${high}, got ${JSON.stringify(value)}.`);
}

export function expectOneOf(name, value, names) {
  if (names.includes(value)) return;
  throw new Error(`${name} expects one of ${names.join(", ")}, got ${JSON.stringify(value)}.`);
}

export function expectNumbers(name, values, low, high) {
  const found = JSON.stringify(values);
  if (!Array.isArray(values) || values.length < 3 || values.length > 6) {
    throw new Error(`${name} expects a list of 3 to 6 numbers, got ${found}.`);
  }
  values.forEach((value, i) => expectNumber(`${name}[${i}]`, value, low, high));
}

// name, label: what it is called in the page and aloud; traits: the names of its state; check(state) throws.
// build({change, state, root}) gives {controls, aside?, shape?, draw}: the elements above the picture, what the layout
// depends on, and draw({state, root, width}), which fills the empty <svg> root and returns the text line.
export function widget({ name, label, traits, check, build }) {
  function render({ model, el }) {
    el.classList.add("nn-widget");
    el.dataset.nnWidget = name;
    const read = () => Object.fromEntries(traits.map((trait) => [trait, structuredClone(model.get(trait))]));
    let view = null;
    let initial = null;
    let held = false; // several traits that change together are drawn once, when all are set
    const change = (values) => {
      held = true;
      for (const [trait, value] of Object.entries(values)) model.set(trait, value);
      held = false;
      redraw();
      model.save_changes();
    };

    function open(state) {
      initial ??= state;
      const root = svg("svg", { class: "nnw-picture", role: "img" });
      const status = html("p", { class: "nnw-status", role: "status", "aria-live": "polite" });
      const parts = build({ change, state, root });
      const reset = button("Reset", () => change(structuredClone(initial)));
      const figure = html("div", { class: "nnw-figure" }, root);
      el.setAttribute("role", "group");
      el.setAttribute("aria-label", label);
      el.replaceChildren(html("div", { class: "nnw-controls" }, ...parts.controls, reset), ...(parts.aside ?? []), figure, status);
      view = { ...parts, root, status, figure, built: parts.shape?.(state) };
    }

    function redraw() {
      if (held) return;
      const state = read();
      try {
        check(state);
        // another number of controls (or the way back from an error) needs another layout
        if (!view || view.built !== view.shape?.(state)) open(state);
        const width = Math.max(260, Math.round(view.figure.clientWidth || 640));
        view.root.replaceChildren();
        const words = view.draw({ state, root: view.root, width });
        view.root.setAttribute("aria-label", words);
        if (view.status.textContent !== words) view.status.textContent = words;
      } catch (error) {
        view = null;
        reject(el, error);
      }
    }

    redraw();
    const events = traits.map((trait) => `change:${trait}`);
    for (const event of events) model.on(event, redraw);
    let seen = el.clientWidth;
    const observer = new ResizeObserver(() => {
      if (el.clientWidth === seen) return;
      seen = el.clientWidth;
      redraw();
    });
    observer.observe(el);
    return () => {
      observer.disconnect();
      for (const event of events) model.off(event, redraw);
    };
  }
  return { render };
}

export function size(root, width, height) {
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.setAttribute("width", width);
  root.setAttribute("height", height);
}
