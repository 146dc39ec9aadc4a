/* What a cell gives when it runs, in the place of what is printed in the book. Every text goes in as text, every picture
   as a picture: nothing that a cell prints, returns or raises is read as markup. */
import { el } from "./elements.js";
import { panel } from "./panel.js";

const PICTURES = new Set(["image/svg+xml", "image/png"]);
const note = (words) => el("p", { class: "nn-live-note" }, words);

export class Output {
  constructor(cell) {
    this.cell = cell;
    this.printed = cell.querySelector(".cell_output");
    this.box = null;
  }

  /* The cell starts: the printed output gives way; a figure's caption stays, and what links to it still arrives. */
  begin() {
    if (!this.box) {
      this.box = el("div", { class: "cell_output nn-live-output" });
      if (this.printed) this.printed.before(this.box);
      else this.cell.querySelector(".cell_input").after(this.box);
    }
    this.printed?.classList.add("nn-live-replaced");
    this.box.replaceChildren();
    this.stream = null;
  }

  restore() {
    this.box?.remove();
    this.box = this.stream = null;
    this.printed?.classList.remove("nn-live-replaced");
  }

  /* One event of nnlib.live; those it does not know are passed over. */
  show(event) {
    if (event.kind === "stream") return this.print(event.name === "stderr" ? "stderr" : "stdout", String(event.text));
    const made = this.make(event);
    this.stream = null;
    if (made) this.box.append(made);
  }

  make(event) {
    switch (event.kind) {
      case "value": return block("Value", String(event.text));
      case "error": return block("Error", trace(event), "nn-live-error");
      case "figure": return picture(event);
      case "panel": return panel(event, this.cell);
      case "clipped": return note(`Only the first ${event.limit.toLocaleString("en-GB")} characters are shown.`);
      case "figures-clipped": return note(`Only the first ${event.shown} figures are shown.`);
      default: return null;
    }
  }

  print(name, text) {
    if (this.stream?.name !== name) {
      const made = name === "stderr" ? block("Messages and warnings", "", "nn-live-stderr") : block("Printed", "");
      this.box.append(made);
      this.stream = { name, text: made.querySelector("pre").appendChild(document.createTextNode("")) };
    }
    this.stream.text.appendData(text);
  }
}

/* Text that keeps its spaces; it scrolls in itself, by keyboard too. */
function block(name, text, kind = "") {
  return el("div", { class: `output nn-live-text ${kind}`.trim() }, el("pre", { tabindex: "0", role: "group", "aria-label": name }, text));
}

function trace({ name, text, traceback }) {
  return String(traceback || (text ? `${name}: ${text}` : name)).trimEnd();
}

function picture({ mime, data, alt }) {
  if (!PICTURES.has(mime) || !/^[A-Za-z0-9+/=\s]*$/.test(data)) return note("A picture came in a form that this page does not show.");
  return el("div", { class: "output" }, el("img", { class: "nn-live-picture", src: `data:${mime};base64,${data}`, alt: alt || "A figure without a description" }));
}
