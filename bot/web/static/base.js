// What the other scripts share: words in the visitor's language, the API's address, elements.
// Text from reports only ever enters the page as text nodes.
window.wence = (() => {
  "use strict";
  const given = window.wenceGiven;
  const isChinese = /^zh/i.test(navigator.languages?.[0] ?? navigator.language ?? "zh");
  const strings = given.strings[isChinese ? "zh" : "en"];

  const words = (key, values = {}) =>
    strings[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  // Below a prefix the page's own address is not "/", so every path is taken from it.
  const api = (path) => {
    const root = new URL(window.gradio_config?.root ?? location.href).pathname;
    return `${root.replace(/\/$/, "")}/api/${path}`;
  };

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child !== null));
    return made;
  };

  // Says something in passing, also to those who listen to the page.
  const tell = (text) => {
    document.querySelector("#told")?.remove();
    const told = element("p", { id: "told", textContent: text });
    told.setAttribute("role", "status");
    document.body.append(told);
    setTimeout(() => told.remove(), 6000);
  };

  return { ...window.wence, api, element, given, isChinese, tell, words };
})();
