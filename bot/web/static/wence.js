// The page's own behaviour beside Gradio's: the pane that shows a citation in its report, copying,
// rating, uploading and removing. Text from reports only ever enters the page as text nodes.
window.wence = (() => {
  "use strict";
  const given = window.wenceGiven;
  const isChinese = /^zh/i.test(navigator.languages?.[0] ?? navigator.language ?? "zh");
  const strings = given.strings[isChinese ? "zh" : "en"];
  const CONTEXT = 1500; // code points shown on either side of a passage, about a screen each
  const MORE = 4000; // code points that "show more" adds

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

  // ---- The pane ------------------------------------------------------------------------------

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
    if (!pane) return;
    const { root, opener } = pane;
    pane = null;
    root.remove();
    document.body.classList.remove("pane-open");
    if (opener?.isConnected) opener.focus({ preventScroll: true });
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
      const key = strings[error.message] ? error.message : "pane.failed";
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

  // ---- Copying and rating ---------------------------------------------------------------------

  const answerText = (answer) => {
    const sources = [...answer.querySelectorAll(".cited a.source")].map((source) =>
      ["number", "title", "where"]
        .map((name) => source.querySelector(`.${name}`)?.textContent)
        .filter(Boolean)
        .join(" "),
    );
    const text = answer.querySelector(".text").innerText.trim();
    return sources.length ? `${text}\n\n${words("answer.sources")}\n${sources.join("\n")}` : text;
  };

  const say = (link, key) => {
    link.textContent = words(key);
    link.classList.add("done");
  };

  const copyText = async (text) => {
    // The clipboard interface exists only on https and localhost; offices often have neither.
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = element("textarea", { value: text, className: "copying" });
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    if (!isCopied) throw new Error("copy");
  };

  const copyAnswer = (link) =>
    copyText(answerText(link.closest(".answer"))).then(
      () => say(link, "answer.copied"),
      () => say(link, "answer.copy_failed"),
    );

  const rate = async (link) => {
    const [id, rating] = link.getAttribute("href").slice("#rate=".length).split("&");
    const body = { answer_id: decodeURIComponent(id), rating: Number(rating) };
    const response = await fetch(api("feedback"), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }).catch(() => null);
    say(link, response?.ok ? "rate.thanks" : "rate.failed");
  };

  // ---- Reports --------------------------------------------------------------------------------

  const uploadResult = (name) => {
    const line = element(
      "li",
      {},
      element("strong", { textContent: name }),
      element("span", { className: "outcome", textContent: words("upload.reading") }),
    );
    document.querySelector("#upload .results").prepend(line);
    return (state, ...details) => {
      line.className = state;
      line.lastChild.textContent = [words(`upload.${state}`), ...details].filter(Boolean).join(" · ");
    };
  };

  // Reasons come in English; where staff read Chinese they are told in Chinese words.
  const problemOf = (outcome) => {
    const known = given.reasons.find((each) => outcome.reason.includes(each.match));
    return isChinese && known ? [known.zh] : [outcome.reason, outcome.hint];
  };

  const notesOf = (outcome) => {
    const { passages, empty_pages: pages } = outcome.audit ?? {};
    return [
      passages ? words("upload.passages", { count: passages }) : "",
      pages?.length ? words("upload.empty_pages", { pages: pages.join(isChinese ? "、" : ", ") }) : "",
    ];
  };

  const uploadOne = async (file) => {
    const report = uploadResult(file.name);
    if (file.size > given.maxUploadMb * 1024 * 1024) {
      report("failed", words("upload.too_large", { limit: given.maxUploadMb }));
      return;
    }
    const form = new FormData();
    form.append("files", file, file.name);
    try {
      const response = await fetch(api("documents"), { method: "POST", body: form });
      const sent = await response.json();
      const [outcome] = Array.isArray(sent) ? sent : (sent.documents ?? []);
      if (!outcome) report("failed", sent.error.message, sent.error.hint);
      else if (outcome.status === "failed") report("failed", ...problemOf(outcome));
      else report(outcome.status, ...notesOf(outcome));
    } catch {
      report("failed", words("upload.lost"));
    }
  };

  let uploaded = () => {};

  const uploadAll = async (files) => {
    for (const file of files) {
      await uploadOne(file); // one after another, so that each result shows when it is there
      uploaded();
    }
  };

  // Gradio makes the contents of a tab when the tab is first shown.
  const showReports = (files) => {
    document.querySelector('#side [role="tab"][data-tab-id="documents-tab"]')?.click();
    const wait = () =>
      document.querySelector("#upload .results") ? uploadAll(files) : requestAnimationFrame(wait);
    wait();
  };

  const takeUploads = (root, trigger) => {
    uploaded = () => trigger("upload");
    root.addEventListener("change", (event) => {
      if (event.target.type !== "file") return;
      const files = [...event.target.files];
      event.target.value = "";
      uploadAll(files);
    });
    root.addEventListener("keydown", (event) => {
      if (event.target.matches(".drop") && ["Enter", " "].includes(event.key)) {
        event.preventDefault();
        event.target.querySelector("input").click();
      }
    });
  };

  const removeReport = async (button, trigger) => {
    button.disabled = true;
    const path = `documents/${encodeURIComponent(button.value)}`;
    const response = await fetch(api(path), { method: "DELETE" }).catch(() => null);
    if (response?.ok || response?.status === 404) trigger("change");
    else button.textContent = words("upload.lost");
  };

  const askToRemove = (button) => {
    const confirm = element("span", { className: "confirm" });
    const yes = element("button", { type: "button", className: "yes", value: button.value });
    const no = element("button", { type: "button", className: "no" });
    yes.textContent = words("documents.remove");
    no.textContent = words("documents.cancel");
    confirm.append(words("documents.confirm"), yes, no);
    button.hidden = true;
    button.after(confirm);
    no.focus();
    no.addEventListener("click", () => {
      confirm.remove();
      button.hidden = false;
      button.focus();
    });
  };

  const takeRemovals = (root, trigger) => {
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.matches(".remove")) askToRemove(button);
      if (button?.matches(".yes")) removeReport(button, trigger);
    });
  };

  const takeWords = (root) => {
    for (const each of root.querySelectorAll("[data-words]")) {
      each.textContent = words(each.dataset.words);
    }
  };

  // ---- Events of the whole page ---------------------------------------------------------------

  const ACTIONS = [
    ["a.marker, a.source, #documents a.report", openLink],
    ['a[href="#copy"]', copyAnswer],
    ['a[href^="#rate="]', rate],
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
    if (event.key === "Escape") closePane();
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

  // Gradio reads a message's markup out as its label; without the label its text is read.
  const dropMarkupLabels = () => {
    const labelled = '#chat [data-testid="bot"][aria-label], #chat [data-testid="user"][aria-label]';
    for (const each of document.querySelectorAll(labelled)) each.removeAttribute("aria-label");
  };

  // Gradio's list box has no placeholder of its own; an empty choice means all reports.
  const explainScope = () => {
    const input = document.querySelector("#scope input");
    if (!input) return;
    const isAll = !document.querySelector("#scope .token");
    const text = isAll ? words("scope.placeholder") : "";
    if (input.placeholder !== text) input.placeholder = text;
  };

  new MutationObserver(() => {
    dropMarkupLabels();
    explainScope();
  }).observe(document, { subtree: true, childList: true, attributeFilter: ["aria-label"] });

  const begin = () => {
    document.documentElement.lang = isChinese ? "zh-CN" : "en";
    if (!new URLSearchParams(location.search).get("document")) return;
    openPane([placeOf(element("a", { href: location.search }))], 0, null);
  };
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);

  return { takeRemovals, takeUploads, takeWords };
})();
