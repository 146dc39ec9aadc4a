// The page's scripts come once it has been read and painted, so that its first widget does not wait for them.
// A page in a hidden tab is not painted: there a moment's wait is enough.
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
    requestAnimationFrame(() => setTimeout(begin));
    setTimeout(begin, 300);
  });
})();
