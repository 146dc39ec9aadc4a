/* One cell on the page: its source (the book's, or what the reader made of it), its output, and how it is doing. */
import { Output } from "./outputs.js";

export class Cell {
  constructor(bar, data, page) {
    this.bar = bar;
    this.data = data;
    this.page = page;
    this.output = new Output(bar.cell);
    this.editor = null;
    this.job = null;
    this.hasRun = false; // in the Python that is there now
  }

  get name() {
    return `Cell ${this.bar.number}`;
  }

  get source() {
    return this.editor?.text ?? this.data.source;
  }

  get isStub() {
    return Boolean(this.data.exercise) && !this.isSolution;
  }

  get isSolution() {
    return this.data.tags.includes("solution");
  }

  get isUntouchedStub() {
    return this.isStub && this.source === this.data.source;
  }

  /* --- what the kernel tells of a job --- */

  /* A job that runs this cell as it is now; `then` is called with whether it went well. */
  makeJob(then = () => {}) {
    const job = { cell: this.data.id, source: this.source };
    const mine = (act) => (...args) => { if (this.job === job) act(...args); };
    job.waits = mine((words) => this.waits(words));
    job.begins = mine(() => this.begins());
    job.loads = mine((what) => this.bar.say(`loading ${what}`));
    job.hears = mine((event) => this.hears(event));
    job.ends = (ok, seconds) => { mine(() => this.ends(ok, seconds))(); then(ok); };
    job.drops = mine((words, state) => { this.rest(state); this.bar.say(words); });
    this.job = job;
    return job;
  }

  waits(words) {
    this.bar.state = "waiting";
    this.bar.say(words);
  }

  begins() {
    this.bar.state = "running";
    this.bar.say("running");
    this.output.begin();
    this.hasRun = true;
    this.failed = null;
    this.verdict = "";
    const since = performance.now();
    this.clock = setInterval(() => this.bar.say(`running, ${Math.floor((performance.now() - since) / 1000)} s`), 1000);
  }

  hears(event) {
    this.output.show(event);
    if (event.kind === "error") this.failed = event;
    if (event.kind !== "panel") return;
    this.verdict = event.message;
    if (event.status === "right" && !this.isSolution) this.solved = nnSolved.remember(event.exercise, event.code);
  }

  ends(ok, seconds) {
    this.rest(ok ? "done" : "failed");
    const took = seconds >= 1 ? ` in ${seconds.toFixed(1)} s` : "";
    if (ok) {
      this.bar.say(this.solvedWords() || (took ? `done${took}` : ""));
      this.page.announce(this.verdict || `${this.name}: done${took}`);
      return;
    }
    const error = this.failed?.name ?? "an error";
    const unknown = error === "NameError" && this.page.hasUnrun(this);
    this.bar.say(unknown ? "A name is missing, and cells above have not run." : `stopped at ${error}${this.line()}`, unknown ? this.offer() : null);
    this.page.announce(`${this.name}: ${error}`);
  }

  line() {
    return this.failed?.line ? ` in line ${this.failed.line}` : "";
  }

  solvedWords() {
    if (this.solved === undefined) return "";
    const kept = this.solved;
    this.solved = undefined;
    return kept ? "Solved, and remembered in this browser." : "Solved. This browser keeps nothing for pages, so it is not remembered.";
  }

  rest(state = "idle") {
    clearInterval(this.clock);
    this.job = null;
    this.bar.state = state;
  }

  /* --- what befalls it --- */

  offer() {
    return { words: "Run all above and this cell", act: () => this.bar.act("above-and-this") };
  }

  /* Python has ended, and with it what this cell had made. */
  losesVariables(words) {
    if (!this.hasRun) return;
    this.hasRun = false;
    this.bar.say(`${words} The variables are gone.`, this.offer());
  }

  async edit(draft) {
    this.opening ??= this.page.makeEditor(this, draft);
    try {
      this.editor = await this.opening;
    } catch (problem) {
      this.opening = null;
      throw problem;
    }
    this.bar.edit.hidden = true;
    this.editor.focus();
  }

  /* Source and output as the book has them. What still runs goes on, but shows nothing here. */
  reset() {
    if (this.job) this.page.kernel.cancel(this.job, "");
    this.rest();
    this.editor?.remove();
    this.editor = this.opening = null;
    this.bar.edit.hidden = false;
    this.output.restore();
    const when = this.isStub ? nnSolved.date(this.data.exercise) : "";
    this.bar.say(when ? `You solved this on ${when}.` : "");
  }
}
