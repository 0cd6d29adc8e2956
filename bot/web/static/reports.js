// Uploading and removing reports.
(() => {
  "use strict";
  const { api, element, given, isChinese, words } = window.wence;

  const uploadResult = (name) => {
    const line = element(
      "li",
      {},
      element("strong", { textContent: name }),
      element("span", { className: "outcome", textContent: words("upload.reading") }),
    );
    document.querySelector("#upload .results").prepend(line);
    return (state, ...details) => {
      line.className = state;
      line.lastChild.textContent = [words(`upload.${state}`), ...details].filter(Boolean).join(" · ");
    };
  };

  // Reasons come in English; where staff read Chinese they are told in Chinese words.
  const problemOf = (outcome) => {
    const known = given.reasons.find((each) => outcome.reason.includes(each.match));
    return isChinese && known ? [known.zh] : [outcome.reason, outcome.hint];
  };

  const notesOf = (outcome) => {
    const { passages, empty_pages: pages } = outcome.audit ?? {};
    return [
      passages ? words("upload.passages", { count: passages }) : "",
      pages?.length ? words("upload.empty_pages", { pages: pages.join(isChinese ? "、" : ", ") }) : "",
    ];
  };

  const uploadOne = async (file) => {
    const report = uploadResult(file.name);
    if (file.size > given.maxUploadMb * 1024 * 1024) {
      report("failed", words("upload.too_large", { limit: given.maxUploadMb }));
      return;
    }
    const form = new FormData();
    form.append("files", file, file.name);
    try {
      const response = await fetch(api("documents"), { method: "POST", body: form });
      const sent = await response.json();
      const [outcome] = Array.isArray(sent) ? sent : (sent.documents ?? []);
      if (!outcome) report("failed", sent.error.message, sent.error.hint);
      else if (outcome.status === "failed") report("failed", ...problemOf(outcome));
      else report(outcome.status, ...notesOf(outcome));
    } catch {
      report("failed", words("upload.lost"));
    }
  };

  let uploaded = () => {};

  const uploadAll = async (files) => {
    for (const file of files) {
      await uploadOne(file); // one after another, so that each result shows when it is there
      uploaded();
    }
  };

  // Gradio makes the contents of a tab when the tab is first shown, and a click that comes before
  // the tab listens is lost; so it is clicked until it is the one shown.
  const showReports = (files) => {
    const tab = document.querySelector('#side [role="tab"][data-tab-id="documents-tab"]');
    if (tab?.getAttribute("aria-selected") !== "true") tab?.click();
    if (tab && document.querySelector("#upload .results")) uploadAll(files);
    else requestAnimationFrame(() => showReports(files));
  };

  const takeUploads = (root, trigger) => {
    uploaded = () => trigger("upload");
    root.addEventListener("change", (event) => {
      if (event.target.type !== "file") return;
      const files = [...event.target.files];
      event.target.value = "";
      uploadAll(files);
    });
    root.addEventListener("keydown", (event) => {
      if (event.target.matches(".drop") && ["Enter", " "].includes(event.key)) {
        event.preventDefault();
        event.target.querySelector("input").click();
      }
    });
  };

  const removeReport = async (button, trigger) => {
    button.disabled = true;
    const path = `documents/${encodeURIComponent(button.value)}`;
    const response = await fetch(api(path), { method: "DELETE" }).catch(() => null);
    if (response?.ok || response?.status === 404) trigger("delete");
    else button.textContent = words("upload.lost");
  };

  const askToRemove = (button) => {
    const confirm = element("span", { className: "confirm" });
    const yes = element("button", { type: "button", className: "yes", value: button.value });
    const no = element("button", { type: "button", className: "no" });
    yes.textContent = words("documents.remove");
    no.textContent = words("documents.cancel");
    confirm.append(words("documents.confirm"), yes, no);
    button.hidden = true;
    button.after(confirm);
    no.focus();
    no.addEventListener("click", () => {
      confirm.remove();
      button.hidden = false;
      button.focus();
    });
  };

  const takeRemovals = (root, trigger) => {
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.matches(".remove")) askToRemove(button);
      if (button?.matches(".yes")) removeReport(button, trigger);
    });
  };

  Object.assign(window.wence, { showReports, takeRemovals, takeUploads });
})();
