// Who is signed in, what they may do, and signing out.
(() => {
  "use strict";
  const { api, element, words } = window.wence;

  const signOut = () => {
    const button = element("button", { type: "submit", textContent: words("sign_out") });
    const form = element("form", { method: "post", action: api("../sign-out") }, button);
    form.id = "sign-out";
    return form;
  };

  const show = (me) => {
    document.documentElement.dataset.role = me.role;
    window.wence.collections = me.collections;
    showCollections();
    const place = document.querySelector("#masthead header");
    if (me.sign_in === "none" || !place || place.querySelector("#who")) return;
    const name = element("span", { id: "who", textContent: me.name });
    name.title = words("signed_in", { name: me.name });
    if (me.sign_in === "accounts") {
      const href = api("../password");
      name.replaceChildren(element("a", { href, textContent: me.name, title: words("password.change") }));
    }
    place.append(name);
    if (me.signs_out) place.append(signOut());
  };

  // Where a report can go to several collections, the one is chosen beside where it is dropped.
  const showCollections = () => {
    const names = window.wence.collections ?? [];
    const place = document.querySelector("#upload .drop");
    if (names.length < 2 || !place || document.querySelector("#collection")) return;
    const choice = element("select", { id: "collection" });
    for (const name of names) choice.append(element("option", { value: name, textContent: name }));
    place.after(element("label", { className: "collection" }, words("upload.collection"), choice));
  };

  const ask = async () => {
    const response = await fetch(api("me"), { cache: "no-store" }).catch(() => null);
    if (response?.status === 401) location.reload(); // the sign-in has ended
    if (response?.ok) show(await response.json());
  };

  // A sign-in may end while the page is open; it is noticed when somebody comes back to it.
  document.addEventListener("visibilitychange", () => document.hidden || ask());

  Object.assign(window.wence, { askWho: ask, showCollections });
})();
