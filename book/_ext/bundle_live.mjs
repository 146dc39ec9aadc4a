// Joins each script of book/_live with what it imports and makes it small: node bundle_live.mjs SOURCES TARGET.
// The page's own script is a classic one, because a module does not load in a page opened from a folder; the others are
// modules. Beside them stand the licences of the packages that went in.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const [sources, target] = process.argv.slice(2);
const common = {
  bundle: true,
  minify: true,
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  logLevel: "silent",
  metafile: true,
  outdir: target,
};
const entries = (...names) => names.map((name) => path.join(sources, name));

function told(messages) {
  return messages.map((m) => `${m.location ? `${m.location.file}:${m.location.line}: ` : ""}${m.text}`).join("\n");
}

function licences(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) folders.add(found[1]);
  }
  const texts = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(path.join(folder, file), "utf8").trim() : ""}\n`;
  });
  return texts.sort().join("\n\n");
}

try {
  const results = await Promise.all([
    build({ ...common, format: "iife", entryPoints: entries("live.js", "live.css") }),
    build({ ...common, format: "esm", entryPoints: entries("client.js", "editor.js", "worker.js") }),
  ]);
  const warnings = results.flatMap((result) => result.warnings);
  if (warnings.length) throw new Error(told(warnings));
  const inputs = results.flatMap((result) => Object.keys(result.metafile.inputs));
  writeFileSync(path.join(target, "licences.txt"), licences(inputs));
} catch (error) {
  process.stderr.write(error.errors ? told(error.errors) : String(error.message));
  process.exitCode = 1;
}
