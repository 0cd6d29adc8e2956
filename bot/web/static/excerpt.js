// The text of a report around a place, as elements; knows no pane. Text enters as text nodes only.
(() => {
  "use strict";
  const { api, element, words } = window.wence;
  const CONTEXT = 1500; // code points shown on either side of a passage, about a screen each
  const MORE = 4000; // code points that "show more" adds

  const fetchExcerpt = async (place, reach = CONTEXT) => {
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

  // Positions are code points; JavaScript's own count surrogates twice, so the text is an array.
  const pointsOf = (excerpt) => {
    const points = Array.from(excerpt.text);
    return (start, end) => points.slice(start - excerpt.start, end - excerpt.start).join("");
  };

  const quoteOf = (place, excerpt) => pointsOf(excerpt)(place.start, place.end);

  const excerptText = (place, excerpt) => {
    const cut = pointsOf(excerpt);
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

  const moreButton = (key, showMore) => {
    const button = element("button", { type: "button", className: "more", textContent: words(key) });
    button.addEventListener("click", () => showMore(button));
    return button;
  };

  const wider = (place, excerpt, isEarlier) => {
    const start = isEarlier ? Math.max(0, excerpt.start - MORE) : excerpt.start;
    const end = isEarlier ? excerpt.end : Math.min(excerpt.length, excerpt.end + MORE);
    return fetchExcerpt({ document: place.document, start, end }, 0).catch(() => null);
  };

  // Fills `body` and lets what is shown grow in both directions.
  const showExcerpt = (body, place, excerpt) => {
    const grow = async (button, isEarlier) => {
      button.disabled = true;
      const more = await wider(place, excerpt, isEarlier);
      if (!button.isConnected) return;
      if (!more) {
        button.disabled = false;
        return;
      }
      const [fromTop, fromBottom] = [body.scrollTop, body.scrollHeight - body.scrollTop];
      showExcerpt(body, place, more);
      body.scrollTop = isEarlier ? body.scrollHeight - fromBottom : fromTop;
    };
    const earlier = moreButton("pane.earlier", (button) => grow(button, true));
    const later = moreButton("pane.later", (button) => grow(button, false));
    body.replaceChildren(
      excerpt.start > 0 ? earlier : "",
      excerptText(place, excerpt),
      excerpt.end < excerpt.length ? later : "",
    );
  };

  Object.assign(window.wence, { fetchExcerpt, quoteOf, showExcerpt });
})();
