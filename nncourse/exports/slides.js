/* Starts reveal.js, makes each slide fit, and keeps the reader's choice of light or dark. */
(() => {
  const root = document.documentElement;
  const wanted = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const show = (mode) => { root.dataset.theme = mode; root.dataset.mode = mode; };
  let mode = wanted;
  try { mode = localStorage.getItem("nn-slides-mode") ?? wanted; } catch { /* a file without storage */ }
  show(mode);
  const button = document.querySelector(".nn-mode");
  const turn = () => {
    mode = mode === "dark" ? "light" : "dark";
    show(mode);
    try { localStorage.setItem("nn-slides-mode", mode); } catch { /* as above */ }
  };
  button.addEventListener("click", turn);

  const height = 720;
  /* what is too tall for its slide becomes smaller as a whole, never cut off */
  const fit = (slide) => {
    const content = slide.querySelector(".nn-slide");
    if (!content || content.dataset.fitted || !content.offsetHeight) return;
    const [tall, wide] = [content.scrollHeight / height, content.scrollWidth / content.offsetWidth];
    const scale = Math.min(1, 1 / Math.max(tall, wide));
    if (scale < 1) content.style.zoom = Math.floor(scale * 100) / 100;
    content.dataset.fitted = scale.toFixed(2);
  };
  Reveal.initialize({
    width: 1280, height, margin: 0.05, hash: true, center: false, transition: "none", slideNumber: "c/t",
    navigationMode: "default", keyboard: { 77: turn }, viewDistance: 3, pdfSeparateFragments: false,
  }).then(() => {
    fit(Reveal.getCurrentSlide());
    Reveal.on("slidechanged", ({ currentSlide }) => fit(currentSlide));
  });
})();
