// Reads {name: style sheet} from standard input and writes the rules of each that some page or script of a built site can use:
// node used_styles.mjs SITE. What a script may add (a class named in it) counts as used.
import { readFileSync } from "node:fs";
import { PurgeCSS } from "purgecss";

const [site] = process.argv.slice(2);
const sheets = Object.entries(JSON.parse(readFileSync(0, "utf8")));
const purged = new PurgeCSS().purge({
  content: [`${site}/**/*.html`, `${site}/_static/**/*.js`],
  // Python itself, its worker and the editor name no class of the theme
  skippedContentGlobs: ["pyodide/**", "worker.js", "editor.js"].map((name) => `${site}/_static/live/${name}`),
  css: sheets.map(([name, raw]) => ({ raw, name })),
  // themes and states are attributes, which scripts set
  safelist: { greedy: [/data-/, /aria-/] },
});
const kept = await purged.catch((error) => {
  const [name] = sheets.find(([, raw]) => raw === error.source) ?? ["a sheet"];
  console.error(`${name}: ${error.reason ?? error.stack}`);
  process.exit(1);
});
process.stdout.write(JSON.stringify(Object.fromEntries(kept.map(({ css }, i) => [sheets[i][0], css]))));
