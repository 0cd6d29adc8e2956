"use strict";
// Shows the items that the page carries: rows at once, details when one is opened. Texts are set as
// text and never read as HTML. The page is written in Chinese, with reasons in English: what is shown
// is looked up in a table of the language wanted, in which {} stands for anything.
const WORDS = {right: "对", wrong: "错", error: "出错"};
const OUTCOMES = {answered: "已回答", partial: "部分回答", not_found: "未找到"};
const STEP = 100;
const browser = document.getElementById("browser");
const sides = browser.dataset.sides.split("\n");
const blockSize = Number(browser.dataset.block);
const list = document.getElementById("items");
const more = document.getElementById("more");
const opened = new Map();
let rows = [];
let shown = [];
let drawn = 0;

const language = location.hash === "#en" ? "en" : "zh";
const wordings = Object.entries(JSON.parse(document.getElementById("words-table").textContent)[language]);
const exact = new Map(wordings);
const patterns = wordings.filter(([from]) => from.includes("{}")).map(([from, to]) => [
  new RegExp(`^${from.split("{}").map((part) => part.replace(/[.*+?^$()|[\]\\]/g, "\\$&")).join("(.*)")}$`, "s"), to]);

function say(text) {
  if (exact.has(text)) return exact.get(text);
  for (const [pattern, to] of patterns) {
    const found = pattern.exec(text);
    if (found) return to.split("{}").map((part, place) => (place ? found[place] : "") + part).join("");
  }
  return text;
}

function translate() {
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  document.title = say(document.title);
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const text = node.data.trim();
    if (text) node.data = node.data.replace(text, () => say(text));
  }
  document.querySelectorAll("[aria-label]").forEach((each) => each.setAttribute("aria-label", say(each.ariaLabel)));
  document.getElementById("language").addEventListener("click", () => {
    location.hash = language === "en" ? "" : "en";
  });
  addEventListener("hashchange", () => location.reload());
}

async function unpack(id) {
  const packed = atob(document.getElementById(id).textContent);
  const bytes = Uint8Array.from(packed, (each) => each.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function block(number) {
  if (!opened.has(number)) opened.set(number, unpack(`block-${number}`));
  return opened.get(number);
}

function make(tag, text, name) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
}

function choose() {
  const words = document.getElementById("words").value.trim().toLowerCase();
  const kind = document.getElementById("kind").value;
  const verdict = document.getElementById("verdict").value;
  shown = rows.filter((row) => fits(row, words, kind, verdict));
  const order = document.getElementById("order").value;
  const rank = {error: 0, wrong: 1, right: 2};
  if (order === "worst") shown.sort((a, b) => rank[a.verdicts[0]] - rank[b.verdicts[0]] || a.place - b.place);
  if (order === "slow") shown.sort((a, b) => b.ms - a.ms);
  list.replaceChildren();
  drawn = 0;
  draw();
}

function fits(row, words, kind, verdict) {
  if (kind && row.kind !== kind) return false;
  if (verdict === "differs" && new Set(row.verdicts).size === 1) return false;
  if (verdict && verdict !== "differs" && row.verdicts[0] !== verdict) return false;
  return !words || row.text.includes(words);
}

function draw() {
  list.append(...shown.slice(drawn, drawn + STEP).map(line));
  drawn = Math.min(drawn + STEP, shown.length);
  more.hidden = drawn === shown.length;
  document.getElementById("count").textContent = say(`${rows.length} 题中的 ${shown.length} 题，已显示 ${drawn}`);
}

function line(row) {
  const element = make("details");
  const summary = make("summary");
  row.verdicts.forEach((each, side) => {
    const word = make("b", say(WORDS[each]), each);
    word.title = sides[side];
    summary.append(word);
  });
  summary.append(`${row.id} ${row.question} `, make("small", row.kind));
  element.append(summary);
  element.addEventListener("toggle", () => fill(element, row), {once: true});
  return element;
}

async function fill(element, row) {
  const details = (await block(Math.floor(row.place / blockSize)))[row.place % blockSize];
  const list = make("dl");
  const turns = details.history.map((turn) => `${say(`问：${turn.question}`)}\n${say(`答：${turn.answer}`)}`).join("\n");
  if (turns) entry(list, "前文", turns);
  entry(list, "标准答案", gold(details.gold));
  details.gold.evidence.forEach((piece) => list.lastChild.append(quote(
    piece.quote || say(`第 ${piece.start}–${piece.end} 字`), piece.document)));
  const columns = make("div", undefined, "sides");
  details.sides.forEach((side, number) => columns.append(column(side, sides[number], row.verdicts[number])));
  element.append(list, columns);
}

function gold(item) {
  const needed = [...item.must_contain, ...item.answer_set, ...item.must_contain_any.map((some) => some.join(" / "))];
  const said = item.answer || needed.join("、");
  const forbidden = [...item.must_not_contain, ...item.excluded_set].join("、");
  return (item.answerable ? said : say(`（应拒答）${said}`)) + (forbidden ? `\n${say(`不得出现：${forbidden}`)}` : "");
}

function column(side, name, verdict) {
  const box = make("div");
  box.append(make("h3", `${name} `));
  box.firstChild.append(make("span", say(WORDS[verdict]), verdict));
  const list = make("dl");
  entry(list, "判定", say(side.why));
  const outcome = say(OUTCOMES[side.outcome] || "—");
  entry(list, `回答 ${outcome} ${Math.round(side.ms)} 毫秒`, side.answer);
  side.citations.forEach(([marker, text, file, start, end, right]) => list.lastChild.append(quote(
    `[${marker}] ${say(right ? "对" : "否")} ${text}`, `${file} ${start}–${end}`)));
  const scores = Object.entries(side.scores).map(([key, [value, why]]) => `${key} ${Number(value.toFixed(3))}: ${say(why)}`);
  entry(list, "评分", scores.join("\n"));
  box.append(list);
  if (side.passages.length) box.append(passages(side));
  return box;
}

function passages(side) {
  const box = make("details");
  const ranks = side.ranks.map((rank) => (rank === null ? say("无") : rank)).join(", ");
  box.append(make("summary", say(`检索到的段落（依据排名：${ranks || "—"}）`)));
  side.passages.forEach((text) => box.append(quote(text, "")));
  return box;
}

function entry(list, term, text) {
  list.append(make("dt", say(term)), make("dd", text));
}

function quote(text, source) {
  const box = make("blockquote", `${text} `);
  box.append(make("small", source));
  return box;
}

async function start() {
  translate();
  rows = (await unpack("rows")).map(([id, kind, lang, question, verdicts, ms], place) => (
    {id, kind, lang, question, verdicts, ms, place, text: `${id} ${question}`.toLowerCase()}));
  for (const id of ["words", "kind", "verdict", "order"]) {
    document.getElementById(id).addEventListener("input", choose);
  }
  document.querySelector("#browser form").addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", draw);
  new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && draw()).observe(more);
  choose();
}

start();
