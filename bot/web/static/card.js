// What can be changed about an answer's question: its scope, its wording, another question.
(() => {
  "use strict";
  const { api, element, isChinese, openMenu, words } = window.wence;

  let trigger = null; // Gradio's, of the component through which questions are asked

  const takeAsking = (given) => {
    trigger = given;
  };

  const askAgain = (again) => trigger?.("submit", again);

  const answerOf = (inside) => inside.closest(".answer");
  const questionOf = (answer) => answer.querySelector(".scope .whole").textContent;
  const chosenOf = (answer) =>
    answer.querySelector('.scope .change[name="report"]').value.split(" ").filter(Boolean);

  const again = (inside, changes = {}) => {
    const answer = answerOf(inside);
    askAgain({ question: questionOf(answer), documents: chosenOf(answer), ...changes });
  };

  // ---- Scope ----

  const changed = (chip, value) =>
    chip.name === "report"
      ? { documents: value ? [value] : [] }
      : { kind: chip.name, old: chip.value, new: value };

  const dropChip = (button) => again(button, changed(button, ""));

  const yearsOf = (report) => {
    const year = Number(/^\d{4}/.exec(report.period)?.[0]);
    return year ? [String(year), String(year - 1)] : [];
  };

  const entry = (chip, value, text, detail = "") => ({
    text,
    detail,
    isChosen: value === chip.value,
    choose: () => again(chip, changed(chip, value)),
  });

  const unique = (values) => [...new Set(values.filter(Boolean))];

  const ENTRIES = {
    place: (chip, reports) => [
      ...(chip.value ? [entry(chip, "", words("scope.any_place"))] : []),
      ...unique(reports.map((each) => each.place))
        .sort((one, other) => one.localeCompare(other, "zh"))
        .map((each) => entry(chip, each, each)),
    ],
    year: (chip, reports) => [
      ...(chip.value ? [entry(chip, "", words("scope.any_year"))] : []),
      ...unique(reports.flatMap(yearsOf))
        .sort((one, other) => other - one)
        .map((each) => entry(chip, each, words("scope.year", { year: each }))),
    ],
    report: (chip, reports) => {
      const cited = new Set(
        [...answerOf(chip).querySelectorAll("a.source, a.near")].map((link) =>
          new URLSearchParams(link.getAttribute("href")).get("document"),
        ),
      );
      const titles = reports.map((each) => each.title || each.name);
      const all = reports.map((each, i) => {
        const isCited = cited.has(each.document_id);
        const isShared = titles.filter((title) => title === titles[i]).length > 1;
        const details = [isShared ? each.name : "", isCited ? words("scope.cited") : ""];
        const detail = details.filter(Boolean).join(" · ");
        return { ...entry(chip, each.document_id, titles[i], detail), isCited };
      });
      return [
        entry(chip, "", words("scope.all_reports")),
        ...all.filter((each) => each.isCited),
        ...all.filter((each) => !each.isCited),
      ];
    },
  };

  const changeChip = async (chip) => {
    chip.disabled = true;
    const sent = await fetch(api("documents")).then((response) => response.json()).catch(() => null);
    chip.disabled = false;
    const entries = sent?.documents
      ? ENTRIES[chip.name](chip, sent.documents)
      : [{ text: words("scope.failed"), choose: () => changeChip(chip) }];
    openMenu(chip, chip.title || chip.textContent, entries);
  };

  // ---- Wording ----

  const editUnderstood = (button) => {
    const line = button.closest(".standalone");
    if (line.querySelector("form")) return;
    const text = element("textarea", { rows: 2, value: line.querySelector(".question").textContent });
    text.setAttribute("aria-label", words("understood.label"));
    const ask = element("button", { type: "submit", textContent: words("understood.ask") });
    const cancel = element("button", { type: "button", textContent: words("understood.cancel") });
    const form = element("form", { className: "understood" }, text, ask, cancel);
    const close = () => {
      form.remove();
      button.focus();
    };
    const send = (event) => {
      event.preventDefault();
      const question = text.value.trim();
      close();
      if (question) again(line, { question });
    };
    form.addEventListener("submit", send);
    cancel.addEventListener("click", close);
    text.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
    });
    line.append(form);
    text.focus();
  };

  // ---- Questions that the reports answer ----

  const looked = new Map(); // questions asked to their rephrasings: a message may be drawn anew

  const lookUp = (question, documents) => {
    const key = JSON.stringify([question, documents]);
    if (!looked.has(key)) {
      const body = JSON.stringify({ question, documents, language: isChinese ? "zh" : "en" });
      const headers = { "Content-Type": "application/json" };
      looked.set(
        key,
        fetch(api("rephrase"), { method: "POST", headers, body })
          .then((response) => (response.ok ? response.json() : { questions: [] }))
          .catch(() => ({ questions: [] })),
      );
    }
    return looked.get(key);
  };

  const offer = (holder, questions) => {
    const buttons = questions.map((question) => {
      const button = element("button", { type: "button", textContent: question });
      button.addEventListener("click", () => again(holder, { question }));
      return button;
    });
    const title = element("p", { className: "lead", textContent: words("rephrasings.title") });
    holder.classList.toggle("none", !buttons.length);
    holder.replaceChildren(...(buttons.length ? [title, ...buttons] : []));
  };

  const fillRephrasings = () => {
    for (const holder of document.querySelectorAll(".rephrasings:empty:not(.none)")) {
      const looking = words("rephrasings.looking");
      holder.append(element("p", { className: "lead", textContent: looking }));
      const answer = answerOf(holder);
      lookUp(questionOf(answer), chosenOf(answer)).then(({ questions }) => offer(holder, questions));
    }
  };

  Object.assign(window.wence, {
    changeChip,
    dropChip,
    editUnderstood,
    fillRephrasings,
    takeAsking,
  });
})();
