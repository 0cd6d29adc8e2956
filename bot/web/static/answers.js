// What can be done with an answer beside reading it: copying and rating.
(() => {
  "use strict";
  const { api, element, words } = window.wence;

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
    // The clipboard interface exists only on https and localhost, and not in every frame; offices
    // often have neither.
    const isWritten = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    if (isWritten) return;
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

  const copyFigure = (button) =>
    copyText(button.value).then(
      () => say(button, "answer.copied"),
      () => say(button, "answer.copy_failed"),
    );

  const rate = async (link, comment = "") => {
    const [id, rating] = link.getAttribute("href").slice("#rate=".length).split("&");
    const body = { answer_id: decodeURIComponent(id), rating: Number(rating), comment };
    const response = await fetch(api("feedback"), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }).catch(() => null);
    say(link, response?.ok ? "rate.thanks" : "rate.failed");
  };

  Object.assign(window.wence, { copyAnswer, copyFigure, copyText, rate });
})();
