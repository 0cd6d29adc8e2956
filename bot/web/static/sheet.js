// A page of a report's own file as it is printed, with the lines of a passage marked.
(() => {
  "use strict";
  const { api, element, words } = window.wence;

  const pagePath = (place, page) =>
    api(`documents/${encodeURIComponent(place.document)}/pages/${page}`);

  const markOf = ([left, top, right, bottom]) => {
    const mark = element("span", { className: "page-mark" });
    const share = (value) => `${(100 * value).toFixed(3)}%`;
    Object.assign(mark.style, {
      left: share(left),
      top: share(top),
      width: share(right - left),
      height: share(bottom - top),
    });
    return mark;
  };

  const say = (status, key) => {
    status.textContent = key ? words(key) : "";
  };

  const findMarks = async (place, page, frame, status) => {
    say(status, "sheet.marking");
    const query = new URLSearchParams({ start: place.start, end: place.end });
    try {
      const response = await fetch(`${pagePath(place, page)}/marks?${query}`);
      if (!response.ok) throw new Error("marks");
      const { boxes } = await response.json();
      frame.append(...boxes.map(markOf));
      say(status, boxes.length ? "" : "sheet.unmarked");
      frame.querySelector(".page-mark")?.scrollIntoView({ block: "center" });
    } catch {
      say(status, "sheet.unmarked");
    }
  };

  const turner = (key, className, page, count, turn) => {
    const button = element("button", { type: "button", className, textContent: words(key) });
    button.disabled = page < 1 || page > count;
    button.addEventListener("click", () => turn(page));
    return button;
  };

  const bar = (page, count, turn) => {
    const position = words("sheet.position", { page, count });
    return element(
      "div",
      { className: "sheet-bar" },
      turner("sheet.previous", "page-previous", page - 1, count, turn),
      element("span", { className: "position", textContent: position }),
      turner("sheet.next", "page-next", page + 1, count, turn),
    );
  };

  // Fills `body` with a page of `excerpt`'s report; the passage is marked on its own page.
  const showSheet = (body, place, excerpt, page = excerpt.page ?? 1) => {
    const turn = (to) => showSheet(body, place, excerpt, to);
    const status = element("p", { className: "sheet-status", textContent: words("sheet.loading") });
    status.setAttribute("role", "status");
    const image = element("img", { alt: words("sheet.alt", { page, title: excerpt.title }) });
    const frame = element("div", { className: "sheet" }, image);
    image.addEventListener("load", () => {
      say(status, "");
      const isMarked = place.start !== null && page >= excerpt.page;
      if (isMarked) findMarks(place, page, frame, status);
    });
    image.addEventListener("error", () => {
      image.remove();
      say(status, "sheet.failed");
    });
    image.src = `${pagePath(place, page)}/image`;
    body.replaceChildren(bar(page, excerpt.pages, turn), status, frame);
    body.scrollTop = 0;
  };

  Object.assign(window.wence, { showSheet });
})();
