// The pane that shows a citation, or a whole report: as text or as its pages, with its outline.
(() => {
  "use strict";
  const { api, copyText, element, isChinese, words } = window.wence;
  const { fetchExcerpt, outlineOf, quoteOf, showExcerpt, showSheet } = window.wence;
  const WIDE = 1440; // from here on there is room for the outline beside text and conversation

  let pane = null; // {root, body, opener, places, index, place, excerpt}
  let isPrinted = false; // the last choice between text and pages holds for the next citation
  let hasOutline = innerWidth >= WIDE;

  const placeOf = (link) => {
    const query = new URLSearchParams(link.getAttribute("href").split("?")[1]);
    const start = query.get("start");
    return {
      document: query.get("document"),
      start: start === null ? null : Number(start),
      end: start === null ? null : Number(query.get("end")),
    };
  };

  const isSame = (one, other) =>
    one.document === other.document && one.start === other.start && one.end === other.end;

  // Each answer carries its own list of sources, so that a marker of an earlier answer keeps
  // opening its own citation and steps among its own neighbours.
  const neighboursOf = (link) => {
    const holder = link.closest(".answer, #sources");
    const listed = link.matches(".near") ? "a.near" : "a.source";
    const links = holder ? [...holder.querySelectorAll(listed)] : [];
    return links.length ? links.map(placeOf) : [placeOf(link)];
  };

  const openLink = (link) => {
    const place = placeOf(link);
    const places = neighboursOf(link);
    const index = Math.max(0, places.findIndex((each) => isSame(each, place)));
    openPane(places, index, link);
  };

  const openPane = (places, index, opener) => {
    closePane();
    if (isNarrow()) hasOutline = false;
    const body = element("div", { className: "pane-body", tabIndex: 0 });
    const root = element("aside", { id: "pane" });
    root.setAttribute("role", "dialog");
    root.setAttribute("aria-label", words("pane.label"));
    pane = { root, body, opener, places, index, place: places[index], excerpt: null };
    document.body.append(root);
    document.body.classList.add("pane-open");
    opener.scrollIntoView({ block: "nearest" }); // the conversation has become narrower
    showPlace(places[index]);
  };

  const closePane = () => {
    if (!pane) return false;
    const { root, opener } = pane;
    pane = null;
    root.remove();
    document.body.classList.remove("pane-open");
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    return true;
  };

  const showPlace = async (place) => {
    const opened = pane;
    opened.place = place;
    opened.root.replaceChildren(paneHead(null), notice(words("pane.loading")));
    opened.root.querySelector("button.close").focus();
    try {
      const excerpt = await fetchExcerpt(place);
      if (pane !== opened || opened.place !== place) return;
      opened.excerpt = excerpt;
      const middle = element("div", { className: "pane-middle" }, opened.body);
      opened.root.replaceChildren(paneHead(excerpt), tools(), middle, paneFoot(place));
      opened.root.querySelector("button.close").focus();
      fill();
      showOutline();
    } catch (error) {
      if (pane !== opened || opened.place !== place) return;
      const key = error.message === "pane.gone" ? "pane.gone" : "pane.failed";
      const again = toolButton("retry", "retry", () => showPlace(place));
      const retry = key === "pane.failed" ? [again] : [];
      opened.root.replaceChildren(paneHead(null), notice(words(key), ...retry));
    }
  };

  const fill = () => {
    const { body, excerpt, place } = pane;
    if (isPrinted && excerpt.pages) showSheet(body, place, excerpt);
    else {
      showExcerpt(body, place, excerpt);
      body.querySelector("mark")?.scrollIntoView({ block: "center" });
    }
  };

  const notice = (text, ...more) => {
    const line = element("p", { className: "pane-notice", textContent: text });
    line.append(...more);
    return line;
  };

  const whereOf = (excerpt) => [
    ...excerpt.section,
    ...(excerpt.page ? [words("page", { page: excerpt.page })] : []),
  ];

  const paneHead = (excerpt) => {
    const close = element("button", { type: "button", className: "close", textContent: "×" });
    close.setAttribute("aria-label", words("pane.close"));
    close.title = words("pane.close");
    close.addEventListener("click", closePane);
    const title = element("h2", { textContent: excerpt ? excerpt.title || excerpt.name : "" });
    const where = excerpt ? whereOf(excerpt).join(" › ") : "";
    const path = element("p", { className: "path", textContent: where });
    return element("header", {}, element("div", {}, title, path), close);
  };

  // ---- Outline, text or pages ----

  const toolButton = (key, className, act) => {
    const button = element("button", { type: "button", className, textContent: words(key) });
    button.addEventListener("click", () => act(button));
    return button;
  };

  const press = (button, isPressed) => {
    button.setAttribute("aria-pressed", isPressed);
    return button;
  };

  const tools = () => {
    const outline = toolButton("outline.label", "outline-switch", (button) => {
      hasOutline = !hasOutline;
      press(button, hasOutline);
      showOutline();
    });
    const row = element("div", { className: "pane-tools" }, press(outline, hasOutline));
    if (!pane.excerpt.pages) return row;
    const choose = (printed) => {
      isPrinted = printed;
      press(text, !printed);
      press(pages, printed);
      fill();
    };
    const text = press(toolButton("sheet.text", "as-text", () => choose(false)), !isPrinted);
    const pages = press(toolButton("sheet.pages", "as-pages", () => choose(true)), isPrinted);
    row.append(text, pages);
    return row;
  };

  const showOutline = async () => {
    const { root, place } = pane;
    root.classList.toggle("outlined", hasOutline);
    root.querySelector(".outline")?.remove();
    if (!hasOutline) return;
    const list = await outlineOf(place, goTo);
    if (pane?.place !== place || !hasOutline) return;
    root.querySelector(".outline")?.remove();
    root.querySelector(".pane-middle").prepend(list);
    list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  };

  const isNarrow = () => matchMedia("(max-width: 860px)").matches; // the outline lies over the text

  const goTo = ({ start, end }) => {
    if (isNarrow()) hasOutline = false;
    showPlace({ document: pane.place.document, start, end });
  };

  // ---- Foot: the file, the quote, the neighbours ----

  const paneFoot = (place) => {
    const id = encodeURIComponent(place.document);
    const original = element("a", {
      className: "original",
      href: api(`documents/${id}/original`),
      textContent: words("pane.original"),
    });
    original.setAttribute("download", "");
    const foot = element("footer", {}, original);
    if (place.start !== null) foot.append(toolButton("pane.cite", "cite", copyQuote));
    if (pane.places.length > 1) foot.append(...steps());
    return foot;
  };

  const steps = () => {
    const position = { index: pane.index + 1, count: pane.places.length };
    return [
      element("span", { className: "position", textContent: words("pane.position", position) }),
      stepButton("pane.previous", -1),
      stepButton("pane.next", 1),
    ];
  };

  const stepButton = (key, step) => {
    const target = pane.index + step;
    const button = toolButton(key, step < 0 ? "previous" : "next", () => {
      pane.index = target;
      showPlace(pane.places[target]);
    });
    button.disabled = target < 0 || target >= pane.places.length;
    return button;
  };

  // For a document: the words themselves, then where they stand.
  const cited = ({ place, excerpt }) => {
    const quote = quoteOf(place, excerpt).replace(/\s*\n\s*/g, isChinese ? "" : " ").trim();
    const title = excerpt.title || excerpt.name;
    const where = [isChinese ? `《${title}》` : title, ...whereOf(excerpt)];
    return isChinese ? `“${quote}”（${where.join("，")}）` : `“${quote}” (${where.join(", ")})`;
  };

  const copyQuote = (button) =>
    copyText(cited(pane)).then(
      () => (button.textContent = words("pane.cite_copied")),
      () => (button.textContent = words("answer.copy_failed")),
    );

  Object.assign(window.wence, { closePane, openLink });
})();
