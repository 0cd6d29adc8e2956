// A list to choose from, over the page beside what opened it; with a field to find in long lists.
(() => {
  "use strict";
  const { element, words } = window.wence;
  const LONG = 8; // entries from which on there is a field to find in
  const SHOWN = 200; // more than that nobody reads; the field narrows them

  let menu = null; // {root, opener}

  const closeMenu = () => {
    if (!menu) return false;
    const { root, opener } = menu;
    menu = null;
    root.remove();
    if (opener.isConnected) opener.focus({ preventScroll: true });
    return true;
  };

  // Fixed, so that no scrolling container cuts it off; below its opener, or above where it fits.
  const place = (root, opener) => {
    const at = opener.getBoundingClientRect();
    const isAbove = at.bottom + root.offsetHeight > innerHeight && at.top > innerHeight / 2;
    const left = Math.min(at.left, innerWidth - root.offsetWidth - 8);
    root.style.left = `${Math.max(8, left)}px`;
    root.style.top = isAbove ? "" : `${at.bottom + 4}px`;
    root.style.bottom = isAbove ? `${innerHeight - at.top + 4}px` : "";
    root.style.maxHeight = `${(isAbove ? at.top : innerHeight - at.bottom) - 16}px`;
  };

  const move = (root, step) => {
    const all = [...root.querySelectorAll("input, .entry")];
    const next = all[all.indexOf(document.activeElement) + step];
    if (next) next.focus();
  };

  const listen = (root) => {
    root.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      move(root, step);
    });
    root.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !root.contains(event.relatedTarget)) closeMenu();
    });
  };

  const entryButton = ({ text, detail, isChosen, choose }) => {
    const button = element("button", { type: "button", className: "entry" });
    button.append(element("span", { textContent: text }));
    if (detail) button.append(element("small", { textContent: detail }));
    button.setAttribute("role", "option");
    button.setAttribute("aria-selected", Boolean(isChosen));
    button.addEventListener("click", () => {
      closeMenu();
      choose();
    });
    return button;
  };

  const fill = (list, entries, wanted) => {
    const found = entries.filter((each) =>
      `${each.text} ${each.detail ?? ""}`.toLowerCase().includes(wanted.trim().toLowerCase()),
    );
    const none = element("p", { className: "none", textContent: words("scope.nothing") });
    list.replaceChildren(...(found.length ? found.slice(0, SHOWN).map(entryButton) : [none]));
  };

  const finder = (list, entries) => {
    const input = element("input", { type: "search", placeholder: words("scope.find") });
    input.setAttribute("aria-label", words("scope.find"));
    input.addEventListener("input", () => fill(list, entries, input.value));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      list.querySelector(".entry")?.click();
    });
    return input;
  };

  // `entries` are {text, detail, isChosen, choose}.
  const openMenu = (opener, label, entries) => {
    closeMenu();
    const list = element("div", { className: "entries" });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label);
    const root = element("div", { id: "menu" });
    if (entries.length > LONG) root.append(finder(list, entries));
    root.append(list);
    fill(list, entries, "");
    listen(root);
    document.body.append(root);
    menu = { root, opener };
    place(root, opener);
    (root.querySelector("input, [aria-selected=true]") ?? root.querySelector(".entry"))?.focus();
  };

  document.addEventListener("pointerdown", (event) => {
    if (menu && !menu.root.contains(event.target)) closeMenu();
  });

  Object.assign(window.wence, { closeMenu, openMenu });
})();
