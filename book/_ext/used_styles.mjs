// Writes the rules of a style sheet that some page or script of a built site can use:
// node used_styles.mjs SITE SHEET TARGET. What a script may add (a class named in it) counts as used.
import { writeFileSync } from "node:fs";
import { PurgeCSS } from "purgecss";

const [site, sheet, target] = process.argv.slice(2);
const [kept] = await new PurgeCSS().purge({
  content: [`${site}/**/*.html`, `${site}/_static/**/*.js`],
  // Python itself, its worker and the editor name no class of the theme
  skippedContentGlobs: ["pyodide/**", "worker.js", "editor.js"].map((name) => `${site}/_static/live/${name}`),
  css: [sheet],
  // themes and states are attributes, which scripts set
  safelist: { greedy: [/data-/, /aria-/] },
});
if (!kept?.css) throw new Error(`nothing of ${sheet} is left`);
writeFileSync(target, kept.css);
