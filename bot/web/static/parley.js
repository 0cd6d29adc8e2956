// In a portal's frame: tells the page around it what happens, and takes a question or a new token
// from it. It speaks with that page alone, whose origin the server has checked.
(() => {
  "use strict";
  const { api, chats, element, isFramed, words } = window.wence;
  if (!isFramed) return;
  const POLL_MS = 100;
  const CHECK_MS = 60_000;
  // Time for the portal's server to make a token, and for a second try.
  const EARLY = 0.5;
  const STEP_PX = 8;

  const when = (holds, act) => {
    if (holds()) return act();
    const waiting = setInterval(() => {
      if (!holds()) return;
      clearInterval(waiting);
      act();
    }, POLL_MS);
  };

  const address = (name) => api(`../embed/${name}`);
  let portal = null;
  let told = null; // the last answer that was told of

  const tell = (type, fields = {}) => {
    if (portal) parent.postMessage({ from: "wence", type, ...fields }, portal);
  };

  const box = () => document.querySelector("#question textarea");
  const ask = (question) => {
    if (typeof question !== "string" || !question.trim()) return;
    const start = () => chats.ask(question.trim(), chats.current()?.exchanges.length ?? 0);
    when(chats.isReady, start);
  };

  const end = () => {
    tell("expired");
    if (document.querySelector("#ended")) return;
    const note = element("p", { id: "ended", textContent: words("frame.ended") });
    note.setAttribute("role", "alert");
    document.body.append(note);
  };

  let [renewing, ending] = [0, 0];
  const plan = (seconds) => {
    clearTimeout(renewing);
    clearTimeout(ending);
    renewing = setTimeout(() => tell("renew"), seconds * 1000 * EARLY);
    ending = setTimeout(end, seconds * 1000);
  };

  const renew = async (token) => {
    const sent = await fetch(address("renew"), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
    }).catch(() => null);
    if (sent?.ok) plan((await sent.json()).seconds);
    else if (sent?.status === 401) end();
  };

  addEventListener("message", (event) => {
    if (!portal || event.source !== parent || event.origin !== portal) return;
    if (event.data?.to !== "wence") return;
    if (event.data.type === "ask") ask(event.data.question);
    if (event.data.type === "token") renew(event.data.token);
  });

  window.wence.tellAnswered = (exchanges) => {
    const answer = exchanges.at(-1)?.answer;
    if (!answer || answer.answer_id === told) return;
    told = answer.answer_id;
    tell("answered", {
      outcome: answer.outcome,
      answerId: answer.answer_id,
      citations: answer.citations.length,
    });
  };

  let height = 0;
  const measure = () => {
    const shown = document.querySelector("#chat .bubble-wrap");
    const written = document.querySelector("#composer");
    if (!shown || !written) return;
    const now = (shown.firstElementChild?.scrollHeight ?? 0) + written.offsetHeight;
    if (Math.abs(now - height) < STEP_PX) return;
    height = now;
    tell("height", { height });
  };

  // A server that was started again knows this frame no more.
  const check = async () => {
    const sent = await fetch(address("session")).catch(() => null);
    if (sent?.status === 401) end();
  };
  setInterval(check, CHECK_MS);
  document.addEventListener("visibilitychange", () => document.hidden || check());

  const begin = async () => {
    const sent = await fetch(address("session")).catch(() => null);
    if (!sent?.ok) return end();
    const { origin, question, seconds } = await sent.json();
    portal = origin || null;
    plan(seconds);
    when(box, () => {
      tell("ready");
      measure();
      new MutationObserver(measure).observe(document.body, { subtree: true, childList: true });
      ask(question);
    });
  };
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
