// @ts-check
// Find: answers as one types, grouped by template, each with the reason; Enter opens, `a` adds to the open outline.

import { byId, call, h, pageData, problemOf, put, remember, remembered, say, theme, typing } from "./dom.js";

/**
 * @typedef {{ref: string, text: string, marks: [number, number][], why: string, where: string, guests: string, technology: string, category: string}} Hit
 * @typedef {{id: string, cue: string, text: string, category: string, asked: number}} Template
 * @typedef {{template: Template|null, hits: Hit[]}} Group
 * @typedef {{total: number, groups: Group[], templates: Template[], notes: string[], near: string[], only_near: boolean}} Found
 */

const given = /** @type {{categories: [string, string][], technologies: string[], guests: string[], outlines: [string, string][], open: string}} */ (pageData());
const field = /** @type {HTMLInputElement} */ (byId("words"));
const into = /** @type {HTMLSelectElement} */ (byId("into"));
/** @type {Record<string, string>} */
const narrowed = { category: "", technology: "", guest: "" };
/** So many groups fill a screen. */
const AT_ONCE = 6;
let asked = 0;
let asking = false;
let chosen = -1;
let limit = 20;
/** @type {number|undefined} */
let resting;
let address = "";

/** Ask for what the field says, and draw it. One question is on its way at a time; what was typed meanwhile is asked next. */
async function find() {
  asked += 1;
  if (asking) return;
  asking = true;
  try {
    for (let mine = 0; mine !== asked; ) {
      mine = asked;
      const text = field.value;
      const query = new URLSearchParams({ q: text, limit: String(limit) });
      for (const [name, value] of Object.entries(narrowed)) if (value) query.set(name, value);
      address = `?${query}`;
      clearTimeout(resting);
      resting = window.setTimeout(keepAddress, 300);
      const answer = await call(`/api/find?${query}`);
      if (mine !== asked) continue;
      if (answer.status === 200) draw(answer.data);
      else put(byId("found"), h("li", { class: "problem" }, problemOf(answer)));
      byId("found").dataset.text = text;
    }
  } finally {
    asking = false;
  }
}

/** What is asked stands in the address, so that Back comes back to it: when typing rests, and when something is opened. */
function keepAddress() {
  history.replaceState(null, "", address);
}

/** @param {Found} found */
function draw(found) {
  // A later answer redraws the list: whoever has gone down into it stays there.
  const within = rowOf(document.activeElement) ? chosen : -1;
  chosen = -1;
  const idle = !field.value.trim() && !Object.values(narrowed).some(Boolean);
  const counted = `${found.total} question${found.total === 1 ? "" : "s"}`;
  put(byId("count"), idle ? "" : [found.only_near ? `Nothing asks that. Near to it: ${counted}` : counted, ...found.notes].join(" · "));
  put(
    byId("templates"),
    found.templates.length ? h("h2", { class: "label" }, "Templates") : null,
    h("ul", { class: "found" }, found.templates.map((t) => h("li", null, templateRow(t)))),
  );
  // What is on the screen comes first, the rest after it is painted; whoever has gone down into the list waits for all.
  const now = within < 0 ? found.groups.slice(0, AT_ONCE) : found.groups;
  const mine = asked;
  put(byId("found"), now.map(groupRow));
  if (now.length < found.groups.length) {
    requestAnimationFrame(() => setTimeout(() => mine === asked && byId("found").append(...found.groups.slice(AT_ONCE).map(groupRow))));
  }
  put(byId("more"), found.total > limit ? h("button", { type: "button", onclick: () => ((limit += 40), void find()) }, `Show more of ${found.total}`) : null);
  if (!found.groups.length && !idle) {
    put(byId("found"), h("li", null, h("p", null, "Nothing was asked in these words."), found.near.length ? h("p", { class: "chips" }, found.near.map((word) => h("button", { type: "button", class: "chip", onclick: () => ((field.value = word), void find()) }, word))) : null));
  }
  if (within >= 0) choose(within + 1);
}

/** @param {Group} group */
function groupRow(group) {
  return h(
    "li", null,
    group.template
      ? h("div", { class: "group" }, h("b", { class: "cue" }, group.template.cue), h("a", { href: `/show/${encodeURIComponent(group.template.id)}` }, group.template.id), h("span", { class: "since" }, titleOf(group.template.category)))
      : h("div", { class: "group" }, h("span", { class: "label" }, "On its own")),
    h("ul", null, group.hits.map(hitRow)),
  );
}

/** @param {string} id */
function titleOf(id) {
  return given.categories.find(([one]) => one === id)?.[1] ?? id;
}

/** @param {Template} t */
function templateRow(t) {
  return h(
    "div", { class: "hit", tabindex: 0, "data-text": t.text, "data-template": t.id, "data-open": `/show/${encodeURIComponent(t.id)}` },
    h("div", { class: "text" }, h("b", { class: "cue" }, t.cue), " ", t.text),
    h("div", { class: "why since" }, `${titleOf(t.category)} · asked ${t.asked} time${t.asked === 1 ? "" : "s"}`),
    acts(),
  );
}

/** @param {Hit} hit */
function hitRow(hit) {
  return h(
    "li", { class: "hit", tabindex: 0, "data-text": hit.text, "data-open": `/show/${hit.ref.split("/").map(encodeURIComponent).join("/")}` },
    h("div", { class: "text", dir: "auto" }, marked(hit)),
    h("div", { class: "why since" }, [hit.where, hit.guests, hit.technology].filter(Boolean).join(" · "), hit.why ? ` — ${hit.why}` : ""),
    acts(),
  );
}

function acts() {
  return h(
    "div", { class: "acts" },
    given.outlines.length ? h("button", { type: "button", class: "small", title: "Add to the open sheet (a)", "data-act": "add" }, "Add") : null,
    h("button", { type: "button", class: "small", title: "Open (Enter)", "data-act": "open" }, "Open"),
  );
}

/** @param {EventTarget|null} target */
function rowOf(target) {
  return target instanceof Element ? /** @type {HTMLElement|null} */ (target.closest(".hit")) : null;
}

/** @param {Hit} hit */
function marked(hit) {
  /** @type {(Node|string)[]} */
  const parts = [];
  // Python counts characters, a browser counts halves of those outside the first plane.
  const letters = [...hit.text];
  let at = 0;
  for (const [start, end] of hit.marks) {
    parts.push(letters.slice(at, start).join(""), h("mark", null, letters.slice(start, end).join("")));
    at = end;
  }
  parts.push(letters.slice(at).join(""));
  return parts;
}

/** @param {HTMLElement|null} row */
function open(row) {
  if (!row?.dataset.open) return;
  keepAddress();
  location.assign(row.dataset.open);
}

/** @param {HTMLElement|null} row */
async function add(row) {
  if (!row) return;
  const answer = await call(`/api/plan/${encodeURIComponent(into.value)}/take`, { text: row.dataset.text ?? "", template: row.dataset.template ?? null });
  if (answer.status === 200) say(`Added to ${into.selectedOptions[0]?.textContent ?? into.value}`);
  else say(problemOf(answer), { kind: "error" });
}

/** @param {number} by */
function choose(by) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".hit")]);
  if (!rows.length) return;
  chosen = Math.max(0, Math.min(rows.length - 1, chosen + by));
  rows[chosen]?.focus();
  rows[chosen]?.scrollIntoView({ block: "nearest" });
}

/** @param {string} name @param {[string, string][]} values */
function chips(name, values) {
  const place = byId(`${name}-chips`);
  const draw = () =>
    put(
      place,
      values.map(([id, title]) =>
        h("button", {
          type: "button", class: "chip", "aria-pressed": String(narrowed[name] === id),
          onclick: () => ((narrowed[name] = narrowed[name] === id ? "" : id), draw(), void find()),
        }, title),
      ),
    );
  draw();
}

field.addEventListener("input", () => ((limit = 20), void find()));
field.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") (event.preventDefault(), choose(1));
  if (event.key === "Enter") (event.preventDefault(), open(/** @type {HTMLElement|null} */ (document.querySelector(".hit"))));
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const row = rowOf(event.target);
  if (event.key === "/") (event.preventDefault(), field.focus(), field.select());
  else if (event.key === "ArrowDown") (event.preventDefault(), choose(1));
  else if (event.key === "ArrowUp") (event.preventDefault(), chosen <= 0 ? field.focus() : choose(-1));
  else if (event.key === "Enter" && row === event.target) open(row);
  else if (event.key === "a" && row) void add(row);
});
document.addEventListener("click", (event) => {
  const act = event.target instanceof Element ? event.target.closest("[data-act]")?.getAttribute("data-act") : null;
  if (act === "add") void add(rowOf(event.target));
  if (act === "open") open(rowOf(event.target));
});
document.addEventListener("focusin", (event) => {
  const row = rowOf(event.target);
  if (row) chosen = [...document.querySelectorAll(".hit")].indexOf(row);
});
for (const name of /** @type {const} */ (["technology", "guest"])) {
  const select = /** @type {HTMLSelectElement} */ (byId(name));
  select.addEventListener("change", () => ((narrowed[name] = select.value), void find()));
}
into.addEventListener("change", () => remember("qbank:open", into.value));

theme();
const before = new URLSearchParams(location.search);
field.value = before.get("q") ?? "";
for (const name of Object.keys(narrowed)) narrowed[name] = before.get(name) ?? "";
for (const name of ["technology", "guest"]) /** @type {HTMLSelectElement} */ (byId(name)).value = narrowed[name] ?? "";
const last = remembered("qbank:open");
if (last && given.outlines.some(([name]) => name === last)) into.value = last;
chips("category", given.categories);
void find();
