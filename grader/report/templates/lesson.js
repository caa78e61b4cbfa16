// Keys of a lesson: on and back, and the answer.  Without them there are links and a fold.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const slides = [...document.querySelectorAll(".slide")];
  const here = () => slides.reduce((best, one) =>
    Math.abs(one.getBoundingClientRect().top) < Math.abs(best.getBoundingClientRect().top) ?
      one : best);
  const go = (step) => {
    const next = slides[slides.indexOf(here()) + step];
    if (!next) return;
    next.scrollIntoView();
    next.focus({ preventScroll: true });
  };
  const acts = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
  document.addEventListener("keydown", (event) => {
    if (!slides.length || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in acts) {
      event.preventDefault();
      go(acts[event.key]);
    } else if (event.key === "a") {
      const fold = here().querySelector("details");
      fold.open = !fold.open;
    }
  });
});
