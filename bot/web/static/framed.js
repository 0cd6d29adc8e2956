// Comes before all other scripts: whether this is the frame of a portal, and in which language.
window.wence = (() => {
  "use strict";
  const isFramed = /\/embed\/s\/[\w-]+\/?$/.test(location.pathname);
  const language = new URLSearchParams(location.search).get("language");
  if (isFramed && /^(zh|en)$/.test(language ?? "")) {
    // Gradio and our own scripts read the browser's language, each in its own way.
    const tag = language === "zh" ? "zh-CN" : "en";
    Object.defineProperty(navigator, "language", { get: () => tag });
    Object.defineProperty(navigator, "languages", { get: () => [tag] });
  }
  if (isFramed) document.documentElement.classList.add("framed");
  return { isFramed };
})();
