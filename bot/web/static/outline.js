// The headings of a report, to go to; the one that a place stands under is marked.
(() => {
  "use strict";
  const { api, element, words } = window.wence;
  const outlines = new Map(); // of the reports that were opened, by id: what an id shows is fixed

  const fetchOutline = (id) => {
    if (!outlines.has(id)) {
      const sent = fetch(api(`documents/${encodeURIComponent(id)}/outline`))
        .then((response) => (response.ok ? response.json() : { headings: [] }))
        .then(({ headings }) => headings)
        .catch(() => {
          outlines.delete(id);
          return [];
        });
      outlines.set(id, sent);
    }
    return outlines.get(id);
  };

  const headingButton = (heading, least, isCurrent, go) => {
    const button = element("button", { type: "button", textContent: heading.text });
    button.style.paddingInlineStart = `${10 + 14 * Math.min(heading.level - least, 4)}px`;
    if (isCurrent) button.setAttribute("aria-current", "location");
    button.addEventListener("click", () => go(heading));
    return button;
  };

  // Returns the list; `go` gets the heading that was chosen.
  const outlineOf = async (place, go) => {
    const headings = await fetchOutline(place.document);
    const least = Math.min(...headings.map((each) => each.level));
    const at = place.start ?? 0;
    const current = headings.findLast((each) => each.start <= at);
    const list = element("nav", { className: "outline" });
    list.setAttribute("aria-label", words("outline.label"));
    list.append(
      ...headings.map((each) => headingButton(each, least, each === current, go)),
      headings.length ? "" : element("p", { textContent: words("outline.none") }),
    );
    return list;
  };

  Object.assign(window.wence, { outlineOf });
})();
