// Copying and saving the tables and plots of answers.
(() => {
  "use strict";
  const { api, element, words } = window.wence;
  const SHARPNESS = 3; // pixels of the picture for each of the page, so that it prints well

  const tell = (button, key) => {
    const before = button.textContent;
    button.textContent = words(key);
    setTimeout(() => {
      button.textContent = before;
    }, 2500);
  };

  const save = (content, name) => {
    const url = URL.createObjectURL(content);
    const link = element("a", { href: url, download: name.replace(/[\\/:*?"<>|\s]+/g, " ") });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };

  const tableOf = (button) => button.closest(".series").querySelector("table");
  const titleOf = (button) => tableOf(button).caption.textContent;

  const cellOf = (cell) => (cell.abbr ? Number(cell.abbr) : cell.textContent);

  const saveTable = async (button) => {
    const rows = [...tableOf(button).rows].map((row) => [...row.cells].map(cellOf));
    try {
      const response = await fetch(api("tables/xlsx"), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ title: titleOf(button), rows }),
      });
      if (!response.ok) throw new Error("xlsx");
      save(await response.blob(), `${titleOf(button)}.xlsx`);
    } catch {
      tell(button, "series.failed");
    }
  };

  const savePlot = async (button) => {
    const image = button.closest(".series").querySelector("img.plot");
    try {
      await image.decode();
      const canvas = element("canvas", {
        width: image.naturalWidth * SHARPNESS,
        height: image.naturalHeight * SHARPNESS,
      });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
      if (!picture) throw new Error("png");
      save(picture, `${titleOf(button)}.png`);
    } catch {
      tell(button, "series.failed");
    }
  };

  // By way of the selection the table keeps its form, and it works where pages may not write to
  // the clipboard: on plain http.
  const copyTable = (button) => {
    const selection = getSelection();
    selection.selectAllChildren(tableOf(button));
    const isCopied = document.execCommand("copy");
    selection.removeAllRanges();
    tell(button, isCopied ? "series.copied" : "answer.copy_failed");
  };

  Object.assign(window.wence, { copyTable, savePlot, saveTable });
})();
