// The page's scripts come once it has been read and painted, so that its first widget does not wait for them.
// A page in a hidden tab is not painted: there a moment's wait is enough. Who comes to a place within the page, or back to it
// (layout.html: no nn-early), has them at once: what they fold must not move that place away.
(() => {
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    for (const { href } of document.querySelectorAll("link[data-late]")) {
      const script = document.createElement("script");
      script.src = href;
      script.async = false; // one after the other
      document.head.append(script);
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    if (!document.documentElement.classList.contains("nn-early")) return begin();
    requestAnimationFrame(() => setTimeout(begin));
    setTimeout(begin, 300);
  });
})();
