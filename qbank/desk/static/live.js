// @ts-check
// The live hour: one question large, what is being answered above it, what comes next below; a mark is one key.

import { askText, byId, h, pageData, put, remember, remembered, say, theme, toggleTheme, typing, unsayError } from "./dom.js";
import { anotherDay, clock, drift, lastEvent, live, markOf, marksMoved, openBefore, openWords, spelled, timeOfDay, untilStop, upNext } from "./core.js";
import { Link } from "./link.js";

/** @typedef {import("./core.js").Line} Line */
/** @typedef {import("./core.js").Live} Live */
/** @typedef {import("./core.js").Sheet} Sheet */
/** @typedef {import("./core.js").Event} Event */
/** @typedef {{sheet: Sheet, role: string, stream: string|null, post: string|null, reload: string|null, after: string|null, epoch: string, practice: boolean}} Given */

const BOUNCE = 200;
const SIZES = [0.75, 0.85, 1, 1.15, 1.3, 1.5, 1.75, 2];
/** @type {[string, string][]} */
const KEYS = [
  ["Space", "First the recording runs, then the questions begin; from then on: press it as you ask; that stamps the question in view and goes on. A clicker's Page Down does the same."],
  ["g", "Great: a star for the answer being given."],
  ["s", "Skip the question in view."],
  ["i", "Improvised: stamp a question that is on no sheet; write its words now or later."],
  ["n", "Write a note to the answer being given."],
  ["m", "Mark a moment worth finding again."],
  ["← →", "Look at other questions without marking; Esc comes back."],
  ["o", "Open: look at the first question before this one that is not asked yet; Space asks it, and those after it follow."],
  ["b", "Backups: more questions, should the guest be brief. ↓ ↑ and Enter bring one into view."],
  ["/", "Search in this sheet; Enter brings the first one into view."],
  ["u", "Undo the last mark; once more, the one before it."],
  ["e", "End the hour, when the guest is gone."],
  ["+ −", "Larger, smaller."],
  ["d", "Dark or light."],
  ["?", "Show these keys."],
];
/** @type {[string, string][]} */
const SIGNS = [
  ["+", "Before a follow-up: goes deeper."],
  ["!", "Before a follow-up: for when the answer is brief."],
  ["↔", "Before a follow-up: asks for the other side."],
  ["39:00\u00a0−8", "On the strip: this part begins 39 minutes after the first words by the plan, and as things stand 8 minutes earlier; + is later."],
  ["★ ✓ –", "In a list: great, asked, skipped."],
];

const given = /** @type {Given} */ (pageData());
let sheet = given.sheet;
let hour = live([]);
/** @type {number|null} */
let looking = null;
let pressed = 0;
let size = Number(remembered("qbank:size") ?? 2);
let speed = 1;
let ended = false;
/** @type {Set<number>} */
const ticked = new Set();

const link = new Link(
  { name: sheet.name, role: given.role, stream: given.practice ? null : given.stream, post: given.post, epoch: given.practice ? "practice" : given.epoch },
  () => heard(),
  (state, waiting) => showState(state, waiting),
);
if (given.practice) practice();

/** Practice keeps nothing, and its clock can run faster. */
function practice() {
  const began = Date.now();
  let base = began;
  let shown = began;
  link.known.clear();
  link.keep = () => undefined;
  link.now = () => shown + (Date.now() - base) * speed;
  byId("faster").addEventListener("click", () => {
    shown = link.now();
    base = Date.now();
    speed = speed === 1 ? 10 : speed === 10 ? 60 : 1;
    put(byId("faster"), h("span", { class: "ample" }, "Clock "), `×${speed}`);
  });
}

/** Marks have come in, from here or from another screen. */
function heard() {
  hour = live(link.events());
  unsayError();
  render();
}

/** 0: nothing runs yet, 1: the recording runs, 2: questions are asked, 3: it is over. */
function stage() {
  if (hour.end !== null && !ended) return 3;
  return hour.begin !== null ? 2 : hour.record !== null ? 1 : 0;
}

/** The line in view: the one looked at, else the next one to ask. */
function inView() {
  if (looking !== null && sheet.lines[looking]) return looking;
  const last = sheet.lines.findIndex((line) => line.id === hour.last);
  return upNext(sheet, hour, last >= 0 && sheet.lines[last]?.lane !== "backup" ? last + 1 : 0);
}

/** @param {string} id */
function lineOf(id) {
  return sheet.lines.find((line) => line.id === id);
}

/** What a question is called in a message: its cue in capitals. @param {string} id */
function called(id) {
  const line = lineOf(id);
  if (line) return (line.cue || line.text).toUpperCase();
  return hour.heard.get(id)?.text || "the improvised question";
}

// --- what the keys do ---------------------------------------------------------------------------------------------

function ask() {
  const now = Date.now();
  if (now - pressed < BOUNCE) return;
  pressed = now;
  if (stage() === 0) {
    link.tell("record");
    void keepAwake();
    return;
  }
  if (stage() === 1) {
    link.tell("begin");
    return;
  }
  const line = sheet.lines[inView()];
  if (stage() === 3) return say("The hour is over: u takes that back.");
  if (!line) return;
  looking = null;
  if (hour.heard.get(line.id)?.mark && hour.heard.get(line.id)?.mark !== "skipped") render();
  else link.tell("asked", { of: line.id });
}

function great() {
  const id = hour.last || sheet.lines[inView()]?.id;
  if (!id || stage() < 2) return early();
  const events = link.events();
  const gone = new Set(events.filter((e) => e.kind === "undo").map((e) => e.of));
  const star = events.filter((e) => e.kind === "great" && e.of === id && !gone.has(e.id)).at(-1);
  if (star) link.tell("undo", { of: star.id });
  else link.tell("great", { of: id });
  say(star ? `No star: ${called(id)}` : `★ ${called(id)}`);
}

function skip() {
  const line = sheet.lines[inView()];
  if (!line || stage() < 2) return early();
  if (hour.heard.get(line.id)?.mark === "asked" || hour.heard.get(line.id)?.mark === "great") {
    say(`${called(line.id)} was asked: u takes the last mark back.`, { kind: "error" });
    return;
  }
  looking = null;
  link.tell("skipped", { of: line.id });
  say(`Skipped: ${called(line.id)}`);
}

async function improvise() {
  if (stage() < 2) return early();
  const made = link.tell("improvised", { of: hour.last });
  const words = await askText("Improvised: stamped", {
    label: "What did you ask? Leave it empty to write it later.", ok: "Keep", cancel: "Later", hint: `At ${clock(hour.heard.get(made.id)?.at ?? 0)}`, rows: 2,
  });
  if (words?.trim()) link.tell("word", { of: made.id, text: words });
}

async function note() {
  const id = hour.last;
  if (!id) return say("Nothing was asked yet: a note goes to an answer.", { kind: "error" });
  const text = await askText(`Note: ${called(id)}`, { label: "Your note", rows: 2 });
  if (text?.trim()) link.tell("note", { of: id, text });
}

function moment() {
  if (stage() < 1) return early();
  const made = link.tell("moment", { of: hour.last });
  const at = hour.moments.find((m) => m.id === made.id)?.at ?? 0;
  say(`Moment at ${clock(at)}`, { action: ["Say what", async () => nameMoment(made)] });
}

/** @param {Event} made */
async function nameMoment(made) {
  const text = await askText("What was it?", { label: "A word or two" });
  if (!text?.trim()) return;
  link.tell("undo", { of: made.id });
  link.tell("moment", { of: made.of, text, time: made.time });
}

/** Closes More where it is open, else comes back from looking. */
function back() {
  const menu = document.querySelector("details.menu[open]");
  if (menu) return menu.removeAttribute("open");
  looking = null;
  render();
}

/** @param {number} by */
function look(by) {
  if (stage() < 2) return;
  const from = inView() < 0 ? sheet.lines.length : inView();
  looking = Math.max(0, Math.min(sheet.lines.length - 1, from + by));
  render();
}

/** Back to what was passed by: the first question before the one in view that is still open. */
function passedBy() {
  if (stage() < 2) return early();
  const at = inView();
  const first = openBefore(sheet, hour, at < 0 ? undefined : at)[0];
  if (!first) return say("Nothing before this one is open.");
  looking = sheet.lines.indexOf(first);
  render();
}

function undo() {
  const last = lastEvent(link.events());
  if (!last) return say("There is nothing to take back.");
  looking = null;
  link.tell("undo", { of: last.id });
  const what = /** @type {Record<string, string>} */ ({
    record: "the recording's start", begin: "the first question's start", end: "the end", asked: "asked", great: "the star", skipped: "skipped",
    improvised: "an improvised question", note: "a note", moment: "a moment", word: "words", said: "an answer",
  })[last.kind] ?? last.kind;
  say(`Taken back: ${what}${last.of && last.kind !== "moment" ? ` · ${called(last.of)}` : ""}`);
}

/** @param {number} by */
function resize(by) {
  size = Math.max(0, Math.min(SIZES.length - 1, size + by));
  remember("qbank:size", String(size));
  document.documentElement.style.setProperty("--scale", String(SIZES[size]));
}

function early() {
  say(stage() === 0 ? "First start the recording, then press Space." : "Space starts the questions.", { kind: "error" });
}

function finish() {
  if (stage() < 2) return early();
  ended = false;
  if (stage() === 2) link.tell("end");
  /** @type {HTMLElement|null} */ (byId("ask").querySelector(".primary"))?.focus();
}

async function keepAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // The page says what to do where the browser has no such thing.
  }
}

// --- lists to choose from: keys, backups, search ------------------------------------------------------------------

/**
 * @param {string} title
 * @param {(Node|null)[]} body
 * @param {{wide?: boolean}} [how]
 */
function sheetDialog(title, body, how = {}) {
  for (const open of document.querySelectorAll("dialog.over")) open.remove();
  const close = () => {
    dialog.close();
    dialog.remove();
  };
  const inside = h("div", { class: "over-body", role: "group", "aria-labelledby": "over-title", tabindex: "0" }, ...body);
  const below = h("p", { class: "below", "aria-hidden": "true" }, "more below ↓");
  const cut = () => below.classList.toggle("nothing", inside.scrollTop + inside.clientHeight >= inside.scrollHeight - 4);
  const dialog = /** @type {HTMLDialogElement} */ (
    h(
      "dialog", { class: `over${how.wide ? " wide" : ""}`, "aria-labelledby": "over-title", onclose: () => dialog.remove() },
      h("div", { class: "over-head" }, h("h2", { id: "over-title" }, title), h("button", { type: "button", class: "small", onclick: close }, "Close ", h("kbd", null, "Esc"))),
      inside,
      below,
    )
  );
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  document.body.append(dialog);
  dialog.showModal();
  inside.focus();
  inside.addEventListener("scroll", cut);
  const sized = new ResizeObserver(cut);
  for (const one of [inside, ...inside.children]) sized.observe(one);
  return close;
}

function showKeys() {
  const told = "The large question is the one to ask next; above it stands what is being answered, with its follow-ups. At the top: how far you are off the plan, and what to skip to be on time again.";
  sheetDialog("Keys", [h("p", { class: "hint" }, told), pairs(KEYS, "kbd"), h("h3", null, "Signs"), pairs(SIGNS, "b")]);
}

/** Keys or signs, each with what it does or means. @param {[string, string][]} told @param {string} tag */
function pairs(told, tag) {
  return h("dl", { class: "keys" }, told.map(([key, what]) => h("div", null, h("dt", null, ...key.split(" ").map((k) => h(tag, null, k))), h("dd", null, what))));
}

/**
 * @param {Line[]} lines
 * @param {() => void} close
 */
function choices(lines, close) {
  return h(
    "ul", { class: "choices", onkeydown: along },
    lines.map((line) =>
      h(
        "li", null,
        h(
          "button",
          { type: "button", onclick: () => (close(), (looking = sheet.lines.indexOf(line)), render()) },
          h("span", { class: "cue" }, `${signOf(line.id)}${line.cue || "—"}`),
          h("span", null, line.text),
          line.lane === "backup" ? h("span", { class: "lane" }, "backup") : null,
        ),
      ),
    ),
  );
}

/** From one button of a list to the next, by arrows. @param {KeyboardEvent} event */
function along(event) {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const list = /** @type {HTMLElement} */ (event.currentTarget);
  const all = [...list.querySelectorAll("button")];
  if (!by) return;
  event.preventDefault();
  all[Math.max(0, Math.min(all.length - 1, all.findIndex((one) => one === event.target) + by))]?.focus();
}

function backups() {
  const lines = sheet.lines.filter((line) => line.lane === "backup" && !markOf(line, hour));
  /** @type {() => void} */
  let close = () => undefined;
  const body = lines.length ? choices(lines, () => close()) : h("p", null, "There are no backups left on this sheet.");
  close = sheetDialog("Backups: should the guest be brief", [body], { wide: true });
  body.querySelector("button")?.focus();
}

function search() {
  const list = h("div", { role: "region", "aria-label": "Found", "aria-live": "polite" });
  /** @type {() => void} */
  let close = () => undefined;
  const find = (/** @type {string} */ text) => {
    const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
    const of = (/** @type {Line} */ line) => `${line.cue} ${line.context} ${line.text} ${line.follow_ups.map((f) => f.text).join(" ")}`.toLowerCase();
    const found = words.length ? sheet.lines.filter((line) => words.every((word) => of(line).includes(word))).slice(0, 30) : [];
    put(list, found.length ? choices(found, () => close()) : h("p", { class: "hint" }, words.length ? "Nothing on this sheet says that." : "Type a word of a question, a cue, or a follow-up."));
  };
  const field = h("input", {
    type: "search", id: "sought", autocomplete: "off", oninput: (/** @type {any} */ e) => find(e.target.value),
    onkeydown: (/** @type {KeyboardEvent} */ e) => {
      if (e.key !== "Enter" && e.key !== "ArrowDown") return;
      e.preventDefault();
      const first = list.querySelector("button");
      if (e.key === "Enter") first?.click();
      else first?.focus();
    },
  });
  close = sheetDialog("Search in this sheet", [h("label", { for: "sought", class: "unseen" }, "Words"), field, list], { wide: true });
  find("");
  field.focus();
}

// --- drawing ------------------------------------------------------------------------------------------------------

/** @param {string} id */
function signOf(id) {
  const mark = hour.heard.get(id)?.mark;
  return mark === "great" ? "★ " : mark === "asked" ? "✓ " : mark === "skipped" ? "– " : mark === "improvised" ? "+ " : "";
}

/** @param {Line} line @param {boolean} small */
function followUps(line, small) {
  if (!line.follow_ups.length) return null;
  const names = /** @type {Record<string, string>} */ ({ deeper: "deeper", "other-side": "the other side", "if-brief": "if the guest is brief" });
  return h(
    "ul", { class: small ? "follow small" : "follow" },
    line.follow_ups.map((f) => h("li", null, h("span", { class: "sign", title: names[f.role] ?? f.role, "aria-hidden": "true" }, f.sign), h("span", { dir: "auto" }, f.text))),
  );
}

function answering() {
  const id = hour.last;
  const place = byId("answering");
  place.hidden = !id || stage() !== 2;
  if (place.hidden) return;
  const line = lineOf(id);
  const one = hour.heard.get(id);
  put(
    place,
    h(
      "p", { class: "head" },
      h("span", { class: "label" }, "Being answered"),
      h("b", { class: "cue", dir: "auto" }, line ? line.cue || line.text : one?.text || "improvised"),
      one?.mark === "great" ? h("span", { class: "star", role: "img", "aria-label": "great" }, "★") : null,
      h("span", { class: "since" }, one && one.at !== null ? `asked at ${clock(one.at)}` : ""),
    ),
    line ? followUps(line, false) : null,
    one?.notes.length ? h("p", { class: "noted" }, one.notes.join(" · ")) : null,
  );
}

/** What is large: how to begin, the question in view, or that it is over. */
function large() {
  const at = stage();
  const place = byId("ask");
  if (at === 0) return put(place, ...ready());
  if (at === 1) return put(place, ...reading());
  if (at === 3) return put(place, ...over());
  const line = sheet.lines[inView()];
  if (!line) {
    return put(
      place, h("h1", null, "That was the last question"),
      h("p", { class: "lead" }, "Backups are behind b. When the guest is gone, end the hour."),
      h("p", { class: "buttons" }, h("button", { type: "button", class: "primary", onclick: finish }, "End the hour")),
    );
  }
  const mark = hour.heard.get(line.id)?.mark;
  const names = /** @type {Record<string, string>} */ ({ asked: "asked", great: "asked, great", skipped: "skipped" });
  const passed = openBefore(sheet, hour, sheet.lines.indexOf(line));
  put(
    place,
    h(
      "p", { class: "head" },
      looking !== null ? h("span", { class: "label looking" }, "Only looking: ", h("kbd", null, "Space"), " asks it, ", h("kbd", null, "Esc"), " goes back") : null,
      h("span", { class: "label" }, sheet.blocks[line.block]?.title ?? ""),
      line.kind === "question" ? h("span", { class: `lane ${line.lane}` }, line.lane === "must" ? "must ask" : line.lane === "nice" ? "nice to have" : "backup") : h("span", { class: "lane" }, "say"),
      line.minutes ? h("span", { class: "since" }, `${line.minutes} min`) : null,
      mark ? h("span", { class: "lane done" }, names[mark] ?? mark) : null,
    ),
    h("h1", { dir: "auto" }, line.cue || "Say"),
    line.to ? h("p", { class: "to" }, `To ${line.to}`) : null,
    line.context ? h("p", { class: "lead", dir: "auto" }, line.context) : null,
    h("p", { class: line.kind === "spoken" ? "question spoken" : "question", dir: "auto" }, wordsOf(line)),
    followUps(line, true),
    line.note ? h("p", { class: "noted" }, line.note) : null,
    passed.length ? h("p", { class: "passed" }, `${openWords(passed)}: `, h("button", { type: "button", class: "small", onclick: passedBy }, "Go back to them ", h("kbd", null, "o"))) : null,
  );
}

/** What is said: a line that is only called the introduction stands for the sheet's own. @param {Line} line */
function wordsOf(line) {
  return line.text.toLowerCase() === line.cue.toLowerCase() ? sheet.preamble : line.text;
}

function ready() {
  const wake = "wakeLock" in navigator;
  return [
    h("p", { class: "head" }, h("span", { class: "label" }, "Before you record")),
    h("h1", { dir: "auto" }, sheet.guest),
    sheet.subject ? h("p", { class: "lead", dir: "auto" }, sheet.subject) : null,
    h("dl", { class: "box" }, sheet.box.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", { dir: "auto" }, value)))),
    sheet.checklist.length
      ? h(
          "ul", { class: "checks", "aria-label": "Checklist" },
          sheet.checklist.map((text, n) =>
            h("li", null, h("label", null, h("input", { type: "checkbox", checked: ticked.has(n), onchange: () => (ticked.has(n) ? ticked.delete(n) : ticked.add(n)) }), h("span", null, text))),
          ),
        )
      : null,
    wake ? null : h("p", { class: "hint" }, "This device cannot be kept awake from here: set its auto-lock to “never” for the hour."),
    h("p", { class: "buttons" }, h("button", { type: "button", class: "primary", onclick: ask }, "The recording runs ", h("kbd", null, "Space"))),
  ];
}

function reading() {
  const first = sheet.lines[inView()];
  // What is said comes as the first line of most sheets; it is shown there, and not here, too.
  const preamble = sheet.lines.some((line) => wordsOf(line) === sheet.preamble) ? "" : sheet.preamble;
  return [
    h("p", { class: "head" }, h("span", { class: "label" }, "Recording. The plan's clock starts when you begin")),
    h("h1", { dir: "auto" }, sheet.title),
    preamble ? h("p", { class: "question spoken", dir: "auto" }, preamble) : null,
    h("p", { class: "buttons" }, h("button", { type: "button", class: "primary", onclick: ask }, `Begin${first ? `: ${called(first.id)}` : ""} `, h("kbd", null, "Space"))),
  ];
}

function over() {
  const marks = [...hour.heard].filter(([id]) => lineOf(id)?.kind !== "spoken").map(([, one]) => one);
  const must = openBefore(sheet, hour).filter((line) => line.lane === "must").length;
  const count = (/** @type {string[]} */ ...of) => marks.filter((one) => of.includes(one.mark)).length;
  return [
    h("p", { class: "head" }, h("span", { class: "label" }, "Over")),
    h("h1", null, "Well done"),
    h("p", { class: "lead" }, `${count("asked", "great", "improvised")} asked, of them ${count("great")} great and ${count("improvised")} improvised; ${count("skipped")} skipped.`),
    h("p", { class: "passed" }, must ? `${must} that must be asked ${must === 1 ? "is" : "are"} still open. ` : "", h("kbd", null, "u"), " takes the end back."),
    h(
      "p", { class: "buttons" },
      given.after && !given.practice ? h("a", { class: "button primary", href: given.after }, "Look it over and save") : null,
      given.stream || given.practice ? null : h("button", { type: "button", class: "primary", onclick: download }, "Save the marks as a file"),
      h("button", { type: "button", onclick: () => ((ended = true), render()) }, "Go on asking"),
    ),
    given.practice ? h("p", { class: "hint" }, "That was practice: nothing of it is kept.") : null,
  ];
}

function comingUp() {
  const place = byId("next");
  const at = inView();
  place.hidden = stage() !== 2 || at < 0;
  if (place.hidden) return;
  // Behind a backup comes what would have come without it.
  const from = sheet.lines[at]?.lane === "backup" ? upNext(sheet, hour, sheet.lines.findIndex((line) => line.id === hour.last) + 1) - 1 : at;
  const rest = sheet.lines.filter((line, n) => n > from && line.lane !== "backup" && !markOf(line, hour)).slice(0, 3);
  put(
    place,
    h("h2", { class: "label" }, rest.length ? "Next" : "Nothing after this one"),
    h("ol", null, rest.map((line) => h("li", null, h("b", { class: "cue", dir: "auto" }, line.cue || "say"), " ", h("span", { dir: "auto", class: line.kind === "spoken" ? "spoken" : null }, line.text)))),
  );
}

/** The plan as a strip: a piece for each block, as wide as it is long. */
function strip() {
  const whole = Math.max(1, sheet.blocks.reduce((sum, b) => sum + b.minutes, 0));
  put(
    byId("strip"),
    sheet.blocks.map((block, n) => {
      const piece = h("li", { title: block.title }, h("span", { class: "bar" }, h("span", { class: "fill" })), h("span", { class: "name" }, block.title), h("span", { class: "mark", "data-block": n }));
      piece.style.flexGrow = String(Math.max(block.minutes / whole, 0.04));
      return piece;
    }),
  );
}

let saidDrift = "";

/** What changes by itself: clocks, drift, the marks of the blocks to come. */
function tick() {
  const now = link.now();
  const stop = hour.end ?? now;
  put(byId("elapsed"), hour.record === null ? "00:00" : clock((Math.min(now, stop) - hour.record) / 1000));
  byId("dot").dataset.on = String(hour.record !== null && hour.end === null);
  put(byId("elapsed-label"), hour.record === null ? "not recording" : hour.end !== null ? "recorded" : "recording");
  put(byId("wall"), `now ${timeOfDay(sheet.hard_stop.zone, now)}`);
  tellStop(now);
  const off = drift(sheet, hour, now);
  if (off.words !== saidDrift || byId("drift").dataset.state !== off.state) {
    saidDrift = off.words;
    byId("drift").dataset.state = off.state;
    put(byId("drift"), off.words);
  }
  pieces(off.minutes, now);
}

/** How long until the guest has to leave, large; in practice, and when the sheet is for another day, there is nothing to count. @param {number} now */
function tellStop(now) {
  const text = sheet.hard_stop.text ? `hard stop ${sheet.hard_stop.text}` : "";
  const other = !given.practice && hour.end === null && anotherDay(sheet, now);
  const until = given.practice || hour.end !== null ? null : untilStop(sheet, hour, now);
  const left = until === null || (hour.record === null && until < 0) ? null : Math.floor(until + 1 / 60);
  byId("left").dataset.soon = String(other || (left !== null && left < 5));
  put(byId("left"), other ? "not today" : left === null ? "" : left >= 0 ? `stop in ${spelled(left)}` : `${spelled(-left)} past the stop`);
  const day = new Date(sheet.begins ?? now).toLocaleDateString("en-US", { weekday: "short", month: "short", day: "numeric" });
  put(byId("stop"), other ? `the sheet is for ${day}` : text);
}

/** @param {number} off @param {number} now */
function pieces(off, now) {
  const gone = hour.begin === null ? -1 : (Math.min(now, hour.end ?? now) - hour.begin) / 60000;
  const moved = marksMoved(sheet, hour, off);
  for (const [n, piece] of [...byId("strip").children].entries()) {
    const block = sheet.blocks[n];
    const mark = moved[n];
    if (!block || !mark) continue;
    const share = gone < 0 ? 0 : Math.max(0, Math.min(1, (gone - block.start) / Math.max(block.minutes, 0.1)));
    /** @type {HTMLElement} */ (piece.querySelector(".fill")).style.width = `${share * 100}%`;
    const place = /** @type {HTMLElement} */ (piece.querySelector(".mark"));
    const shift = Math.round(mark.moved - mark.planned);
    const shown = `${clock(mark.planned * 60)}${!mark.begun && shift ? ` ${shift > 0 ? "+" : "−"}${Math.abs(shift)}` : ""}`;
    if (place.textContent !== shown) put(place, shown);
    piece.classList.toggle("begun", mark.begun);
  }
}

/** @param {import("./link.js").State} state @param {number} waiting */
function showState(state, waiting) {
  const place = byId("link");
  const words = given.practice
    ? (stage() < 2 ? "practice: nothing is kept" : "practice")
    : state === "live" ? (waiting ? `sending ${waiting}` : "in step")
    : state === "away" ? `the desk is away: ${waiting ? `${waiting} kept here` : "marks are kept here"}`
    : state === "refused" ? "this link is not valid any more" : link.kept ? "kept in this browser" : "this browser keeps nothing: save the marks as a file";
  place.dataset.state = given.practice ? "practice" : state;
  if (place.textContent !== words) put(place, words);
}

function render() {
  document.body.dataset.stage = String(stage());
  answering();
  large();
  comingUp();
  tick();
  const line = sheet.lines[inView()];
  const all = sheet.lines.filter((l) => l.lane !== "backup" && l.kind === "question");
  put(byId("count"), `${all.filter((l) => markOf(l, hour)).length} of ${all.length}`, h("span", { class: "ample" }, " done"));
  document.title = stage() === 2 && line ? `${(line.cue || "say").toUpperCase()} · ${sheet.title}` : sheet.title;
}

/** The marks as a file that `qbank outline log` reads. */
function download() {
  const lines = link.events().map(({ n: _, ...event }) => JSON.stringify(event)).join("\n");
  const url = URL.createObjectURL(new Blob([`${lines}\n`], { type: "application/x-ndjson" }));
  const anchor = h("a", { href: url, download: `${sheet.name}.desk.jsonl` });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** The sheet was changed on disk: take the new one, marks stay. */
async function reloadSheet() {
  if (!given.reload) return;
  const answer = await fetch(given.reload, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = /** @type {Sheet} */ (await answer.json());
  if (fresh.digest === sheet.digest) return;
  const at = looking === null ? "" : (sheet.lines[looking]?.id ?? "");
  sheet = fresh;
  looking = at ? sheet.lines.findIndex((line) => line.id === at) : null;
  if (looking === -1) looking = null;
  strip();
  render();
  say("The sheet was changed; this is the new one.");
}
link.onSheet = (digest) => {
  if (digest !== sheet.digest) void reloadSheet();
};

/** @type {Record<string, () => void>} */
const ACTIONS = {
  " ": ask, PageDown: ask, g: great, s: skip, i: () => void improvise(), n: () => void note(), m: moment, ArrowRight: () => look(1), ArrowLeft: () => look(-1),
  PageUp: () => look(-1), o: passedBy, b: backups, "/": search, u: undo, e: finish, "+": () => resize(1), "=": () => resize(1), "-": () => resize(-1), "−": () => resize(-1),
  d: toggleTheme, "?": showKeys, Escape: back,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const action = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  if (event.key === " " && event.target instanceof HTMLElement && event.target.closest("button, a, input, summary")) {
    // While a question waits, Space asks it, whatever has the focus: Enter presses a button. Before and after, Space presses it as everywhere.
    if (stage() === 0 || stage() === 3 || event.target.closest("input")) return;
    event.target.blur();
  }
  event.preventDefault();
  if (!event.repeat || event.key.startsWith("Arrow")) action();
});
document.addEventListener("click", (event) => {
  // After a click with the mouse the keys belong to the screen again, not to the button.
  if (event.detail > 0 && event.target instanceof Element) /** @type {HTMLElement|null} */ (event.target.closest("button, summary"))?.blur();
});
for (const button of document.querySelectorAll("[data-key]")) {
  button.addEventListener("click", () => {
    button.closest("details")?.removeAttribute("open");
    ACTIONS[/** @type {HTMLElement} */ (button).dataset.key ?? ""]?.();
  });
}
byId("end").addEventListener("click", finish);
byId("marks").addEventListener("click", download);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && hour.record !== null && hour.end === null) void keepAwake();
});
addEventListener("pagehide", () => link.close());
addEventListener("pageshow", (event) => event.persisted && link.open());

theme();
resize(0);
strip();
heard();
link.open();
setInterval(tick, 250);
// For whoever looks from outside, as the tests do: what this page believes, and how many marks wait to be sent.
Object.assign(window, { qbankHour: () => hour, qbankWaiting: () => link.waiting.length });
