// Puts the chat of a Wence server into a portal's page: a button that opens it, or a frame in the
// page. Everything is in README, "In a portal".
(() => {
  "use strict";
  const script = document.currentScript;
  const base = new URL(".", script?.src ?? location.href).href.replace(/\/$/, "");
  const server = new URL(base).origin;
  const LABELS = { zh: ["问策", "打开问策", "关闭问策"], en: ["Wence", "Open Wence", "Close Wence"] };
  const DEFAULTS = {
    position: "bottom-right",
    zIndex: 2147483000, // above what portals put on top; a page may choose another
    width: 420,
    height: 640,
    autoHeight: false,
  };

  const isChinese = (language) => /^zh/i.test(language || navigator.language || "zh");

  // A token, from the page itself, from a function of it, or from an address of its server, which
  // answers with the token as text or as {"token": "…"}.
  const tokenOf = async ({ token, tokenUrl }) => {
    if (typeof token === "function") return token();
    if (!tokenUrl) return token ?? "";
    const sent = await fetch(tokenUrl, { credentials: "same-origin", cache: "no-store" });
    if (!sent.ok) throw new Error(`Wence: ${tokenUrl} answered ${sent.status}`);
    const text = await sent.text();
    try {
      return JSON.parse(text).token ?? "";
    } catch {
      return text.trim();
    }
  };

  const canRenew = ({ token, tokenUrl }) => typeof token === "function" || Boolean(tokenUrl);

  const styled = (name, style, properties = {}) => {
    const made = Object.assign(document.createElement(name), properties);
    Object.assign(made.style, style);
    return made;
  };

  const px = (size) => (typeof size === "number" || /^\d+$/.test(size) ? `${size}px` : size);

  const addressOf = (options, token) => {
    const address = new URL(`${base}/embed`);
    const sent = { token, origin: location.origin };
    for (const name of ["language", "theme", "question", "collection"]) sent[name] = options[name];
    for (const [name, value] of Object.entries(sent)) {
      if (value) address.searchParams.set(name, value);
    }
    return address.href;
  };

  // One frame with what it tells and is told.
  const framed = (options, host) => {
    const frame = styled("iframe", { border: 0, width: "100%", height: "100%", display: "block" });
    frame.title = LABELS[isChinese(options.language) ? "zh" : "en"][0];
    frame.allow = "clipboard-write";
    frame.referrerPolicy = "no-referrer";

    const send = (message) => frame.contentWindow?.postMessage({ to: "wence", ...message }, server);
    const fail = (error) => {
      options.onError?.(error);
      console.error(error);
    };
    const enter = () => tokenOf(options).then((token) => (frame.src = addressOf(options, token)), fail);
    const renew = () => tokenOf(options).then((token) => send({ type: "token", token }), fail);

    const acts = {
      ready: () => options.onReady?.(),
      answered: (told) => options.onAnswered?.(told),
      height: (told) => {
        if (options.autoHeight) host.style.height = px(told.height);
        options.onHeight?.(told.height);
      },
      renew: () => canRenew(options) && renew(),
      expired: () => (canRenew(options) ? enter() : options.onExpired?.()),
    };
    const listen = (event) => {
      if (event.source !== frame.contentWindow || event.origin !== server) return;
      if (event.data?.from !== "wence") return;
      const { from: _, type, ...told } = event.data;
      acts[type]?.(told);
      host.dispatchEvent(new CustomEvent(`wence:${type}`, { detail: told, bubbles: true }));
    };
    addEventListener("message", listen);
    host.append(frame);
    enter();
    return {
      ask: (question) => send({ type: "ask", question }),
      end: () => {
        removeEventListener("message", listen);
        frame.remove();
      },
    };
  };

  const inline = (options, host) => {
    host.style.height ||= px(options.height);
    const shown = framed(options, host);
    return { element: host, ask: shown.ask, open() {}, close() {}, destroy: shown.end };
  };

  const corner = ({ position, zIndex }, gap) => {
    const [edge, side] = position.split("-");
    return { position: "fixed", [edge]: px(gap), [side]: px(20), zIndex: String(zIndex) };
  };

  const floating = (options) => {
    const [name, opening, closing] = LABELS[isChinese(options.language) ? "zh" : "en"];
    const button = styled(
      "button",
      {
        ...corner(options, 20),
        minWidth: "56px",
        height: "56px",
        padding: "0 16px",
        border: 0,
        borderRadius: "28px",
        background: options.color ?? "#1f4e5f",
        color: "#fff",
        font: "600 16px/1 system-ui, sans-serif",
        boxShadow: "0 6px 20px rgb(0 0 0 / 25%)",
        cursor: "pointer",
      },
      { type: "button", textContent: options.label ?? name },
    );
    const panel = styled("div", {
      ...corner(options, 88),
      width: `min(${px(options.width)}, calc(100vw - 40px))`,
      height: `min(${px(options.height)}, calc(100vh - 108px))`,
      borderRadius: "12px",
      overflow: "hidden",
      background: "#fff",
      boxShadow: "0 12px 40px rgb(0 0 0 / 30%)",
      display: "none",
    });
    let shown = null;
    const show = (isOpen) => {
      shown ??= isOpen ? framed({ ...options, autoHeight: false }, panel) : null;
      panel.style.display = isOpen ? "block" : "none";
      button.setAttribute("aria-expanded", String(isOpen));
      button.setAttribute("aria-label", isOpen ? closing : opening);
    };
    const isOpen = () => panel.style.display !== "none";
    button.addEventListener("click", () => show(!isOpen()));
    const leave = (event) => event.key === "Escape" && isOpen() && show(false);
    addEventListener("keydown", leave);
    show(false);
    document.body.append(panel, button);
    return {
      element: panel,
      ask: (question) => shown?.ask(question),
      open: () => show(true),
      close: () => show(false),
      destroy: () => {
        removeEventListener("keydown", leave);
        shown?.end();
        panel.remove();
        button.remove();
      },
    };
  };

  const mount = (given = {}) => {
    const options = { ...DEFAULTS, ...given };
    if (!options.into) return floating(options);
    const host =
      typeof options.into === "string" ? document.querySelector(options.into) : options.into;
    if (!host) throw new Error(`Wence: there is no element ${options.into}`);
    return inline(options, host);
  };

  window.Wence = Object.freeze({ mount });

  // <script src="…/embed.js" data-token-url="/wence-token" data-language="zh"></script>
  const written = { ...script?.dataset };
  if (Object.keys(written).length) {
    written.autoHeight = written.autoHeight === "true";
    const start = () => mount(written);
    if (document.body && document.readyState !== "loading") start();
    else document.addEventListener("DOMContentLoaded", start);
  }
})();
