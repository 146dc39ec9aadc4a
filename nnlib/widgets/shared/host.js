// The page's host: gives every [data-nn-widget] its script, with no kernel. It stands in the page's head, before the style
// sheets that it would wait for; data-base says where the scripts are, else they are beside it.
// The build fills in VERSIONS, a hash a script, so that a new build is never read from a cache.
// A state in the page's address (?NAME.trait=value) is shown at once; a link to such an address sets the widget in place.

(() => {
  const VERSIONS = {};
  const { src, dataset } = document.currentScript;
  const base = new URL(dataset.base ?? "./", src || document.baseURI);
  const models = new Map(); // the model of each element that is alive
  const SHOWN = "[data-nn-widget]:not([data-nn-mounted])";

  // anywidget's model without a Python side: what is set is there at once, and listeners hear of it
  function pageModel(start, address) {
    const listeners = new Map();
    const of = (event) => listeners.get(event) ?? listeners.set(event, new Set()).get(event);
    let state = structuredClone(start);
    const model = {
      start,
      get: (name) => state[name],
      set(name, value) {
        if (JSON.stringify(state[name]) === JSON.stringify(value)) return;
        state[name] = value;
        for (const listener of of(`change:${name}`)) listener();
      },
      save_changes() {},
      on: (event, listener) => of(event).add(listener),
      off: (event, listener) => of(event).delete(listener),
      address: () => address(state),
      // all at once, from a query; what it does not name is as the author left it
      open(id, query) {
        delete model.problem;
        try {
          state = fromQuery(id, start, query);
        } catch (error) {
          model.problem = error.message;
        }
        for (const listener of new Set([...listeners.values()].flatMap((set) => [...set]))) listener();
      },
    };
    return model;
  }

  // text is written as it is, every other value as JSON
  function fromQuery(id, start, query) {
    const state = structuredClone(start);
    for (const [key, value] of new URLSearchParams(query)) {
      if (!key.startsWith(`${id}.`)) continue;
      const trait = key.slice(id.length + 1);
      if (!Object.hasOwn(start, trait)) {
        throw new Error(`Its address sets ${trait}, which it does not have; it has ${Object.keys(start).join(", ")}.`);
      }
      try {
        state[trait] = typeof start[trait] === "string" ? value : JSON.parse(value);
      } catch {
        throw new Error(`${trait} expects a ${Array.isArray(start[trait]) ? "list" : typeof start[trait]}, got ${value}.`);
      }
    }
    return state;
  }

  function toAddress(el, id, start, state) {
    const url = new URL(location.href);
    for (const trait of Object.keys(start)) {
      const value = state[trait];
      url.searchParams.set(`${id}.${trait}`, typeof value === "string" ? value : JSON.stringify(value));
    }
    url.hash = el.id;
    return url.href;
  }

  function complain(el, words) {
    const line = document.createElement("p");
    line.className = "nnw-error";
    line.setAttribute("role", "alert");
    line.textContent = words;
    el.append(line);
  }

  // classic scripts, in this order: one that is in the page already has run before anything is mounted
  const loading = new Map();
  function load(name) {
    if (!loading.has(name)) loading.set(name, fetched(name));
    return loading.get(name);
  }

  function fetched(name) {
    const there = name === "shared" ? globalThis.nnShared : globalThis.nnWidgets?.[name];
    if (there) return Promise.resolve(there);
    return new Promise((resolve, refuse) => {
      const script = document.createElement("script");
      script.src = new URL(`${name}.js${VERSIONS[name] ? `?v=${VERSIONS[name]}` : ""}`, base).href;
      script.onload = () => resolve(globalThis.nnWidgets?.[name]);
      script.onerror = () => refuse(new Error(`${name}.js is not there`));
      document.head.append(script);
    });
  }

  // the first of a name is called by it, the second NAME-2; the page's builder may have given another name
  const counts = new Map();
  function name(el) {
    if (el.dataset.nnId) return;
    const kind = el.dataset.nnWidget;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    el.dataset.nnId = counts.get(kind) > 1 ? `${kind}-${counts.get(kind)}` : kind;
    el.id ||= `widget-${el.dataset.nnId}`;
  }

  async function mount(el, query = location.search) {
    if (el.dataset.nnMounted) return;
    el.dataset.nnMounted = "loading";
    const { nnWidget: kind, nnId: id } = el.dataset;
    let start;
    try {
      start = JSON.parse(el.dataset.nnState);
      if (start === null || typeof start !== "object" || Array.isArray(start)) throw new Error("not an object");
    } catch {
      el.dataset.nnMounted = "failed";
      return complain(el, "This widget cannot be shown: its state is not readable. The picture above is still.");
    }
    try {
      if (!/^[a-z0-9-]+$/.test(kind)) throw new Error("a widget has a plain name");
      const model = pageModel(start, (state) => toAddress(el, id, start, state));
      models.set(el, model);
      const module = globalThis.nnWidgets?.[kind] ?? (await load("shared"), await load(kind));
      model.open(id, el.nnQuery ?? query);
      module.render({ model, el });
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

  // where there are many, those near the part of the page that is read come first, the others when they come near
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        mount(target);
      }
    },
    { rootMargin: "50% 0px" },
  );

  function scan() {
    for (const el of document.querySelectorAll(SHOWN)) {
      if (!complete(el)) continue;
      name(el);
      if (el.hasAttribute("data-nn-lazy")) near.observe(el);
      else mount(el);
    }
  }

  // a link to a state of a widget on this page sets it, without loading the page again
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.nn-widget-link");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const url = new URL(link.href);
    const el = url.pathname === location.pathname && document.getElementById(url.hash.slice(1));
    if (!el?.dataset?.nnWidget) return;
    event.preventDefault();
    el.nnQuery = url.search;
    if (models.has(el)) models.get(el).open(el.dataset.nnId, url.search);
    else mount(el);
    el.tabIndex = -1;
    el.focus({ preventScroll: true });
    el.scrollIntoView({ block: "nearest" });
  });

  // a script after each widget says that it has been read: an observer hears of it only when the reader of the page pauses,
  // and that may be the rest of the page later
  document.addEventListener("nn-widget-read", scan);
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
