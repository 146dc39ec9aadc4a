/* Announcements: hides those whose last day has ended and those that this browser's reader has dismissed. */
/* The page gets it as one line, so a comment has to be closed and every statement ended. */
(() => {
  const MEMORY = "nn-dismissed"; /* a list of keys in this browser, sent nowhere */
  const box = document.currentScript.previousElementSibling;
  const landmark = box.closest("aside") ?? box;
  const read = () => { try { return JSON.parse(localStorage.getItem(MEMORY)) ?? []; } catch { return []; } };
  const remember = (key) => { try { localStorage.setItem(MEMORY, JSON.stringify([...new Set([...read(), key])].slice(-50))); } catch { /* not allowed: it stays away on this page */ } };
  const left = () => [...box.children].filter((item) => !item.hidden);
  const close = () => { landmark.hidden = left().length === 0; };
  for (const item of box.children) {
    item.hidden = Date.now() >= Date.parse(item.dataset.until) || read().includes(item.dataset.key);
    const button = item.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => {
      remember(item.dataset.key);
      item.hidden = true;
      close();
      /* the keyboard goes on where the reader is: at the next announcement, or at the page's own text */
      const next = left()[0]?.querySelector("button") ?? document.querySelector("main");
      if (next?.matches("main") && !next.hasAttribute("tabindex")) next.tabIndex = -1;
      next?.focus({ preventScroll: true });
    });
  }
  close();
})();
