// Python in WASM for the tests: starts Pyodide with NumPy, then answers one line of JSON by another until the input ends.
// Everything comes from two folders, the core and the wheels; nothing is fetched. Python may ask the parent process back.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [jobs, core, wheels, inside, deadline] = process.argv.slice(2);
const SKIPPED = /^(__pycache__|node_modules|\.git|_build)$|\.(so|pyc|pyd)$/;
const OUTPUT = 1;

globalThis.fetch = () => {
  throw new Error("the tests in WASM fetch nothing: a wheel is missing in the folder that NN_PYODIDE_WHEELS names");
};

let pieces = [];

/** The next line of the input, waiting for it; null at its end. */
function readLine() {
  for (;;) {
    const last = pieces.at(-1);
    const end = last ? last.indexOf(10) : -1;
    if (end >= 0) {
      const line = Buffer.concat([...pieces.slice(0, -1), last.subarray(0, end)]).toString("utf8");
      pieces = end + 1 < last.length ? [last.subarray(end + 1)] : [];
      return line;
    }
    const piece = Buffer.alloc(1 << 16);
    const count = fs.readSync(Number(jobs), piece);
    if (count === 0) return null;
    pieces.push(piece.subarray(0, count));
  }
}

function writeLine(text) {
  let rest = Buffer.from(text + "\n", "utf8");
  while (rest.length) rest = rest.subarray(fs.writeSync(OUTPUT, rest));
}

/** A file or a folder of this machine into Pyodide's own file system, so that nothing in WASM can change the original. */
function copy(FS, from, to) {
  if (SKIPPED.test(path.basename(from))) return;
  if (!fs.statSync(from).isDirectory()) {
    FS.mkdirTree(path.posix.dirname(to));
    FS.writeFile(to, fs.readFileSync(from));
    return;
  }
  FS.mkdirTree(to);
  for (const name of fs.readdirSync(from)) copy(FS, path.join(from, name), `${to}/${name}`);
}

const { loadPyodide } = await import(pathToFileURL(path.join(core, "pyodide.mjs")));
const pyodide = await loadPyodide({
  indexURL: core + path.sep,
  packageCacheDir: wheels,
  env: { HOME: "/home/pyodide", MPLBACKEND: "AGG", NNLIB_PANEL: "text", PYTHONHASHSEED: "0" },
  stdout: () => {},
  stderr: (text) => fs.writeSync(2, text + "\n"),
});

/** Load packages of the lock file; a wheel that is missing or is not what the lock says stops the run. */
async function load(names) {
  const troubles = [];
  await pyodide.loadPackage(names, { messageCallback: () => {}, errorCallback: (text) => troubles.push(text) });
  const absent = names.filter((name) => !(name in pyodide.loadedPackages));
  if (troubles.length || absent.length) throw new Error([...troubles, `not loaded: ${absent}`].join("; "));
}

// the page's own clock; as text, since Node takes a .js file for another kind of module than browsers do
const clock = await import("data:text/javascript," + encodeURIComponent(fs.readFileSync(deadline, "utf8")));
clock.offerDeadline(pyodide);
pyodide.registerJsModule("nn_parent", {
  ask: (text) => {
    writeLine(JSON.stringify({ ask: text }));
    return readLine();
  },
});
await load(["numpy"]);
copy(pyodide.FS, inside, "/home/pyodide/inside.py");
const called = pyodide.pyimport("inside").called;
writeLine(JSON.stringify({ ready: pyodide.version }));

for (let line = readLine(); line !== null; line = readLine()) {
  const job = JSON.parse(line);
  let answer;
  try {
    if (job.copy) {
      for (const [from, to] of job.copy) copy(pyodide.FS, from, to);
      answer = "{}";
    } else if (job.load) {
      await load(job.load);
      answer = "{}";
    } else {
      answer = called(line);
    }
  } catch (error) {
    answer = JSON.stringify({ broken: String(error.stack || error) }); // Pyodide itself gave up: nothing can run after it
  }
  writeLine(answer);
}
