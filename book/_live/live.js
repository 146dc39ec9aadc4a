/* What a page with live cells loads before anybody wants to run anything: a bar of buttons below the code of each cell.
   The first click fetches the rest (client.js). A classic script, not a module: opened from a folder it has to say why
   nothing runs here, and modules do not load there. */
import { Bar } from "./bar.js";
import { el } from "./elements.js";

const EXERCISE = /\b(?:exercise|check|ask)\(\s*["']([\w-]+)["']/;
const base = new URL(`${document.documentElement.dataset.content_root}_static/live/`, document.baseURI).href;
const cells = [...document.querySelectorAll("div.cell[data-nn-cell]")].filter((cell) => cell.querySelector(".cell_input"));
let page = null;
let tries = 0;

function why() {
  if (location.protocol === "file:") return "The code of this page can be run and edited when the book is read from a web server, not from a folder.";
  if (typeof WebAssembly === "undefined" || typeof Worker === "undefined") return "This browser cannot run the code of this page: it has no WebAssembly.";
  return "";
}

function client() {
  page ??= import(`${new URL("client.js", base).href}${tries ? `?try=${tries}` : ""}`).then(({ open }) => open(base, bars));
  return page;
}

async function act(action, bar) {
  const lost = (what) => bar.say(`${what} did not arrive. Check the connection and try again.`);
  if (!page) bar.say("one moment");
  let there;
  try {
    there = await client();
  } catch {
    page = null;
    tries += 1;
    return lost("The scripts that run code");
  }
  if (bar.says.textContent === "one moment") bar.say("");
  return there.act(action, bar).catch(() => lost("The editor"));
}

const reason = why();
const bars = reason ? [] : cells.map((cell, index) => new Bar(cell, index + 1, act));
if (reason && cells.length) {
  document.documentElement.classList.add("nn-not-live");
  cells[0].before(el("p", { class: "nn-live-note" }, reason));
}
for (const bar of bars) {
  if (!bar.cell.classList.contains("tag_exercise")) continue;
  const when = nnSolved.date(bar.cell.textContent.match(EXERCISE)?.[1]);
  if (when) bar.say(`You solved this on ${when}.`);
}
