// Charts that answer: a picture of a page is drawn again from what it was drawn from, and tells its values under the
// pointer. Without this script, on narrow screens and when anything fails the picture stays as it is.
(() => {
  "use strict";

  const library = document.currentScript.dataset.library;

  let loading;
  const loaded = () =>
    (loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = library;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    }));

  const enliven = async (picture) => {
    const address = new URL(picture.src, document.baseURI);
    address.searchParams.set("picture", "spec");
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const spec = await answer.json();
    await loaded();
    const box = document.createElement("div");
    box.className = "chart-live";
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", picture.alt);
    picture.after(box);
    // expressions are read by an interpreter: the page's policy allows no code that is made of text
    await window.vegaEmbed(box, spec, {
      ast: true,
      actions: false,
      renderer: "canvas",
      defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
    });
    if (box.scrollWidth > picture.parentElement.clientWidth) return box.remove();
    picture.hidden = true;
  };

  const begin = () => {
    if (window.matchMedia("(max-width: 767px)").matches) return;
    document.querySelectorAll("img.chart").forEach((picture) => enliven(picture).catch(() => undefined));
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
