"use strict";
// A box that scrolls is reached by key.  Without this script all are, as each of them may scroll.
document.addEventListener("DOMContentLoaded", () => {
  const boxes = document.querySelectorAll("[tabindex='0']:is(.scroll, .fm, pre, dd)");
  const reach = () => {
    const still = [...boxes].filter((one) =>
      one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight);
    for (const box of boxes) box.tabIndex = 0;
    for (const box of still) {
      if (box !== document.activeElement) box.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);
  reach();
});
