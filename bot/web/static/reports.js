// Uploading and removing reports.
(() => {
  "use strict";
  const { api, element, given, isChinese, tell, words } = window.wence;

  const uploadResult = (name, place) => {
    const line = element(
      "li",
      {},
      element("strong", { textContent: name }),
      element("span", { className: "outcome", textContent: `${words("upload.waiting")} ${place}` }),
    );
    document.querySelector("#upload .results").prepend(line);
    return (state, ...details) => {
      line.className = state;
      line.lastChild.textContent = [words(`upload.${state}`), ...details].filter(Boolean).join(" · ");
      return line.lastChild;
    };
  };

  // The server sends a line of JSON for each step of a file; the last says what became of it.
  const lastLine = async (response, step) => {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let [rest, last] = ["", null];
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return last;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        last = JSON.parse(line);
        if (last.step) step(last.step);
      }
    }
  };

  const isLocked = (outcome) => outcome.status === "failed" && outcome.reason.includes("password");

  // Reasons come in English; where staff read Chinese they are told in Chinese words.
  const problemOf = (outcome) => {
    const known = given.reasons.find((each) => outcome.reason.includes(each.match));
    return isChinese && known ? [known.zh] : [outcome.reason, outcome.hint];
  };

  // The pages that the English words begin with stand at the ## of the Chinese ones, the first
  // number at #.
  const warningOf = (warning) => {
    const known = isChinese && given.reasons.find((each) => warning.includes(each.match));
    const [listed, more] = warning.split(":")[0].split(" and ");
    const pages = (listed.match(/\d+/g) ?? []).join("、") + (more ? " 等" : " ");
    const number = warning.match(/\d+/)?.[0] ?? "";
    return known ? known.zh.replace("##", pages).replace("#", number) : warning;
  };

  const listOf = (values) => values.join(isChinese ? "、" : ", ");

  const notesOf = (outcome) => {
    const audit = outcome.audit ?? {};
    const told = (key, place, values) =>
      values?.length ? words(key, { [place]: listOf(values) }) : "";
    return [
      audit.passages ? words("upload.passages", { count: audit.passages }) : "",
      outcome.duplicate_of ? words("upload.duplicate") : "",
      outcome.supersedes ? words("upload.supersedes") : "",
      audit.is_partial ? words("upload.partial") : "",
      told("upload.garbled_pages", "pages", audit.garbled_pages),
      told("upload.empty_pages", "pages", audit.empty_pages),
      told("upload.lost_numbers", "numbers", audit.lost_numbers?.slice(0, 5)),
      ...(audit.warnings ?? []).map(warningOf),
    ];
  };

  const offerAgain = (outcome, again) => {
    const retry = element("button", { type: "button", className: "retry" });
    retry.textContent = words("retry");
    retry.addEventListener("click", again);
    outcome.append(retry);
  };

  // A locked file is sent once more, with the password that is given below it.
  const askPassword = (outcome, again) => {
    const input = element("input", { type: "password", required: true, autocomplete: "off" });
    input.placeholder = words("upload.password");
    input.setAttribute("aria-label", words("upload.password"));
    const open = element("button", { type: "submit", className: "retry" });
    open.textContent = words("upload.unlock");
    const form = element("form", { className: "unlock" }, input, open);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      again(input.value);
    });
    outcome.append(form);
  };

  const uploadOne = async (file, place, report, password = "") => {
    if (file.size > given.maxUploadMb * 1024 * 1024) {
      report("failed", words("upload.too_large", { limit: given.maxUploadMb }));
      return;
    }
    const again = async (tried = password) => {
      await uploadOne(file, place, report, tried);
      uploaded();
    };
    const fail = (isPassing, ...details) => {
      const outcome = report("failed", ...details);
      if (isPassing) offerAgain(outcome, () => again());
    };
    const form = new FormData();
    form.append("files", file, file.name);
    const collection = document.querySelector("#collection")?.value;
    if (collection) form.append("collection", collection);
    if (password) form.append("password", password);
    report("reading", place);
    const headers = { Accept: "application/x-ndjson" };
    try {
      const response = await fetch(api("documents"), { method: "POST", body: form, headers });
      const sent = response.ok
        ? await lastLine(response, (name) => report(name, place))
        : await response.json();
      const error = sent.error && { reason: sent.error.message, hint: sent.error.hint };
      if (error) fail(sent.error.retryable, ...problemOf(error));
      else if (isLocked(sent)) askPassword(report("failed", problemOf(sent)[0]), again);
      else if (sent.status === "failed") fail(false, ...problemOf(sent));
      else if (sent.status) report(sent.status, ...notesOf(sent));
      else fail(true, words("upload.lost"));
    } catch {
      fail(true, words("upload.lost"));
    }
  };

  let uploaded = () => {};

  const uploadAll = async (files) => {
    const place = (i) => (files.length > 1 ? `${i + 1}/${files.length}` : "");
    const reports = files.map(() => null);
    // Each goes to the top of what is listed, so the last goes there first.
    for (const i of [...files.keys()].reverse()) reports[i] = uploadResult(files[i].name, place(i));
    for (const [i, file] of files.entries()) {
      await uploadOne(file, place(i), reports[i]); // in turn, so that each shows when it is there
      uploaded();
    }
  };

  // Gradio makes the contents of a tab when the tab is first shown, and a click that comes before
  // the tab listens is lost; so it is clicked until it is the one shown.
  const showReports = (files) => {
    const tab = document.querySelector('#side [role="tab"][data-tab-id="documents-tab"]');
    if (tab?.getAttribute("aria-selected") !== "true") tab?.click();
    if (!tab || !document.querySelector("#upload .results")) {
      requestAnimationFrame(() => showReports(files));
      return;
    }
    // On a phone the reports are below the conversation, out of view.
    document.querySelector("#side").scrollIntoView();
    uploadAll(files);
  };

  const openReports = () => showReports([]);

  // On a phone its button leads to the reports and back.
  const isAtReports = () =>
    document.querySelector("#side").getBoundingClientRect().top < innerHeight / 2;
  const switchReports = () => (isAtReports() ? scrollTo(0, 0) : openReports());
  addEventListener(
    "scroll",
    () => {
      const text = words(isAtReports() ? "documents.back" : "tab.documents");
      const button = document.querySelector("#reports-open");
      if (button.textContent !== text) button.textContent = text;
    },
    { passive: true },
  );

  const takeUploads = (root, trigger) => {
    uploaded = () => trigger("upload");
    window.wence.showCollections();
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
    else {
      button.disabled = false; // pressed again, it tries again
      tell(words("upload.lost"));
    }
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

  Object.assign(window.wence, { openReports, showReports, switchReports, takeRemovals, takeUploads });
})();
