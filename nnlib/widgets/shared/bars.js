// A row of a table that is also a control: a slider on the left, what it does to the output as a bar on the right.

import { html, range } from "./controls.js";
import { fixed } from "./format.js";

// set(value, spans, words): the slider's value, the coloured stretches of the bar (from, to in 0..1), the number printed
export function barRow({ label, spoken, min, max, onInput }) {
  const slider = range({ label, spoken, min, max, step: 0.1, say: (value) => fixed(value, 1), onInput });
  const track = html("div", { class: "nnw-track", "aria-hidden": "true" });
  const words = html("span", { class: "nnw-value" });
  const node = html("div", { class: "nnw-row" }, slider.node, track, words);
  const set = (value, spans, shown) => {
    slider.set(value);
    words.textContent = shown;
    track.replaceChildren(
      ...spans.map(({ from, to, kind = "nnw-fill" }) => {
        const span = html("span", { class: kind });
        span.style.left = `${100 * Math.min(from, to)}%`;
        span.style.width = `${100 * Math.abs(to - from)}%`;
        return span;
      }),
    );
  };
  return { node, set };
}
