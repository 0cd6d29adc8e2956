// Keeps conversations in this browser: the server forgets them when the page is closed.
(() => {
  "use strict";
  const { api, isFramed, words } = window.wence;
  // Several products may live below one host, and several people sign in with one browser.
  const [, who] = document.cookie.match(/(?:^|; )wence-who=(\w+)/) ?? ["", ""];
  const PREFIX = `wence ${api("")} ${who && `${who} `}`;
  const CURRENT = `${PREFIX}current`;
  const DRAFT = `${PREFIX}draft`;
  const LONGEST_TITLE = 60;
  const MOST = 200;

  // A browser may bar storage, as many do inside a frame of another site; then the chats last as
  // long as the page.
  const memory = new Map();
  const memoryStore = {
    getItem: (key) => memory.get(key) ?? null,
    setItem: (key, value) => memory.set(key, value),
    removeItem: (key) => memory.delete(key),
    keys: () => [...memory.keys()],
  };
  const usable = (name) => {
    if (isFramed) return null; // the next to use this browser may be someone else of the portal
    try {
      const store = window[name];
      store.setItem(`${PREFIX}probe`, "");
      store.removeItem(`${PREFIX}probe`);
      return store;
    } catch {
      return null;
    }
  };
  const lasting = usable("localStorage");
  const store = lasting ?? memoryStore;
  const ofTab = usable("sessionStorage") ?? memoryStore;

  const keyOf = (id) => `${PREFIX}chat ${id}`;

  const read = (id) => {
    try {
      return JSON.parse(store.getItem(keyOf(id)));
    } catch {
      return null; // written by something else
    }
  };

  const list = () => {
    const keys = lasting ? Object.keys(lasting) : memoryStore.keys();
    return keys
      .filter((key) => key.startsWith(keyOf("")))
      .map((key) => read(key.slice(keyOf("").length)))
      .filter((chat) => chat?.exchanges?.length)
      .sort((one, other) => other.updated - one.updated);
  };

  const remove = (id) => {
    store.removeItem(keyOf(id));
    if (ofTab.getItem(CURRENT) === id) ofTab.removeItem(CURRENT);
  };

  const write = (chat) => {
    const others = list().filter((each) => each.id !== chat.id);
    for (const each of others.splice(MOST - 1)) remove(each.id);
    for (;;) {
      try {
        store.setItem(keyOf(chat.id), JSON.stringify(chat));
        return;
      } catch (error) {
        if (!others.length) throw error;
        remove(others.pop().id);
        window.wence.tell(words("history.full"));
      }
    }
  };

  const titleOf = (exchanges) => {
    const [line] = exchanges[0].question.trim().split("\n");
    const points = Array.from(line);
    return points.length > LONGEST_TITLE ? `${points.slice(0, LONGEST_TITLE).join("")}…` : line;
  };

  const keep = ({ id, exchanges }) => {
    if (!exchanges.length) {
      ofTab.removeItem(CURRENT);
      return;
    }
    ofTab.setItem(CURRENT, id);
    const now = Date.now();
    const old = read(id) ?? { id, created: now, updated: now };
    const title = old.isNamed ? old.title : titleOf(exchanges);
    const isSame = JSON.stringify(old.exchanges) === JSON.stringify(exchanges);
    write({ ...old, title, exchanges, updated: isSame ? old.updated : now });
  };

  const rename = (id, title) => {
    const chat = read(id);
    if (chat && title.trim()) write({ ...chat, title: title.trim(), isNamed: true });
  };

  let [trigger, shown, wanted] = [null, null, null];

  // Chats that were left or deleted, and how often they may still turn up: an answer or its
  // follow-up questions that were on their way may arrive afterwards, and must not bring a chat
  // back. If the server stays with it, the server did not hear of it, and is right.
  const LATE = 3;
  const left = new Map();
  const leave = (chat = shown) => {
    if (chat?.exchanges.length) left.set(chat.id, LATE);
  };
  const isLate = ({ id }) => {
    const remaining = left.get(id) ?? 0;
    if (remaining) left.set(id, remaining - 1);
    return remaining > 0;
  };

  const current = () => shown;
  const isReady = () => trigger !== null;
  const ask = (question, at) => trigger("edit", { question, at });
  const begin = () => {
    leave();
    trigger("clear");
  };
  const reopen = (id) => {
    const chat = read(id);
    if (!chat) return;
    if (id !== shown?.id) leave();
    left.delete(id);
    wanted = id;
    trigger("select", { id, exchanges: chat.exchanges });
  };

  // A server that was started again while the page stayed open remembers nothing: what it answered
  // since is put behind what this page still knows.
  const isForgotten = (given) =>
    shown?.exchanges.length && given.exchanges.length && ![shown.id, wanted].includes(given.id);
  const goOn = (given) => {
    const exchanges = [...shown.exchanges, ...given.exchanges];
    leave(given);
    trigger("select", { id: shown.id, exchanges });
  };

  const takeKeeper = (send, watch, props) => {
    trigger = send;
    watch("value", () => {
      const given = props.value;
      if (!given?.exchanges) return;
      if (isLate(given)) return trigger("retry"); // shows what is there now
      if (isForgotten(given)) return goOn(given);
      shown = given;
      keep(shown);
      window.wence.tellAnswered?.(shown.exchanges);
      window.wence.refreshHistory?.();
    });
    // A page that is loaded again, perhaps from a server that was started again, goes on.
    window.wence.takeQuestion();
    const open = ofTab.getItem(CURRENT);
    if (open) reopen(open);
  };

  // What is being typed outlives the page's loading itself again, as after a restart of the server.
  const keepDraft = (text) => {
    if (text) ofTab.setItem(DRAFT, text);
    else ofTab.removeItem(DRAFT);
  };
  const draft = () => ofTab.getItem(DRAFT) ?? "";

  const chats = { ask, begin, current, isReady, leave, list, read, remove, rename, reopen };
  Object.assign(window.wence, { chats, draft, isKept: lasting !== null, keepDraft, takeKeeper });
})();
