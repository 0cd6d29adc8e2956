// The drawer of past conversations: searching, opening, renaming, exporting and deleting them.
(() => {
  "use strict";
  const { api, chats, element, isChinese, isKept, words } = window.wence;
  const DAY_MS = 24 * 60 * 60 * 1000;
  const KINDS = { docx: "history.word", md: "history.markdown" };

  let drawer = null; // {root, list, search, opener}

  const button = (key, className, act) => {
    const made = element("button", { type: "button", className, textContent: words(key) });
    made.addEventListener("click", act);
    return made;
  };

  const openHistory = (opener) => {
    if (drawer) return closeHistory();
    const search = element("input", { type: "search", placeholder: words("history.search") });
    search.setAttribute("aria-label", words("history.search"));
    search.addEventListener("input", showHistory);
    const list = element("div", { className: "chats" });
    const close = button("history.close", "close", closeHistory);
    close.textContent = "×";
    close.setAttribute("aria-label", words("history.close"));
    const head = element("header", {}, element("h2", { textContent: words("history.title") }), close);
    const begin = button("clear", "begin", () => {
      chats.begin();
      closeHistory();
    });
    const note = element("p", {
      className: "kept",
      textContent: words(isKept ? "history.kept" : "history.unkept"),
    });
    const root = element("aside", { id: "history" }, head, begin, search, list, note);
    root.setAttribute("role", "dialog");
    root.setAttribute("aria-label", words("history.title"));
    drawer = { root, list, search, opener };
    document.body.append(root);
    opener?.setAttribute("aria-expanded", "true");
    showHistory();
    search.focus();
  };

  const closeHistory = () => {
    if (!drawer) return false;
    const { root, opener } = drawer;
    drawer = null;
    root.remove();
    opener?.setAttribute("aria-expanded", "false");
    opener?.focus({ preventScroll: true });
    return true;
  };

  const groupOf = (time) => {
    const midnight = new Date().setHours(0, 0, 0, 0);
    if (time >= midnight) return "history.today";
    return time >= midnight - 6 * DAY_MS ? "history.week" : "history.older";
  };

  const textOf = (chat) =>
    [chat.title, ...chat.exchanges.flatMap((each) => [each.question, each.answer?.answer ?? each.text])]
      .join("\n")
      .toLowerCase();

  const showHistory = () => {
    if (!drawer) return;
    const wanted = drawer.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = chats.list();
    const found = all.filter((chat) => wanted.every((word) => textOf(chat).includes(word)));
    const groups = new Map();
    for (const chat of found) {
      const key = groupOf(chat.updated);
      groups.set(key, [...(groups.get(key) ?? []), entry(chat)]);
    }
    const parts = [...groups].flatMap(([key, entries]) => [
      element("h3", { textContent: words(key) }),
      element("ul", {}, ...entries),
    ]);
    const empty = all.length ? "history.no_match" : "history.none";
    const none = element("p", { className: "hint", textContent: words(empty) });
    drawer.list.replaceChildren(...(parts.length ? parts : [none]));
  };

  // A chat that is just being renamed, or asked about, must not lose that to an answer's last words.
  const refreshHistory = () => {
    if (!drawer?.list.querySelector(".naming, .confirm")) showHistory();
  };

  const timeOf = (time) =>
    new Intl.DateTimeFormat(isChinese ? "zh-CN" : "en", {
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hour12: false,
    }).format(time);

  const entry = (chat) => {
    const count = words("history.count", { count: chat.exchanges.length });
    const open = element(
      "button",
      { type: "button", className: "open" },
      element("span", { className: "title", textContent: chat.title }),
      element("span", { className: "facts", textContent: `${timeOf(chat.updated)} · ${count}` }),
    );
    const item = element("li", {}, open);
    open.addEventListener("click", () => {
      chats.reopen(chat.id);
      closeHistory();
    });
    if (chat.id === chats.current()?.id) {
      item.className = "current";
      open.setAttribute("aria-current", "true");
    }
    item.append(
      element(
        "span",
        { className: "actions" },
        button("history.rename", "rename", () => askName(item, chat)),
        ...Object.entries(KINDS).map(([kind, key]) =>
          button(key, kind, (event) => exportChat(chat, kind, event.target)),
        ),
        button("history.delete", "delete", () => askToDelete(item, chat)),
      ),
    );
    return item;
  };

  const askName = (item, chat) => {
    const input = element("input", { value: chat.title, maxLength: 100 });
    input.setAttribute("aria-label", words("history.name"));
    const form = element(
      "form",
      { className: "naming" },
      input,
      element("button", { type: "submit", textContent: words("history.save") }),
      button("history.cancel", "no", showHistory),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      chats.rename(chat.id, input.value);
      showHistory();
    });
    item.replaceChildren(form);
    input.select();
  };

  const askToDelete = (item, chat) => {
    const yes = button("history.delete", "yes", () => {
      if (chat.id === chats.current()?.id) chats.begin();
      chats.remove(chat.id);
      showHistory();
    });
    const no = button("history.cancel", "no", showHistory);
    const asked = element("span", { textContent: words("history.confirm") });
    item.replaceChildren(
      element("span", { className: "title", textContent: chat.title }),
      element("span", { className: "actions confirm" }, asked, yes, no),
    );
    no.focus();
  };

  const exportChat = async (chat, kind, made) => {
    made.disabled = true;
    const { title, exchanges } = chats.read(chat.id);
    const language = isChinese ? "zh" : "en";
    const response = await fetch(api("export"), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ format: kind, title, language, exchanges }),
    }).catch(() => null);
    made.disabled = false;
    if (!response?.ok) return window.wence.tell(words("history.export_failed"));
    const address = URL.createObjectURL(await response.blob());
    const name = title.replace(/[\\/:*?"<>|\s]+/g, " ").trim() || words("export.title");
    const link = element("a", { href: address, download: `${name}.${kind}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };

  Object.assign(window.wence, { closeHistory, openHistory, refreshHistory });
})();
