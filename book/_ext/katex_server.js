// Typesets one formula per line of standard input: {"tex", "display"} in, {"html"} or {"error"} out, in order.
"use strict";
const katex = require(require.resolve("katex", { paths: [process.argv[2]] }));
const lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const { tex, display } = JSON.parse(line);
  let answer;
  try {
    answer = {
      html: katex.renderToString(tex, { displayMode: display, output: "htmlAndMathml", strict: "error", trust: false }),
    };
  } catch (error) {
    answer = { error: String(error.message) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
