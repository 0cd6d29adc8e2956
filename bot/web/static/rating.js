// Asks what was wrong with an answer before it is rated as wrong.
(() => {
  "use strict";
  const { element, rate, words } = window.wence;
  const REASONS = ["figure", "source", "understanding", "missing", "other"];

  const askWhy = (link) => {
    const answer = link.closest(".answer");
    const old = answer.querySelector("form.why");
    if (old) return old.remove();
    const name = `why ${link.getAttribute("href")}`;
    const choices = REASONS.map((reason) => {
      const input = element("input", { type: "radio", name, value: reason, required: true });
      return element("label", {}, input, words(`rate.${reason}`));
    });
    const comment = element("input", {
      type: "text",
      maxLength: 1000,
      className: "comment",
      placeholder: words("rate.comment"),
    });
    comment.setAttribute("aria-label", words("rate.comment"));
    const cancel = element("button", { type: "button", textContent: words("rate.cancel") });
    const send = element("button", {
      type: "submit",
      className: "send",
      textContent: words("rate.send"),
    });
    const form = element(
      "form",
      { className: "why" },
      element(
        "fieldset",
        {},
        element("legend", { textContent: words("rate.why") }),
        ...choices,
        comment,
        send,
        cancel,
      ),
    );
    const close = () => {
      form.remove();
      link.focus();
    };
    cancel.addEventListener("click", close);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const reason = form.querySelector("input:checked").value;
      const said = comment.value.trim();
      close();
      rate(link, said ? `${reason}: ${said}` : reason);
    });
    answer.append(form);
    choices[0].firstChild.focus();
  };

  const rateAnswer = (link) =>
    link.getAttribute("href").endsWith("&-1") ? askWhy(link) : rate(link);

  Object.assign(window.wence, { rateAnswer });
})();
