/* Python in a worker of its own: loads Pyodide from beside this file and nowhere else, then runs one cell after another.
   What a cell does comes from nnlib.live as events; this file only carries them. */
import { offerDeadline } from "./deadline.js";

const SERVED = ["matplotlib"]; // what a cell may ask for beyond NumPy and nnlib
const GLUE = `
import importlib, json
importlib.invalidate_caches()
from nnlib.live import Session

lambda send: Session(lambda event: send(json.dumps(event)))
`;
// matplotlib lists all fonts it finds at its first plot; those of PostScript are never drawn with here, and cost a second
const WITHOUT_AFM = `
import shutil, sysconfig
for _kind in ("afm", "pdfcorefonts"):
    shutil.rmtree(f"{sysconfig.get_path('purelib')}/matplotlib/mpl-data/fonts/{_kind}", ignore_errors=True)
`;
let python = null;
let session = null;
let current = 0;
let work = Promise.resolve();

const progress = (what) => postMessage({ type: "progress", what });
const sendEvent = (event) => postMessage({ type: "event", id: current, event });
const quiet = { messageCallback() {}, errorCallback() {} };

async function archive(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`status ${answer.status} for ${address}`);
  return answer.arrayBuffer();
}

/* Pyodide notes a package that did not arrive whole on the console and goes on; here it is an error. */
async function load(name) {
  await python.loadPackage(name, quiet);
  if (!python.loadedPackages[name]) throw new Error("a file did not arrive as it was built");
  if (name === "matplotlib") python.runPython(WITHOUT_AFM);
}

async function start({ base, version }) {
  let what = "Python";
  const next = (name) => progress((what = name));
  const query = version ? `?v=${version}` : "";
  try {
    next("Python");
    const files = await (await fetch(`${base}files.json`)).json();
    const wheel = archive(`${base}${files.wheel}${query}`);
    wheel.catch(() => {}); // awaited below
    const { loadPyodide } = await import(`${base}pyodide/pyodide.mjs`);
    python = await loadPyodide({ indexURL: `${base}pyodide/`, env: { MPLBACKEND: "agg" }, stdout() {}, stderr() {} });
    next("NumPy");
    await load("numpy");
    next("nnlib");
    python.unpackArchive(await wheel, "wheel", { extractDir: python.runPython("import sysconfig; sysconfig.get_path('purelib')") });
    offerDeadline(python);
    session = python.runPython(GLUE)((text) => sendEvent(JSON.parse(text)));
    globalThis.close = () => {}; // a cell that closed the worker would leave the page waiting
    postMessage({ type: "ready" });
  } catch (problem) {
    fail(`${what} could not be loaded: ${words(problem)}. Check the connection and run again; if it stays so, a file on the server is damaged.`);
  }
}

async function run({ id, cell, source }) {
  current = id;
  try {
    const needed = session.needs(source);
    const missing = needed.toJs().filter((name) => SERVED.includes(name) && !python.loadedPackages[name]);
    needed.destroy();
    for (const name of missing) {
      progress(name);
      try {
        await load(name);
      } catch (problem) {
        const text = `${name} could not be loaded: ${words(problem)}. Check the connection and run the cell again.`;
        sendEvent({ kind: "error", name: "ImportError", text, traceback: "", line: null });
        return postMessage({ type: "done", id, ok: false });
      }
    }
    const result = session.run(cell, source);
    const ok = result.get("ok");
    result.destroy();
    return postMessage({ type: "done", id, ok });
  } catch (problem) { // nnlib.live catches whatever a cell raises: this is the interpreter itself
    return fail(`Python itself broke down in this cell: ${words(problem)}. The next run starts it anew.`);
  }
}

function words(problem) {
  const last = String(problem?.message ?? problem).trim().split("\n").at(-1);
  if (/call stack|recursion/i.test(last)) return "calls were nested too deeply";
  if (/out of memory|allocation failed|memory\.grow/i.test(last)) return "there was not enough memory";
  return last.replace(/\.$/, "").slice(0, 200);
}

function fail(reason) {
  postMessage({ type: "failed", reason });
}

addEventListener("message", ({ data }) => {
  if (data.type === "start") work = start(data);
  if (data.type === "run") work = work.then(() => session && run(data));
});
