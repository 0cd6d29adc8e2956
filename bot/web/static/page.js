// Events of the whole page, each handed to the script that knows what to do.
(() => {
  "use strict";
  const { askAgain, changeChip, closeHistory, closeMenu, closePane, copyAnswer } = window.wence;
  const { copyFigure, copyTable, dropChip, editQuestion, editUnderstood, element } = window.wence;
  const { fillRephrasings, isChinese, openHistory, openLink, rateAnswer } = window.wence;
  const { openReports, savePlot, saveTable, showReports, stopAll, switchReports, words } = window.wence;

  const takeWords = (root) => {
    for (const each of root.querySelectorAll("[data-words]")) {
      each.textContent = words(each.dataset.words);
    }
  };

  const ACTIONS = [
    ["a.marker, a.source, a.near, #documents a.report", openLink],
    [".copy-figure", copyFigure],
    [".scope .change", changeChip],
    [".scope .drop-chip", dropChip],
    [".standalone .edit", editUnderstood],
    [".series .copy-table", copyTable],
    [".series .save-table", saveTable],
    [".series .save-plot", savePlot],
    ['a[href="#copy"]', copyAnswer],
    ['a[href="#again"]', askAgain],
    ['a[href="#edit"]', editQuestion],
    ['a[href^="#rate="]', rateAnswer],
    ["#history-open", openHistory],
    ["#reports-open", switchReports],
    [".to-reports", openReports],
  ];

  document.addEventListener(
    "click",
    (event) => {
      const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
      for (const [selector, act] of ACTIONS) {
        const link = event.target.closest?.(selector);
        if (!link || !isPlain) continue;
        event.preventDefault();
        event.stopPropagation();
        act(link);
        return;
      }
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || closeMenu() || closePane() || closeHistory()) return;
    stopAll();
  });

  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.body.classList.add("dragging");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("dragging");
  });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.body.classList.remove("dragging");
    showReports([...event.dataTransfer.files]);
  });

  // Links that act are buttons to those who use keys.
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches?.('a[role="button"]')) return;
    event.preventDefault();
    event.target.click();
  });

  // Gradio reads a message's markup out as its label; without the label its text is read.
  const dropMarkupLabels = () => {
    const labelled = '#chat [data-testid="bot"][aria-label], #chat [data-testid="user"][aria-label]';
    for (const each of document.querySelectorAll(labelled)) each.removeAttribute("aria-label");
  };

  // Gradio calls the examples a list, whose children must not be buttons.
  const dropListRole = () =>
    document.querySelector('#chat .examples[role="list"]')?.removeAttribute("role");

  // Gradio's list box has no placeholder of its own; an empty choice means all reports.
  const explainScope = () => {
    const input = document.querySelector("#scope input");
    if (!input) return;
    const isAll = !document.querySelector("#scope .token");
    const text = isAll ? words("scope.placeholder") : "";
    if (input.placeholder !== text) input.placeholder = text;
  };

  // Gradio tells of these in English only.
  const GRADIO_TELLS = [
    [/^Connection/, "connection.lost"],
    [/^Queue is full/, "problem.busy"],
  ];
  const tellInWords = () => {
    for (const each of document.querySelectorAll('[data-testid="toast-text"]')) {
      const known = GRADIO_TELLS.find(([pattern]) => pattern.test(each.textContent));
      if (known && each.textContent !== words(known[1])) each.textContent = words(known[1]);
    }
  };

  new MutationObserver(() => {
    tellInWords();
    dropMarkupLabels();
    dropListRole();
    explainScope();
    fillRephrasings();
  }).observe(document, { subtree: true, childList: true, attributeFilter: ["aria-label"] });

  const begin = () => {
    document.documentElement.lang = isChinese ? "zh-CN" : "en";
    if (!new URLSearchParams(location.search).get("document")) return;
    openLink(element("a", { href: location.search }));
  };
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);

  window.wence.takeWords = takeWords;
})();
