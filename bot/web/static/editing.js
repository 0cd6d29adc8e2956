// Asking anew in the place of an earlier question, and the keys of the question box.
(() => {
  "use strict";
  const { chats, draft, element, given, keepDraft, tell, words } = window.wence;

  let editing = null; // the position of the question that is being edited

  const box = () => document.querySelector("#question textarea");

  const isRunning = () => Boolean(document.querySelector("#stop")?.offsetParent);

  const fill = (text) => {
    const area = box();
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
    area.setSelectionRange(text.length, text.length);
  };

  const positionOf = (link, selector) =>
    [...document.querySelectorAll("#chat .message-row.bot-row, #chat .message-row.user-row")]
      .filter((row) => row.querySelector(selector))
      .indexOf(link.closest(".message-row"));

  const questionAt = (at) => chats.current()?.exchanges?.[at]?.question;

  const edit = (at) => {
    const question = questionAt(at);
    if (question === undefined) return;
    stopEditing();
    editing = at;
    const text = words("question.editing", { number: at + 1 });
    const stop = element("button", { type: "button", textContent: words("question.editing_stop") });
    stop.addEventListener("click", () => {
      stopEditing();
      fill("");
    });
    const banner = element("p", { id: "editing" }, element("span", { textContent: text }), stop);
    banner.setAttribute("role", "status");
    document.querySelector("#composer").prepend(banner);
    fill(question);
  };

  const stopEditing = () => {
    const wasEditing = editing !== null;
    editing = null;
    document.querySelector("#editing")?.remove();
    return wasEditing;
  };

  const editQuestion = (link) => edit(positionOf(link, ".said"));

  const askAgain = (link) => {
    const at = positionOf(link, ".answer");
    const question = questionAt(at);
    if (question !== undefined) chats.ask(question, at);
  };

  // While a question is edited, sending asks in its place. Gradio must not see the event.
  const sendEdited = (event) => {
    const question = box().value;
    if (editing === null || !question.trim()) return;
    event.preventDefault();
    event.stopPropagation();
    const limit = given.maxQuestionChars;
    // What would be refused stays in the box.
    if (isRunning()) return tell(words("question.wait"));
    if (Array.from(question.trim()).length > limit) return tell(words("question.too_long", { limit }));
    chats.ask(question, editing);
    stopEditing();
    fill("");
  };

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.target !== box() || event.isComposing) return;
      if (event.key === "Enter" && !event.shiftKey) sendEdited(event);
      const isPlain = !(event.shiftKey || event.altKey || event.ctrlKey || event.metaKey);
      const count = document.querySelectorAll("#chat .said").length;
      if (event.key === "ArrowUp" && isPlain && !box().value && count) {
        event.preventDefault();
        edit(count - 1);
      }
    },
    true,
  );
  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest?.("#send")) sendEdited(event);
      if (!event.target.closest?.("#clear")) return;
      stopEditing();
      chats.leave();
    },
    true,
  );

  // Gradio empties the box without an event, so what is typed is read when the page goes.
  addEventListener("pagehide", () => keepDraft(box()?.value ?? ""));
  const takeQuestion = () => {
    if (!box()) requestAnimationFrame(takeQuestion);
    else if (draft() && !box().value) fill(draft());
  };

  // What Escape ends, one thing at a time: editing first, then an answer that is on its way.
  const stopAll = () => {
    if (stopEditing()) return fill("");
    if (isRunning()) document.querySelector("#stop").click();
  };

  Object.assign(window.wence, { askAgain, editQuestion, stopAll, takeQuestion });
})();
