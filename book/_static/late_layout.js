/* While a page comes in, the browser lays out what can be seen and leaves the rest (book.css, .nn-early), so that it is read
   and its first widget answers sooner. When all is there, the rest is laid out piece by piece, whenever there is nothing to do. */
(() => {
  const root = document.documentElement;
  if (!root.classList.contains("nn-early")) return;
  const soon = globalThis.requestIdleCallback ?? ((run) => setTimeout(() => run({ timeRemaining: () => 0 }), 1));
  const PIECE = 8;

  function rest(blocks) {
    soon(() => {
      for (const block of blocks.splice(0, PIECE)) block.classList.add("nn-laid-out");
      if (blocks.length) {
        void root.offsetHeight; // now, while there is time, and not all of it with the next picture
        return rest(blocks);
      }
      root.classList.remove("nn-early");
      for (const block of document.querySelectorAll(".nn-laid-out")) block.classList.remove("nn-laid-out");
      document.dispatchEvent(new Event("nn-laid-out"));
    }, { timeout: 200 });
  }

  const start = () => rest([...document.querySelectorAll(".bd-article section > :not(section)")]);
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
})();
