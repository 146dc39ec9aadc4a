/* The live cells of one page, from the first click on: what a button does, and what one cell means for the others. */
import { Cell } from "./cell.js";
import { ask, hasAgreed } from "./consent.js";
import { Drafts } from "./drafts.js";
import { el } from "./elements.js";
import { Kernel } from "./kernel.js";

async function fetched(address, cache) {
  const answer = await fetch(address, { cache });
  if (!answer.ok) throw new Error(`${address}: expected a file, got status ${answer.status}`);
  return answer.json();
}

/* The page's place below the site's root, as its file of cells is called: book/part/key.html is book-part-key. */
function pageName(base) {
  const root = new URL("../../", base).pathname;
  const place = decodeURIComponent(location.pathname).slice(decodeURIComponent(root).length);
  return place.replace(/(^|\/)$/, "$1index").replace(/\.html$/, "").replaceAll("/", "-");
}

export async function open(base, bars) {
  const files = await fetched(new URL("files.json", base), "no-cache");
  const version = files.version ? `?v=${files.version}` : "";
  const all = await fetched(new URL(`cells/${pageName(base)}.json${version}`, base), "default");
  return new Page(base, files, all, bars);
}

class Page {
  constructor(base, files, all, bars) {
    this.base = base;
    this.files = files;
    this.kernel = new Kernel(base, files.version, (words) => this.lost(words));
    this.drafts = new Drafts(pageName(base));
    const byId = new Map(bars.map((bar) => [bar.id, bar]));
    // in the order of the notebook: cells with a bar, and the data of those that only make the state
    this.all = all.map((data) => (byId.has(data.id) ? new Cell(byId.get(data.id), data, this) : data));
    this.cells = this.all.filter((cell) => cell instanceof Cell);
    this.status = el("p", { class: "nn-visually-hidden", role: "status" });
    document.body.append(this.status);
  }

  announce(words) {
    this.status.textContent = words;
  }

  async act(action, bar) {
    const cell = this.cells.find((other) => other.bar === bar);
    if (!cell) return bar.say("This cell is not in the list of cells that can run here.");
    if (action === "edit") return cell.edit(this.drafts.of(cell));
    if (action === "cancel") return this.kernel.cancel(cell.job, "taken out of the queue");
    if (action === "stop") return this.stop("Python was stopped.", cell);
    if (action === "reset") {
      this.drafts.forget(cell);
      return cell.reset();
    }
    if (action === "restart") return this.restart(cell);
    if (cell.isStub && action === "run" && !cell.editor) await cell.edit(this.drafts.of(cell));
    return this.agreed(cell, () => this.run(action, cell));
  }

  agreed(cell, go) {
    if (hasAgreed()) return go();
    return ask(cell.bar.input, this.files.sizes, go, cell.bar.first);
  }

  /* --- running --- */

  run(action, cell) {
    const above = this.above(cell);
    if (action === "run") {
      // nearly every cell needs the page's first one, its imports, which the reader has no reason to know
      return this.queue([...above.slice(0, 1).filter((each) => !each.hasRun), cell]);
    }
    if (action === "above" && !above.length) return cell.bar.say("There is nothing above to run.");
    return this.queue(action === "above" ? above : [...above, cell]);
  }

  /* What makes the state that a cell begins with. A solution is no part of it, as in the edition that has none, unless
     another solution is asked for; an exercise that nobody has begun would hide a name behind an empty function. */
  above(cell) {
    const before = this.all.slice(0, this.all.indexOf(cell));
    return before.filter((each) => {
      if (!(each instanceof Cell)) return each.kind === "quiet";
      return !(each.isSolution && !cell.isSolution) && !each.isUntouchedStub;
    });
  }

  hasUnrun(cell) {
    return this.above(cell).some((each) => each instanceof Cell && !each.hasRun);
  }

  /* Queue cells in a row: what fails ends the row. */
  queue(row) {
    const jobs = [];
    const then = (ok, cell) => {
      if (ok || cell.data?.tags.includes("raises-exception")) return;
      const left = jobs.splice(0).filter((job) => this.kernel.jobs.includes(job));
      const words = `not run: ${cell.name ? cell.name.toLowerCase() : "a cell that is not shown here"} stopped at an error`;
      for (const job of left) this.kernel.cancel(job, words);
      if (!cell.name) row.at(-1).bar?.say(words);
    };
    for (const cell of row) {
      if (cell.job) continue; // it runs or waits already
      jobs.push(cell instanceof Cell ? cell.makeJob((ok) => then(ok, cell)) : quietJob(cell, (ok) => then(ok, cell)));
    }
    for (const job of [...jobs]) this.kernel.run(job);
    const last = row.at(-1);
    if (last.job && last.job !== this.kernel.running) this.announce(`${last.name}: ${last.bar.says.textContent}`);
  }

  stop(words, cell) {
    if (!this.kernel.worker) return cell.bar.say("Python is not running.");
    return this.kernel.end(words);
  }

  restart(cell) {
    return this.agreed(cell, () => {
      this.kernel.end("Python was restarted.");
      this.kernel.start();
      if (!cell.bar.says.textContent) cell.bar.say("Python starts anew.");
    });
  }

  lost(words) {
    const some = this.cells.some((cell) => cell.hasRun);
    for (const cell of this.cells) cell.losesVariables(words);
    this.announce(some ? `${words} The variables of all cells are gone.` : words);
  }

  /* --- editing --- */

  async makeEditor(cell, draft) {
    const address = new URL("editor.js", this.base);
    if (this.files.version) address.searchParams.set("v", this.files.version);
    const { Editor } = await import(address.href);
    return new Editor({
      input: cell.bar.input,
      before: cell.bar.box,
      source: draft ?? cell.data.source,
      name: `Code of cell ${cell.bar.number}`,
      run: () => { if (cell.bar.mode === "run") this.act("run", cell.bar); },
      changed: (text) => this.drafts.keep(cell, text),
    });
  }
}

/* A cell that the page does not show: it makes names, and what it prints is nobody's. */
function quietJob({ id, source }, then) {
  const nothing = () => {};
  return { cell: id, source, waits: nothing, begins: nothing, loads: nothing, hears: nothing, drops: nothing, ends: then };
}
