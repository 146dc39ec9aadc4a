// The page's host: gives every [data-nn-widget] its module, with no kernel. A classic script, loaded async; it finds the
// modules beside itself. The build fills in VERSIONS, a hash a module, so that a new build is never read from a cache.

(() => {
  const VERSIONS = {};
  const base = new URL("./", document.currentScript.src);

  // anywidget's model without a Python side: what is set is there at once, and listeners hear of it
  function pageModel(state) {
    const listeners = new Map();
    const of = (event) => listeners.get(event) ?? listeners.set(event, new Set()).get(event);
    return {
      get: (name) => state[name],
      set(name, value) {
        if (JSON.stringify(state[name]) === JSON.stringify(value)) return;
        state[name] = value;
        for (const listener of of(`change:${name}`)) listener();
      },
      save_changes() {},
      on: (event, listener) => of(event).add(listener),
      off: (event, listener) => of(event).delete(listener),
    };
  }

  function complain(el, words) {
    const line = document.createElement("p");
    line.className = "nnw-error";
    line.setAttribute("role", "alert");
    line.textContent = words;
    el.append(line);
  }

  // A page opened from a folder may not import modules; there the classic copy of the module is loaded.
  function load(name) {
    const version = VERSIONS[name] ? `?v=${VERSIONS[name]}` : "";
    if (location.protocol !== "file:") return import(new URL(`${name}.js${version}`, base).href).then((module) => module.default);
    return new Promise((resolve, refuse) => {
      const script = document.createElement("script");
      script.src = new URL(`${name}.classic.js`, base).href;
      script.onload = () => resolve(globalThis.nnWidgets[name]);
      script.onerror = () => refuse(new Error(`${name}.classic.js is not there`));
      document.head.append(script);
    });
  }

  async function mount(el) {
    if (el.dataset.nnMounted) return;
    el.dataset.nnMounted = "loading";
    const name = el.dataset.nnWidget;
    let state;
    try {
      state = JSON.parse(el.dataset.nnState);
      if (state === null || typeof state !== "object" || Array.isArray(state)) throw new Error("not an object");
    } catch {
      el.dataset.nnMounted = "failed";
      return complain(el, "This widget cannot be shown: its state is not readable. The picture above is still.");
    }
    try {
      if (!/^[a-z0-9-]+$/.test(name)) throw new Error("a widget has a plain name");
      const module = await load(name);
      module.render({ model: pageModel(state), el });
      el.dataset.nnMounted = "yes";
    } catch (error) {
      el.dataset.nnMounted = "failed";
      complain(el, `This widget did not load, so the picture above is still. Reloading the page may help. (${error.message})`);
    }
  }

  // while the page is still being read, an element is complete once something follows it
  function complete(el) {
    if (document.readyState !== "loading") return true;
    for (let node = el; node; node = node.parentNode) if (node.nextSibling) return true;
    return false;
  }

  const scan = () => document.querySelectorAll("[data-nn-widget]:not([data-nn-mounted])").forEach((el) => complete(el) && mount(el));
  const observer = new MutationObserver(scan);
  if (document.readyState === "loading") {
    observer.observe(document.documentElement, { childList: true, subtree: true });
    document.addEventListener("DOMContentLoaded", () => {
      observer.disconnect();
      scan();
    });
  }
  scan();
})();
