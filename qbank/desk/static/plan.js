// @ts-check
// Plan: the sheet as blocks with minutes; every change is written at once, and never over someone else's.

import { askText, byId, call, h, pageData, problemOf, put, say, theme, typing } from "./dom.js";

/**
 * @typedef {{id: string, role: string, sign: string, text: string}} FollowUp
 * @typedef {{id: string, template: string|null, category: string, cue: string, context: string, text: string, to: string|null, minutes: number,
 *   lane: "must"|"nice"|"backup", why: string, asked: string, private: boolean, ritual: boolean, mark: string|null, follow_ups: FollowUp[], lint: {what: string, hint: string}[]}} Question
 * @typedef {{block: string, title: string, start: number, mark: string, minutes: number, after_break: boolean, questions: Question[]}} Block
 * @typedef {{name: string, title: string, digest: string, minutes: number, planned: number, blocks: Block[], backups: Question[], problems: string[],
 *   findings: {what: string, hint: string}[], facts: {type: string, text: string}[], look_up: string[], writable: boolean}} View
 * @typedef {{do: string, id?: string, [key: string]: any}} Change
 */

const given = /** @type {{view: View, roles: [string, string][], blocks: [string, string][]}} */ (pageData());
let view = given.view;
let busy = false;
/** @type {[string, string][]} */
const LANES = [["must", "must ask"], ["nice", "nice to have"], ["backup", "backup"]];

/** All questions of a version of the sheet, by id, with the block they stand in. @param {View} of */
function questions(of) {
  /** @type {Map<string, Question & {block: string, place: number}>} */
  const found = new Map();
  for (const block of of.blocks) for (const [n, q] of block.questions.entries()) found.set(q.id, { ...q, block: block.title, place: n });
  for (const [n, q] of of.backups.entries()) found.set(q.id, { ...q, block: "backups", place: n });
  return found;
}

/**
 * Make changes on the version that this page shows; where the file has moved on, nothing is lost: the person decides.
 * @param {Change[]} changes
 * @param {{focus?: string, done?: string}} [how]
 */
async function change(changes, how = {}) {
  if (busy) return false;
  busy = true;
  document.body.dataset.busy = "true";
  const answer = await call(`/api/plan/${encodeURIComponent(view.name)}`, { digest: view.digest, changes });
  busy = false;
  delete document.body.dataset.busy;
  if (answer.status === 409) return merge(changes, answer.data.view, how);
  if (answer.status !== 200) {
    say(problemOf(answer), { kind: "error", ...(answer.status === 0 ? { action: /** @type {[string, () => void]} */ (["Try again", () => void change(changes, how)]) } : {}) });
    draw(how.focus);
    return false;
  }
  view = answer.data.view;
  draw(how.focus ?? answer.data.focus);
  if (how.done) say(how.done, { action: ["Undo", () => void undo()] });
  return true;
}

async function undo() {
  const answer = await call("/api/undo", { name: view.name });
  if (answer.status !== 200) return say(problemOf(answer), { kind: "error" });
  view = answer.data.view;
  draw();
  say(`Taken back: ${answer.data.undone}`);
}

// --- the file was changed meanwhile -------------------------------------------------------------------------------

/**
 * Show what was changed on disk beside what was to be changed here, and let the person decide.
 * @param {Change[]} changes
 * @param {View} theirs
 * @param {{focus?: string, done?: string}} how
 * @returns {Promise<boolean>}
 */
function merge(changes, theirs, how) {
  return new Promise((resolve) => {
    const base = questions(view);
    const now = questions(theirs);
    const finish = async (/** @type {Change[]|null} */ then) => {
      dialog.close();
      dialog.remove();
      view = theirs;
      draw(how.focus);
      resolve(then?.length ? await change(then, how) : false);
    };
    const [possible, lost] = apart(changes, now);
    const rescued = lost.filter((c) => c.text).map((c) => /** @type {Change} */ ({ do: "add", text: c.text }));
    const dialog = /** @type {HTMLDialogElement} */ (
      h(
        "dialog", { class: "wide", "aria-labelledby": "merge-title", oncancel: (/** @type {Event} */ e) => e.preventDefault() },
        h("h2", { id: "merge-title" }, "The sheet was changed on disk meanwhile"),
        h("p", { class: "hint" }, "Nothing is lost: what is on disk stays, and your change waits for your word."),
        h(
          "div", { class: "merge" },
          h("section", null, h("h3", null, "On disk"), differences(base, now)),
          h("section", null, h("h3", null, "Your change"), h("ul", { class: "rows" }, changes.map((c) => h("li", null, told(c, base, now))))),
        ),
        lost.length && !possible.length ? h("p", { class: "problem" }, "The question that you changed is not on the sheet any more.") : null,
        h(
          "p", { class: "buttons" },
          h("button", { type: "button", onclick: () => void finish(null) }, "Drop my change"),
          possible.length ? h("button", { type: "button", class: "primary", onclick: () => void finish(possible) }, "Make my change there, too") : null,
          rescued.length ? h("button", { type: "button", class: "primary", onclick: () => void finish([...possible, ...rescued]) }, "Keep my words as a question of my own") : null,
        ),
      )
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** What can be done in another version of the sheet, and what cannot, because its question is gone. @param {Change[]} changes @param {Map<string, Question>} now @returns {[Change[], Change[]]} */
function apart(changes, now) {
  const possible = changes.filter((c) => (!c.id || now.has(c.id)) && (!c.to || typeof c.to !== "string" || now.has(c.to) || given.blocks.some(([b]) => b === c.to)));
  return [possible, changes.filter((c) => !possible.includes(c))];
}

/** @param {Map<string, Question & {block: string, place: number}>} base @param {Map<string, Question & {block: string, place: number}>} now */
function differences(base, now) {
  /** @type {Node[]} */
  const rows = [];
  for (const [id, q] of now) {
    const old = base.get(id);
    if (!old) rows.push(h("li", null, h("b", { class: "cue" }, q.cue), " ", h("ins", null, q.text), " (new)"));
    else if (old.text !== q.text || old.context !== q.context)
      rows.push(h("li", null, h("b", { class: "cue" }, q.cue), h("br"), h("del", null, `${old.context} ${old.text}`.trim()), h("br"), h("ins", null, `${q.context} ${q.text}`.trim())));
    else if (old.lane !== q.lane || old.block !== q.block) rows.push(h("li", null, h("b", { class: "cue" }, q.cue), ` is in ${q.block}, ${q.lane}`));
    else if (old.minutes !== q.minutes) rows.push(h("li", null, h("b", { class: "cue" }, q.cue), ` takes ${q.minutes} minutes, not ${old.minutes}`));
    else if (JSON.stringify(old.follow_ups) !== JSON.stringify(q.follow_ups)) rows.push(h("li", null, h("b", { class: "cue" }, q.cue), " has other follow-ups"));
  }
  for (const [id, q] of base) if (!now.has(id)) rows.push(h("li", null, h("b", { class: "cue" }, q.cue), " ", h("del", null, q.text), " (gone)"));
  return rows.length ? h("ul", { class: "rows" }, rows) : h("p", null, "No question was changed: only their order, or what stands around them.");
}

/** A change in words. @param {Change} c @param {Map<string, Question>} base @param {Map<string, Question>} now */
function told(c, base, now) {
  const q = now.get(c.id ?? "") ?? base.get(c.id ?? "");
  const what = /** @type {Record<string, string>} */ ({
    move: "Move", step: "Move", lane: `Make it ${c.lane}`, minutes: `Give it ${c.minutes} minutes`, text: "Reword", swap: "Another wording", wording: "Another wording",
    replace: "Put another question in its place", drop: "Drop", add: "Add", cue: `Call it “${c.cue}”`, context: "Another lead-in", follow_ups: "Other follow-ups", private: "Keep it off the guest's copy",
  })[c.do] ?? c.do;
  return [h("span", null, `${what}: `), q ? h("b", { class: "cue" }, q.cue) : null, c.text ? h("ins", null, ` ${c.text}`) : null, c.context ? h("ins", null, ` ${c.context}`) : null];
}

// --- drawing ------------------------------------------------------------------------------------------------------

/** @param {string} [focus] the question that has the keyboard afterwards */
function draw(focus) {
  const at = focus ?? (document.activeElement instanceof HTMLElement ? document.activeElement.closest("[data-id]")?.getAttribute("data-id") : null);
  const over = view.planned > view.minutes + 0.05;
  put(
    byId("total"),
    h("p", { class: "row" }, h("b", null, `${number(view.planned)} of ${number(view.minutes)} minutes`), h("span", { class: "since" }, over ? `${number(view.planned - view.minutes)} too many` : `${number(view.minutes - view.planned)} free`)),
  );
  const meter = byId("meter");
  meter.classList.toggle("over", over);
  /** @type {HTMLElement} */ (meter.firstElementChild).style.width = `${Math.min(100, (100 * view.planned) / Math.max(view.minutes, 1))}%`;
  put(byId("blocks"), view.blocks.map(blockCard));
  put(byId("backups"), view.backups.length ? h("ul", null, view.backups.map((q) => lineRow(q))) : h("p", { class: "hint" }, "None."));
  put(byId("facts"), view.facts.length ? h("ul", { class: "rows" }, view.facts.map((f) => h("li", null, h("span", { class: "lane" }, f.type), " ", f.text))) : h("p", { class: "hint" }, "No facts yet. Look up:"), view.facts.length ? null : h("ul", { class: "rows" }, view.look_up.map((text) => h("li", { class: "hint" }, text))));
  const open = [...view.findings.map((f) => [f.what, f.hint].filter(Boolean).join(": ")), ...view.problems];
  put(byId("problems"), open.length ? h("ul", { class: "rows" }, open.map((text) => h("li", { class: "hint" }, text))) : h("p", { class: "hint" }, "Nothing."));
  if (at) /** @type {HTMLElement|null} */ (document.querySelector(`[data-id="${CSS.escape(at)}"]`))?.focus({ preventScroll: false });
}

/** @param {number} value */
function number(value) {
  return String(Math.round(value * 10) / 10);
}

/** @param {Block} block */
function blockCard(block) {
  return h(
    "section", { class: "card block", "data-block": block.block, "aria-label": block.title, ondragover: over, ondrop: dropped, ondragleave: left },
    h("header", null, h("h2", null, block.title), h("span", { class: "since" }, `${block.after_break ? "break first · " : ""}be here by ${block.mark} · ${number(block.minutes)} min`)),
    h("ul", null, block.questions.map((q) => lineRow(q))),
  );
}

/** @param {Question} q */
function lineRow(q) {
  const free = view.writable && !q.ritual;
  return h(
    "li",
    {
      class: `line${q.ritual ? " ritual" : ""}`, tabindex: 0, "data-id": q.id, draggable: free ? "true" : null, "aria-label": `${q.cue}. ${q.text}`,
      ondragstart: started, ondragend: ended, ondragover: over, ondrop: dropped, ondragleave: left,
    },
    free ? h("button", { type: "button", class: "grip", tabindex: -1, "aria-label": `Move ${q.cue}: drag, or Alt with an arrow key` }, "⠿") : null,
    h(
      "div", { class: "body" },
      h("p", { class: "head" }, h("b", { class: "cue", dir: "auto" }, q.cue), h("span", { class: `lane ${q.lane}` }, q.ritual ? "ritual" : (LANES.find(([lane]) => lane === q.lane)?.[1] ?? q.lane)), h("span", { class: "since" }, `${number(q.minutes)} min`), q.private ? h("span", { class: "lane" }, "not for the guest") : null, q.mark ? h("span", { class: "lane done" }, q.mark) : null),
      q.context ? h("p", { class: "context", dir: "auto" }, q.context) : null,
      h("p", { class: "text", dir: "auto" }, q.to ? h("i", null, `to ${q.to}: `) : null, q.text),
      q.follow_ups.length ? h("ul", { class: "follow" }, q.follow_ups.map((f) => h("li", null, h("span", { class: "sign", "aria-hidden": "true" }, f.sign), h("span", { dir: "auto" }, f.text)))) : null,
      q.lint.map((l) => h("p", { class: "lint" }, `${l.what}${l.hint ? `: ${l.hint}` : ""}`)),
      h("p", { class: "why" }, [q.why, q.asked ? `asked: ${q.asked}` : ""].filter(Boolean).join(" · ")),
    ),
    free ? h("button", { type: "button", class: "small", "aria-label": `Change ${q.cue}`, onclick: () => void edit(q.id) }, "Change") : null,
  );
}

// --- moving -------------------------------------------------------------------------------------------------------

/** @type {string} */
let dragged = "";

/** @param {DragEvent} event */
function started(event) {
  const line = /** @type {HTMLElement} */ (event.currentTarget);
  dragged = line.dataset.id ?? "";
  event.dataTransfer?.setData("text/plain", dragged);
  line.classList.add("dragged");
}

function ended() {
  for (const one of document.querySelectorAll(".dragged, .target")) one.classList.remove("dragged", "target");
}

/** @param {DragEvent} event */
function over(event) {
  if (!dragged) return;
  event.preventDefault();
  event.stopPropagation();
  for (const one of document.querySelectorAll(".target")) one.classList.remove("target");
  /** @type {HTMLElement} */ (event.currentTarget).classList.add("target");
}

/** @param {DragEvent} event */
function left(event) {
  /** @type {HTMLElement} */ (event.currentTarget).classList.remove("target");
}

/** A line dropped on another takes its place; dropped on a block's head it comes first. @param {DragEvent} event */
function dropped(event) {
  event.preventDefault();
  event.stopPropagation();
  const target = /** @type {HTMLElement} */ (event.currentTarget);
  const id = dragged;
  dragged = "";
  ended();
  const to = target.dataset.id;
  if (!id || to === id) return;
  if (to) void change([{ do: "before", id, to }], { focus: id });
  else void change([{ do: "move", id, to: target.dataset.block ?? "" }], { focus: id });
}

// --- one question -------------------------------------------------------------------------------------------------

/** @param {string} id */
async function edit(id) {
  const q = questions(view).get(id);
  if (!q || !view.writable) return;
  const text = h("textarea", { id: "e-text", rows: 3, value: q.text });
  const context = h("textarea", { id: "e-context", rows: 2, value: q.context });
  const cue = h("input", { id: "e-cue", value: q.cue, maxlength: 80 });
  const minutes = h("input", { id: "e-minutes", type: "number", min: 0.5, max: 120, step: 0.5, value: q.minutes });
  const lane = h("select", { id: "e-lane" }, LANES.map(([value, title]) => h("option", { value, selected: value === q.lane }, title)));
  const rows = h("div", { class: "fields" }, [0, 1, 2].map((n) => followRow(q.follow_ups[n], n)));
  const others = h("div", { role: "region", "aria-label": "Other wordings and questions" }, h("p", { class: "hint" }, "Looking …"));
  const close = () => (dialog.close(), dialog.remove());
  const save = () => {
    const changes = edited(q, { text, context, cue, minutes, lane, rows });
    close();
    if (changes.length) void change(changes, { focus: id });
  };
  const at = (/** @type {Change} */ one) => (close(), void change([one], { focus: id, done: "Changed" }));
  const dialog = /** @type {HTMLDialogElement} */ (
    h(
      "dialog", { class: "wide", "aria-labelledby": "edit-title", onclose: () => dialog.remove() },
      h(
        "form", { method: "dialog", onsubmit: (/** @type {Event} */ e) => (e.preventDefault(), save()) },
        h("div", { class: "over-head" }, h("h2", { id: "edit-title" }, `Change ${q.cue.toUpperCase()}`), h("button", { type: "button", class: "small", onclick: close }, "Close")),
        h("div", null, h("label", { for: "e-text" }, "The question, in your words"), text),
        h("div", null, h("label", { for: "e-context" }, "Lead-in, said before it"), context),
        h("div", { class: "fields" }, h("div", null, h("label", { for: "e-cue" }, "Cue"), cue), h("div", null, h("label", { for: "e-minutes" }, "Minutes"), minutes), h("div", null, h("label", { for: "e-lane" }, "Importance"), lane)),
        h("fieldset", null, h("legend", null, "Follow-ups"), rows),
        h("p", { class: "buttons" }, h("button", { type: "button", onclick: () => at({ do: "drop", id }) }, "Drop it"), h("button", { type: "button", onclick: () => at({ do: "private", id, private: !q.private }) }, q.private ? "Show it to the guest" : "Keep it off the guest's copy"), h("button", { class: "primary" }, "Keep")),
        h("details", { open: true }, h("summary", null, "Swap: other wordings, other questions for this place"), others),
      ),
    )
  );
  document.body.append(dialog);
  dialog.showModal();
  text.focus();
  const answer = await call(`/api/plan/${encodeURIComponent(view.name)}/others?id=${encodeURIComponent(id)}`);
  if (answer.status !== 200) return put(others, h("p", { class: "problem" }, problemOf(answer)));
  put(
    others,
    h("h3", null, "In other words"),
    answer.data.wordings.length
      ? h("ul", { class: "choices" }, answer.data.wordings.map((/** @type {string} */ w) => h("li", null, h("button", { type: "button", onclick: () => at({ do: "wording", id, text: w }) }, w))))
      : h("p", { class: "hint" }, "The bank has this question in these words only."),
    h("h3", null, "Other questions for this place"),
    answer.data.questions.length
      ? h(
          "ul", { class: "choices" },
          answer.data.questions.map((/** @type {{template: string, cue: string, text: string, why: string}} */ o) =>
            h("li", null, h("button", { type: "button", onclick: () => at({ do: "replace", id, template: o.template }) }, h("span", { class: "cue" }, o.cue), h("span", null, o.text), h("span", { class: "lane" }, o.why))),
          ),
        )
      : h("p", { class: "hint" }, "None that fits this guest and subject."),
  );
}

/** @param {FollowUp|undefined} f @param {number} n */
function followRow(f, n) {
  return h(
    "div", { "data-follow": f?.id ?? "" },
    h("label", { for: `e-f${n}` }, `Follow-up ${n + 1}`), h("input", { id: `e-f${n}`, value: f?.text ?? "" }),
    h("label", { for: `e-r${n}`, class: "unseen" }, `Role of follow-up ${n + 1}`),
    h("select", { id: `e-r${n}` }, given.roles.map(([role, title]) => h("option", { value: role, selected: role === (f?.role ?? "deeper") }, title))),
  );
}

/**
 * What a person changed in the dialog, as changes.
 * @param {Question} q
 * @param {Record<string, HTMLElement>} fields
 */
function edited(q, fields) {
  const value = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (fields[name]).value.trim();
  /** @type {Change[]} */
  const changes = [];
  if (value("text") !== q.text) changes.push({ do: "text", id: q.id, text: value("text") });
  if (value("context") !== q.context) changes.push({ do: "context", id: q.id, context: value("context") });
  if (value("cue") !== q.cue) changes.push({ do: "cue", id: q.id, cue: value("cue") });
  if (Number(value("minutes")) !== q.minutes) changes.push({ do: "minutes", id: q.id, minutes: Number(value("minutes")) });
  if (value("lane") !== q.lane) changes.push({ do: "lane", id: q.id, lane: value("lane") });
  const follow = [...(fields.rows?.children ?? [])]
    .map((row) => ({ id: /** @type {HTMLElement} */ (row).dataset.follow ?? "", text: /** @type {HTMLInputElement} */ (row.querySelector("input")).value.trim(), role: /** @type {HTMLSelectElement} */ (row.querySelector("select")).value }))
    .filter((f) => f.text);
  const before = q.follow_ups.slice(0, 3).map(({ id, text, role }) => ({ id, text, role }));
  if (JSON.stringify(follow) !== JSON.stringify(before)) changes.push({ do: "follow_ups", id: q.id, follow_ups: follow });
  return changes;
}

async function addOwn() {
  const text = await askText("A question of your own", { label: "Word for word", rows: 3, ok: "Add" });
  if (text?.trim()) await change([{ do: "add", text }], { done: "Added" });
}

// --- keys ---------------------------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const line = event.target instanceof Element ? /** @type {HTMLElement|null} */ (event.target.closest("[data-id]")) : null;
  const id = line?.dataset.id;
  if (event.altKey && id && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    void change([{ do: "step", id, by: event.key === "ArrowUp" ? -1 : 1 }], { focus: id });
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const lines = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-id]")]);
  const at = line ? lines.indexOf(line) : -1;
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowDown: () => lines[Math.min(at + 1, lines.length - 1)]?.focus(), ArrowUp: () => lines[Math.max(at - 1, 0)]?.focus(),
    a: () => void addOwn(), u: () => void undo(),
  };
  if (id && line === event.target) {
    Object.assign(keys, {
      Enter: () => void edit(id), s: () => void change([{ do: "swap", id }], { focus: id }), Delete: () => void change([{ do: "drop", id }], { done: "Dropped" }),
      1: () => void change([{ do: "lane", id, lane: "must" }], { focus: id }), 2: () => void change([{ do: "lane", id, lane: "nice" }], { focus: id }), 3: () => void change([{ do: "lane", id, lane: "backup" }], { focus: id }),
    });
  }
  const action = keys[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

for (const [id, action] of /** @type {[string, () => unknown][]} */ ([["add", addOwn], ["undo", undo]])) byId(id).addEventListener("click", () => void action());
theme();
draw();
