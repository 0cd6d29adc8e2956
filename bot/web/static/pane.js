// The pane that shows a citation, or a whole report, with its surroundings.
(() => {
  "use strict";
  const { api, element, words } = window.wence;
  const CONTEXT = 1500; // code points shown on either side of a passage, about a screen each
  const MORE = 4000; // code points that "show more" adds

  let pane = null; // {root, body, opener, places, index, shown}

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
    const links = holder ? [...holder.querySelectorAll("a.source")] : [];
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
    const body = element("div", { className: "pane-body", tabIndex: 0 });
    const root = element("aside", { id: "pane" });
    root.setAttribute("role", "dialog");
    root.setAttribute("aria-label", words("pane.label"));
    pane = { root, body, opener, places, index, shown: null };
    document.body.append(root);
    document.body.classList.add("pane-open");
    showPlace();
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

  const fetchExcerpt = async (place, reach) => {
    const query = new URLSearchParams({ context: reach });
    if (place.start !== null) {
      query.set("start", place.start);
      query.set("end", place.end);
    }
    const id = encodeURIComponent(place.document);
    const response = await fetch(api(`documents/${id}/text?${query}`));
    if (!response.ok) throw new Error(response.status === 404 ? "pane.gone" : "pane.failed");
    return response.json();
  };

  const showPlace = async () => {
    const opened = pane;
    const place = opened.places[opened.index];
    opened.root.replaceChildren(paneHead(null), notice(words("pane.loading")));
    opened.root.querySelector("button.close").focus();
    try {
      const excerpt = await fetchExcerpt(place, CONTEXT);
      if (pane !== opened || opened.places[opened.index] !== place) return;
      opened.shown = { place, excerpt };
      opened.root.replaceChildren(paneHead(excerpt), opened.body, paneFoot(place));
      opened.root.querySelector("button.close").focus();
      fillBody();
      const mark = opened.body.querySelector("mark");
      if (mark) mark.scrollIntoView({ block: "center" });
    } catch (error) {
      if (pane !== opened) return;
      const key = error.message === "pane.gone" ? "pane.gone" : "pane.failed";
      opened.root.replaceChildren(paneHead(null), notice(words(key)));
    }
  };

  const notice = (text) => element("p", { className: "pane-notice", textContent: text });

  const paneHead = (excerpt) => {
    const close = element("button", { type: "button", className: "close", textContent: "×" });
    close.setAttribute("aria-label", words("pane.close"));
    close.title = words("pane.close");
    close.addEventListener("click", closePane);
    const title = element("h2", { textContent: excerpt ? excerpt.title || excerpt.name : "" });
    const page = excerpt?.page ? [words("page", { page: excerpt.page })] : [];
    const where = excerpt ? [...excerpt.section, ...page].join(" › ") : "";
    const path = element("p", { className: "path", textContent: where });
    return element("header", {}, element("div", {}, title, path), close);
  };

  const paneFoot = (place) => {
    const id = encodeURIComponent(place.document);
    const original = element("a", {
      className: "original",
      href: api(`documents/${id}/original`),
      textContent: words("pane.original"),
    });
    original.setAttribute("download", "");
    if (pane.places.length < 2) return element("footer", {}, original);
    const position = { index: pane.index + 1, count: pane.places.length };
    return element(
      "footer",
      {},
      original,
      element("span", { className: "position", textContent: words("pane.position", position) }),
      stepButton("pane.previous", -1),
      stepButton("pane.next", 1),
    );
  };

  const stepButton = (key, step) => {
    const target = pane.index + step;
    const button = element("button", {
      type: "button",
      className: step < 0 ? "previous" : "next",
      textContent: words(key),
      disabled: target < 0 || target >= pane.places.length,
    });
    button.addEventListener("click", () => {
      pane.index = target;
      showPlace();
    });
    return button;
  };

  const fillBody = () => {
    const { place, excerpt } = pane.shown;
    pane.body.replaceChildren(
      excerpt.start > 0 ? moreButton("pane.earlier") : null ?? "",
      excerptText(place, excerpt),
      excerpt.end < excerpt.length ? moreButton("pane.later") : null ?? "",
    );
  };

  // Positions are code points; JavaScript's own count surrogates twice, so the text is an array.
  const excerptText = (place, excerpt) => {
    const points = Array.from(excerpt.text);
    const cut = (start, end) => points.slice(start - excerpt.start, end - excerpt.start).join("");
    const marked = place.start === null ? [] : [{ name: "mark", start: place.start, end: place.end }];
    const headings = excerpt.headings
      .filter((each) => place.start === null || each.end <= place.start || each.start >= place.end)
      .map((each) => ({ name: "b", start: each.start, end: each.end }));
    const text = element("div", { className: "pane-text" });
    let position = excerpt.start;
    for (const each of [...marked, ...headings].sort((one, other) => one.start - other.start)) {
      text.append(cut(position, each.start));
      text.append(element(each.name, { textContent: cut(each.start, each.end) }));
      position = each.end;
    }
    text.append(cut(position, excerpt.end));
    return text;
  };

  const moreButton = (key) => {
    const button = element("button", { type: "button", className: "more", textContent: words(key) });
    button.addEventListener("click", () => showMore(button));
    return button;
  };

  const showMore = async (button) => {
    const opened = pane;
    const { place, excerpt } = opened.shown;
    const isEarlier = button === opened.body.firstElementChild && excerpt.start > 0;
    button.disabled = true;
    const start = isEarlier ? Math.max(0, excerpt.start - MORE) : excerpt.start;
    const end = isEarlier ? excerpt.end : Math.min(excerpt.length, excerpt.end + MORE);
    const wider = await fetchExcerpt({ document: place.document, start, end }, 0).catch(() => null);
    if (pane !== opened || !wider) {
      button.disabled = false;
      return;
    }
    const fromBottom = opened.body.scrollHeight - opened.body.scrollTop;
    const fromTop = opened.body.scrollTop;
    opened.shown = { place, excerpt: wider };
    fillBody();
    opened.body.scrollTop = isEarlier ? opened.body.scrollHeight - fromBottom : fromTop;
  };

  Object.assign(window.wence, { closePane, openLink });
})();
