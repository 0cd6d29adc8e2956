// Comes before our other scripts: whether this is the frame of a portal.
window.wence = (() => {
  "use strict";
  const isFramed = /\/embed\/s\/[\w-]+\/?$/.test(location.pathname);
  if (isFramed) document.documentElement.classList.add("framed");
  return { isFramed };
})();
