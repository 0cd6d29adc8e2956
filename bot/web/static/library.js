// Filters the list of reports, and chooses which of them are asked.
(() => {
  "use strict";
  const { element, words } = window.wence;
  const FACETS = ["place", "year", "issuer"];
  const MIN_REPORTS = 4; // fewer are seen at a glance

  const filter = { text: "", place: "", year: "", issuer: "" };
  // The choice is kept here, as the list is drawn anew whenever a report comes or goes.
  let chosen = [];
  let choose = () => {};

  const entries = () => [...document.querySelectorAll("#documents .documents > li")];
  const boxOf = (entry) => entry.querySelector("input.choose");

  const valuesOf = (facet) =>
    [...new Set(entries().map((entry) => entry.dataset[facet]).filter(Boolean))].sort((one, other) =>
      facet === "year" ? Number(other) - Number(one) : one.localeCompare(other, "zh"),
    );

  const selectOf = (facet) => {
    const values = valuesOf(facet);
    if (values.length < 2) {
      filter[facet] = "";
      return null;
    }
    if (!values.includes(filter[facet])) filter[facet] = "";
    const all = element("option", { value: "", textContent: words(`documents.${facet}`) });
    const options = values.map((value) => element("option", { value, textContent: value }));
    const select = element("select", {}, all, ...options);
    select.value = filter[facet];
    select.setAttribute("aria-label", words(`documents.${facet}`));
    select.addEventListener("change", () => {
      filter[facet] = select.value;
      show();
    });
    return select;
  };

  const searchBox = () => {
    const input = element("input", { type: "search", value: filter.text });
    input.placeholder = words("documents.search");
    input.setAttribute("aria-label", words("documents.search"));
    input.addEventListener("input", () => {
      filter.text = input.value;
      show();
    });
    return input;
  };

  const isShown = (entry) =>
    entry.querySelector(".report").textContent.toLowerCase().includes(filter.text.toLowerCase()) &&
    FACETS.every((facet) => !filter[facet] || entry.dataset[facet] === filter[facet]);

  const tick = (wanted) => {
    for (const entry of entries()) boxOf(entry).checked = wanted(entry);
    choose();
  };

  const show = () => {
    const all = entries();
    const shown = all.filter(isShown);
    for (const entry of all) entry.hidden = !shown.includes(entry);
    const bar = document.querySelector("#filters");
    if (!bar) return;
    const counts = { shown: shown.length, count: all.length };
    const text = shown.length ? words("documents.shown", counts) : words("documents.no_match");
    bar.querySelector(".shown").textContent = text;
    bar.querySelector(".ask-shown").hidden = !shown.length || shown.length === all.length;
  };

  const showChoice = () => {
    for (const entry of entries()) boxOf(entry).checked = chosen.includes(boxOf(entry).value);
    const count = entries().filter((entry) => boxOf(entry).checked).length;
    const line = document.querySelector("#choice");
    if (!line) return;
    line.hidden = !count;
    line.firstChild.textContent = words("documents.asking", { count });
  };

  const button = (key, className, act) => {
    const made = element("button", { type: "button", className, textContent: words(key) });
    made.addEventListener("click", act);
    return made;
  };

  const addFilters = () => {
    const list = document.querySelector("#documents .documents");
    if (!list || document.querySelector("#choice")) return;
    const all = button("documents.ask_all", "ask-all", () => tick(() => false));
    const choice = element("p", { id: "choice" }, element("span"), all);
    choice.setAttribute("aria-live", "polite");
    list.before(choice);
    showChoice();
    if (entries().length < MIN_REPORTS) return;
    const shown = element("span", { className: "shown" });
    shown.setAttribute("aria-live", "polite");
    const counts = element(
      "p",
      { className: "counts" },
      shown,
      button("documents.ask_shown", "ask-shown", () => tick((entry) => !entry.hidden)),
    );
    const bar = element("div", { id: "filters" }, searchBox(), ...FACETS.map(selectOf), counts);
    choice.before(bar);
    show();
  };

  const takeChoices = (root, trigger) => {
    choose = () => {
      chosen = entries().map(boxOf).filter((box) => box.checked).map((box) => box.value);
      showChoice();
      trigger("select", { documents: chosen });
    };
    root.addEventListener("change", (event) => {
      if (event.target.matches("input.choose")) choose();
    });
    new MutationObserver(addFilters).observe(root, { childList: true, subtree: true });
    addFilters();
  };

  // What is chosen in the question's own box is ticked here, too.
  const takeChosen = (watch, props) => {
    watch("value", () => {
      chosen = props.value?.documents ?? [];
      showChoice();
    });
  };

  Object.assign(window.wence, { takeChoices, takeChosen });
})();
