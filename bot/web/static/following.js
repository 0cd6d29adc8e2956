// Keeps the newest question in view while it is answered: a long answer is read from its beginning,
// which Gradio would scroll away.
(() => {
  "use strict";
  const GAP = 12; // pixels above the question

  let followed = ""; // the question that is kept in view, and its place
  let wasPending = false;
  let isLeft = false; // the reader is elsewhere in the conversation

  const follow = () => {
    const asked = document.querySelectorAll("#chat .said");
    const newest = asked[asked.length - 1];
    if (!newest) return;
    const isPending = Boolean(document.querySelector("#chat .answer.pending"));
    const question = `${asked.length} ${newest.textContent}`;
    if (question !== followed || (isPending && !wasPending)) isLeft = false;
    [followed, wasPending] = [question, isPending];
    if (isLeft) return;
    const view = document.querySelector("#chat .bubble-wrap");
    view.scrollTop += newest.getBoundingClientRect().top - view.getBoundingClientRect().top - GAP;
  };

  const leave = (event) => {
    if (event.target.closest?.("#chat")) isLeft = true;
  };
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(kind, leave, { capture: true, passive: true });
  }

  const watch = (chat) => {
    new MutationObserver(follow).observe(chat, { subtree: true, childList: true });
    follow();
  };

  const waiting = new MutationObserver(() => {
    const chat = document.querySelector("#chat");
    if (!chat) return;
    waiting.disconnect();
    watch(chat);
  });
  waiting.observe(document, { subtree: true, childList: true });
})();
