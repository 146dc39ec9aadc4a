/* The bar below the code of one cell: Run (Stop while it runs), Edit, a menu of what is needed rarely, and one line of
   words on what is going on. */
import { button, el } from "./elements.js";

const WORDS = { run: "Run", stop: "Stop", cancel: "Cancel" };
const MENU = [["above", "Run all above"], ["reset", "Reset"], ["stop", "Stop"], ["restart", "Restart"]];
let opened = null; // the bar whose menu is open

export class Bar {
  constructor(cell, number, act) {
    this.cell = cell;
    this.id = cell.dataset.nnCell;
    this.number = number;
    this.act = (action) => act(action, this);
    this.mode = "run";
    this.first = button("Run", () => this.act(this.mode), `Run cell ${number}`, "nn-live-run");
    this.edit = button("Edit", () => this.act("edit"), `Edit cell ${number}`);
    this.more = button("More", () => this.toggle(), `More for cell ${number}`, "nn-live-more");
    this.more.setAttribute("aria-expanded", "false");
    this.says = el("span", { class: "nn-live-says" });
    this.box = el("div", { class: "nn-live-bar", role: "group", "aria-label": `Cell ${number}` }, this.first, this.edit, this.more, this.says);
    this.input = cell.querySelector(".cell_input");
    this.input.append(this.box);
  }

  /* How the cell is doing: "idle", "waiting", "running", "done" or "failed"; the first button does what fits. */
  set state(state) {
    this.box.dataset.state = state;
    this.does({ running: "stop", waiting: "cancel" }[state] ?? "run");
  }

  does(mode) {
    this.mode = mode;
    this.first.textContent = WORDS[mode];
    this.first.setAttribute("aria-label", `${WORDS[mode]} cell ${this.number}`);
  }

  /* Words at the end of the bar, and a button behind them if there is something to offer. */
  say(words, offer = null) {
    this.says.replaceChildren(words, ...(offer ? [" ", button(offer.words, offer.act, `${offer.words}, cell ${this.number}`)] : []));
  }

  toggle() {
    if (opened === this) return this.fold();
    opened?.fold();
    opened = this;
    this.menu = el("span", { class: "nn-live-menu", role: "group", "aria-label": `More for cell ${this.number}` },
      ...MENU.map(([action, words]) => button(words, () => { this.fold(); this.more.focus(); this.act(action); }, `${words}, cell ${this.number}`)));
    this.more.after(this.menu);
    this.more.setAttribute("aria-expanded", "true");
  }

  fold() {
    this.menu?.remove();
    this.menu = opened = null;
    this.more.setAttribute("aria-expanded", "false");
  }
}

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !opened?.box.contains(document.activeElement)) return;
  opened.more.focus();
  opened.fold();
});
addEventListener("click", (event) => {
  if (opened && !opened.box.contains(event.target)) opened.fold();
});
