// @ts-check
// After: the log as a list to correct. Corrections are events like the marks, so that nothing is lost until they are saved.

import { askText, byId, call, h, pageData, problemOf, put, say, theme, typing } from "./dom.js";
import { clock, lastEvent, live, seconds } from "./core.js";
import { Link } from "./link.js";

/** @typedef {import("./core.js").Sheet} Sheet */
/** @typedef {import("./core.js").Heard} Heard */
/** @typedef {{id: string, cue: string, text: string, mark: string, at: string, said: string, note: string, lane: string, improvised: boolean}} Row */

const given = /** @type {{sheet: Sheet, role: string, stream: string, post: string, epoch: string, logged: Record<string, Row>, writable: boolean}} */ (pageData());
const sheet = given.sheet;
let hour = live([]);
const MARKS = [["", "no mark"], ["asked", "✓ asked"], ["great", "★ great"], ["skipped", "– skipped"]];

const link = new Link({ name: sheet.name, role: given.role, stream: given.stream, post: given.post, epoch: given.epoch }, () => {
  hour = live(link.events());
  draw();
}, (state, waiting) => {
  put(byId("link"), state === "live" ? (waiting ? `sending ${waiting}` : "in step") : `the desk is away${waiting ? `: ${waiting} kept here` : ""}`);
  byId("link").dataset.state = state;
});

/** Everything that was asked, in order, then the rest of the sheet. @returns {Row[]} */
function rows() {
  const spoken = new Set(sheet.lines.filter((l) => l.kind === "spoken").map((l) => l.id));
  /** @param {string} id @returns {Row|null} */
  const row = (id) => {
    const line = sheet.lines.find((l) => l.id === id);
    const one = hour.heard.get(id);
    const old = given.logged[id];
    if (!line && !one && !old) return null;
    return {
      id, cue: line?.cue ?? old?.cue ?? "improvised", text: one?.text || line?.text || old?.text || "", lane: line?.lane ?? old?.lane ?? "nice",
      mark: one ? one.mark : (old?.mark ?? ""), at: one && one.at !== null ? clock(one.at) : (old?.at ?? ""), said: one?.said || old?.said || "",
      note: [old?.note ?? "", ...(one?.notes ?? []).filter((n) => !(old?.note ?? "").split("\n").includes(n))].filter(Boolean).join("\n"), improvised: one?.improvised ?? false,
    };
  };
  // What was improvised and saved is on the sheet by now: it is shown once.
  const twice = new Set(hour.made.values());
  const saved = Object.values(given.logged).filter((r) => r.mark && r.mark !== "skipped" && !hour.order.includes(r.id) && !twice.has(r.id)).map((r) => r.id);
  const first = [...hour.order, ...saved].filter((id) => !spoken.has(id));
  const rest = sheet.lines.filter((l) => l.kind === "question" && !first.includes(l.id) && !twice.has(l.id)).map((l) => l.id);
  return [...first, ...rest].map(row).filter((r) => r !== null);
}

function draw() {
  if (typing(document.activeElement) && byId("log").contains(document.activeElement)) return later();
  const all = rows();
  const done = all.filter((r) => r.mark && r.mark !== "skipped");
  put(
    byId("sum"),
    `${done.length} asked, ${all.filter((r) => r.mark === "great").length} great, ${all.filter((r) => r.mark === "improvised" || r.improvised).length} improvised, ${all.filter((r) => r.mark === "skipped").length} skipped, ${all.filter((r) => !r.mark).length} without a mark`,
  );
  put(byId("log"), all.map(logged));
  put(byId("moments"), hour.moments.length ? h("ul", { class: "rows" }, hour.moments.map((m) => h("li", { class: "row" }, h("div", null, h("b", null, m.at === null ? "" : clock(m.at)), ` ${m.text}`), h("button", { type: "button", class: "small", onclick: () => link.tell("undo", { of: m.id }) }, "Remove")))) : h("p", { class: "hint" }, "No moments were marked."));
}

let waits = false;
/** Someone is typing in the list: draw it when they are done. */
function later() {
  if (waits) return;
  waits = true;
  byId("log").addEventListener("focusout", () => ((waits = false), setTimeout(draw, 0)), { once: true });
}

/** @param {Row} r */
function logged(r) {
  const improvised = r.mark === "improvised" || r.improvised;
  /** @type {(string[])[]} */
  const marks = improvised ? [["improvised", "+ improvised"], ["great", "★ great"], ["", "not asked"]] : MARKS;
  return h(
    "li", { class: `logged${r.mark && r.mark !== "skipped" ? "" : " off"}`, "data-id": r.id },
    h("div", null, when(r)),
    h("div", null, h("p", { class: "head" }, h("b", { class: "cue", dir: "auto" }, r.cue), r.lane === "backup" ? h("span", { class: "lane" }, "backup") : null), improvised
      ? h("div", null, h("label", { for: `text-${r.id}`, class: "unseen" }, "The words of the improvised question"), h("input", { id: `text-${r.id}`, value: r.text, placeholder: "What did you ask?", onchange: (/** @type {any} */ e) => link.tell("word", { of: r.id, text: e.target.value }) }))
      : h("p", { class: "text", dir: "auto" }, r.text)),
    h("div", null, h("label", { for: `mark-${r.id}`, class: "unseen" }, `What became of ${r.cue}`), h("select", { id: `mark-${r.id}`, onchange: (/** @type {any} */ e) => marked(r, e.target.value) }, marks.map(([value, title]) => h("option", { value, selected: value === r.mark }, title)))),
    r.mark && r.mark !== "skipped"
      ? h(
          "div", { class: "more" },
          h("div", null, h("label", { for: `said-${r.id}` }, "The answer in a line, or a quote"), h("input", { id: `said-${r.id}`, value: r.said, onchange: (/** @type {any} */ e) => link.tell("said", { of: r.id, text: e.target.value }) })),
          h("div", null, h("label", { for: `note-${r.id}` }, "Notes"), h("input", { id: `note-${r.id}`, value: "", placeholder: r.note ? r.note.split("\n").join(" · ") : "add a note", onchange: (/** @type {any} */ e) => (link.tell("note", { of: r.id, text: e.target.value }), (e.target.value = "")) })),
        )
      : null,
  );
}

/** When a question was asked, to be corrected; what was not asked has no time. @param {Row} r */
function when(r) {
  if (!r.mark || r.mark === "skipped") return [];
  return [
    h("label", { for: `at-${r.id}`, class: "unseen" }, `When ${r.cue} was asked`),
    h("input", { id: `at-${r.id}`, class: "at", value: r.at, placeholder: "00:00", onchange: (/** @type {any} */ e) => timed(r.id, e.target) }),
  ];
}

/** @param {Row} r @param {string} value */
function marked(r, value) {
  // Asked is less than great: to say so the mark is taken away first.
  if (value === "asked" && r.mark === "great") link.tell("clear", { of: r.id });
  if (value !== "improvised") link.tell(value === "" ? "clear" : value, { of: r.id });
  if (value === "asked" && r.at) link.tell("at", { of: r.id, text: r.at });
}

/** @param {string} id @param {HTMLInputElement} input */
function timed(id, input) {
  const text = input.value.trim();
  if (text && seconds(text) === null) {
    input.setAttribute("aria-invalid", "true");
    say(`“${text}” is not a time. Write it as 23:10 or 1:02:45.`, { kind: "error" });
    return;
  }
  input.removeAttribute("aria-invalid");
  link.tell("at", { of: id, text });
}

/** One offset for all times: the first question is at another place in the edited episode. */
async function offset() {
  const first = hour.order.map((id) => hour.heard.get(id)).find((one) => one && one.at !== null);
  if (!first || first.at === null) return say("No question has a time yet.", { kind: "error" });
  const text = await askText("Shift all times", { label: `The first question is at ${clock(first.at)} in the recording. Where is it in the episode?`, value: clock(first.at), hint: "As 2:30 or 1:02:45" });
  if (text === null) return;
  const wanted = seconds(text.trim());
  if (wanted === null) return say(`“${text}” is not a time. Write it as 2:30.`, { kind: "error" });
  link.tell("offset", { text: (hour.offset + wanted - first.at).toFixed(3) });
  say("All times are shifted.");
}

async function save() {
  if (link.waiting.length) await link.send();
  const answer = await call(`/api/after/${encodeURIComponent(sheet.name)}/save`, {});
  if (answer.status !== 200) return say(problemOf(answer), { kind: "error" });
  const told = answer.data.problems;
  put(byId("saved"), h("p", { class: "good", role: "status" }, answer.data.changed ? `Written into ${answer.data.file} as one change.` : `${answer.data.file} already says so.`), told.map((/** @type {string} */ text) => h("p", { class: "problem" }, text)));
  Object.assign(given.logged, answer.data.logged);
  await outputs();
  draw();
}

async function undo() {
  const last = lastEvent(link.events());
  if (!last) return say("There is nothing to take back.");
  link.tell("undo", { of: last.id });
  say("Taken back: the last mark or correction.");
}

async function takeBack() {
  const answer = await call("/api/undo", { name: sheet.name });
  if (answer.status !== 200) return say(problemOf(answer), { kind: "error" });
  put(byId("saved"), h("p", { class: "good", role: "status" }, `Taken back: ${answer.data.undone}. The marks are still here.`));
}

async function outputs() {
  const answer = await call(`/api/after/${encodeURIComponent(sheet.name)}/outputs`);
  if (answer.status !== 200) return;
  put(
    byId("outputs"),
    answer.data.outputs.map((/** @type {{name: string, text: string, file: string}} */ one) =>
      h("section", { class: "card intro" }, h("h2", null, one.name), h("pre", { tabindex: 0 }, one.text), h("p", { class: "buttons" }, h("button", { type: "button", class: "small", onclick: () => void copy(one.text) }, "Copy"), h("a", { class: "button small", href: one.file, download: "" }, "Save as a file"))),
    ),
  );
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say("Copied.");
  } catch {
    say("This browser lets nobody copy here: select the text instead.", { kind: "error" });
  }
}

async function transcript() {
  const input = /** @type {HTMLInputElement} */ (byId("transcript"));
  const file = input.files?.[0];
  if (!file) return;
  const answer = await call(`/api/after/${encodeURIComponent(sheet.name)}/transcript`, { name: file.name, text: await file.text() });
  input.value = "";
  if (answer.status !== 200) return say(problemOf(answer), { kind: "error" });
  for (const [id, at] of Object.entries(answer.data.at)) link.tell("at", { of: id, text: String(at) });
  const count = Object.keys(answer.data.at).length;
  say(count ? `${count} ${count === 1 ? "time" : "times"} taken from ${file.name}.` : `No question of this sheet was found in ${file.name}.`);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "u") (event.preventDefault(), void undo());
});
for (const [id, action] of /** @type {[string, () => unknown][]} */ ([["shift", offset], ["save", save], ["undo", undo], ["take-back", takeBack]])) byId(id).addEventListener("click", () => void action());
byId("transcript").addEventListener("change", () => void transcript());
addEventListener("pagehide", () => link.close());
addEventListener("pageshow", (event) => event.persisted && link.open());
theme();
draw();
link.open();
void outputs();
