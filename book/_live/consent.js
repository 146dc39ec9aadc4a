/* Asked once: may Python be downloaded? The question stands where the reader clicked, and says what it costs. */
import { button, el } from "./elements.js";

const KEY = "nn-live";
let agreed = false; // holds for this page where nothing can be stored
let asked = null;

export function hasAgreed() {
  try {
    return agreed || localStorage.getItem(KEY) === "yes";
  } catch {
    return agreed;
  }
}

function keep() {
  agreed = true;
  try {
    localStorage.setItem(KEY, "yes");
  } catch { /* asked again on the next page */ }
}

const megabytes = (bytes) => `${Math.max(1, Math.round(bytes / 1e6))} MB`;

/* Show the question behind `place`; `yes` is called if the reader agrees. Only one question is open on a page. */
export function ask(place, sizes, yes, back) {
  asked?.remove();
  const close = () => {
    asked?.remove();
    asked = null;
    back.focus();
  };
  const agree = button("Run Python here", () => { keep(); close(); yes(); }, null, "nn-live-run");
  asked = el("div", { class: "nn-live-consent", role: "group", "aria-label": "Run Python here" },
    el("p", {}, `Run Python here: ${megabytes(sizes.start)}, with plots ${megabytes(sizes.plots)}, kept by the browser. `
      + "It comes from where this page comes from, and your code stays on your machine."),
    agree, button("Not now", close));
  asked.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  place.after(asked);
  agree.focus();
}
