/* One worker with Python in it, and the queue of what it has to run. The page sends one job at a time, so that a job's
   place in the queue can be told, a job can be taken back, and nothing is lost but what a stopped Python knew. */
const ordinal = (n) => `${n}${n % 100 > 10 && n % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][n % 10] ?? "th"}`;

/* A job is {cell, source} and calls: waits(words), begins(), loads(what), hears(event), ends(ok, seconds), drops(words). */
export class Kernel {
  constructor(base, version, gone) {
    this.base = base;
    this.version = version;
    this.gone = gone; // called with a sentence when Python ends and with it all variables
    this.jobs = [];
    this.sent = 0;
    this.worker = null;
  }

  run(job) {
    this.jobs.push(job);
    this.start();
    this.next();
  }

  cancel(job, words) {
    if (job === this.running) return;
    this.jobs = this.jobs.filter((other) => other !== job);
    job.drops(words, "idle");
    this.tellPlaces();
  }

  start() {
    if (this.worker) return;
    const address = new URL("worker.js", this.base);
    if (this.version) address.searchParams.set("v", this.version);
    const worker = new Worker(address, { type: "module", name: "Python" });
    this.worker = worker;
    this.ready = false;
    this.loading = "Python";
    worker.onmessage = ({ data }) => { if (worker === this.worker) this.heard(data); };
    worker.onerror = (event) => {
      event.preventDefault();
      if (worker === this.worker) this.end(event.message ? `Python has ended: ${event.message}.` : "The script that runs Python did not arrive.");
    };
    worker.postMessage({ type: "start", base: this.base, version: this.version });
  }

  heard(message) {
    const { running } = this;
    if (message.type === "progress") {
      if (this.ready) running?.loads(message.what);
      this.loading = message.what;
      this.tellPlaces();
    } else if (message.type === "ready") {
      this.ready = true;
      this.next();
    } else if (message.type === "failed") {
      this.end(message.reason);
    } else if (running && message.id === this.sent) {
      if (message.type === "event") running.hears(message.event);
      if (message.type === "done") {
        this.running = null;
        running.ends(message.ok, (performance.now() - this.since) / 1000);
        this.next();
      }
    }
  }

  next() {
    if (this.ready && !this.running && this.jobs.length) {
      this.running = this.jobs.shift();
      this.sent += 1;
      this.since = performance.now();
      this.running.begins();
      this.worker.postMessage({ type: "run", id: this.sent, cell: this.running.cell, source: this.running.source });
    }
    this.tellPlaces();
  }

  tellPlaces() {
    this.jobs.forEach((job, index) => {
      if (index) job.waits(`${ordinal(index + 1)} in the queue`);
      else job.waits(this.ready ? "next in the queue" : `waiting for Python: loading ${this.loading}`);
    });
  }

  /* End Python. What ran or waited is told why; the next job starts a new one. */
  end(words) {
    this.worker?.terminate();
    const lost = [...(this.running ? [this.running] : []), ...this.jobs];
    this.worker = this.running = null;
    this.ready = false;
    this.jobs = [];
    for (const job of lost) job.drops(words, "failed");
    this.gone(words);
  }
}
