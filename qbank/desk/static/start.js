// @ts-check
// Start a sheet: what the wizard asks, on one page. Nothing but a guest and a subject is needed.

import { byId, call, h, pageData, problemOf, put, say, theme } from "./dom.js";

/**
 * @typedef {{subjects: Record<string, {kind: string|null, family: string|null, known: boolean}>, relations: [string, string][], fact_types: [string, string][],
 *   brief: Record<string, any>}} Given
 */
const given = /** @type {Given} */ (pageData());
const form = /** @type {HTMLFormElement} */ (byId("brief"));

/** @param {string} name @returns {HTMLInputElement} */
const field = (name) => /** @type {HTMLInputElement} */ (byId(name));

/** The guests that a line names, as the wizard reads them. */
function guests() {
  return field("guest").value.split(/\s*(?:;|&|\band\b|\n)\s*/iu).map((name) => name.trim()).filter(Boolean);
}

/** A choice of what each guest is to the subject. */
function relations() {
  const before = new Map([...byId("relations").querySelectorAll("select")].map((s) => [s.dataset.guest, s.value]));
  for (const said of given.brief.relation ?? []) {
    const at = said.lastIndexOf("=");
    if (!before.has(said.slice(0, at))) before.set(said.slice(0, at), said.slice(at + 1));
  }
  put(
    byId("relations"),
    guests().map((guest, n) =>
      h(
        "div", null,
        h("label", { for: `relation-${n}` }, `What is ${guest} to ${field("technology").value.trim() || "the subject"}?`),
        h("select", { id: `relation-${n}`, "data-guest": guest }, h("option", { value: "" }, "I am not sure: keep the questions neutral"), given.relations.map(([value, title]) => h("option", { value, selected: before.get(guest) === value }, title))),
      ),
    ),
  );
}

/** What is asked only about a subject that the bank does not know. */
function subject() {
  const name = field("technology").value.trim();
  const known = given.subjects[name.toLowerCase()];
  byId("unknown").hidden = !name || !!known;
  put(byId("known"), known ? `The bank knows it${known.kind ? `: ${known.kind}` : ""}.` : "");
  relations();
}

/** @param {string} [type] @param {string} [text] */
function fact(type = "choice", text = "") {
  const n = byId("facts").children.length;
  byId("facts").append(
    h(
      "div", { class: "fields fact" },
      h("div", null, h("label", { for: `fact-type-${n}` }, `Fact ${n + 1}: what it is`), h("select", { id: `fact-type-${n}` }, given.fact_types.map(([value, title]) => h("option", { value, selected: value === type }, title)))),
      h("div", { class: "wide" }, h("label", { for: `fact-${n}` }, "In one sentence, as you would say it"), h("input", { id: `fact-${n}`, value: text })),
    ),
  );
}

/** What the form says, by the names of the options of `qbank outline`. */
function brief() {
  /** @type {Record<string, any>} */
  const made = { guest: guests() };
  for (const one of form.querySelectorAll("[data-option]")) {
    const input = /** @type {HTMLInputElement} */ (one);
    const name = input.dataset.option ?? "";
    if (input.type === "checkbox") {
      if (input.checked) (made[name] ??= []).push(input.value);
    } else if (!input.value.trim() || input.closest("[hidden]")) continue;
    else if (input.dataset.as === "list") made[name] = input.value.split(/\n|;/u).map((t) => t.trim()).filter(Boolean);
    else if (input.dataset.as === "lines") made[name] = input.value.split("\n").map((t) => t.trim()).filter(Boolean);
    else if (input.type === "number") made[name] = Number(input.value);
    else made[name] = input.value.trim();
  }
  made.relation = [...byId("relations").querySelectorAll("select")].filter((s) => s.value).map((s) => `${s.dataset.guest}=${s.value}`);
  made.fact = [...byId("facts").querySelectorAll(".fact")]
    .map((row) => [/** @type {HTMLSelectElement} */ (row.querySelector("select")).value, /** @type {HTMLInputElement} */ (row.querySelector("input")).value.trim()])
    .filter(([, text]) => text)
    .map(([type, text]) => `${type}: ${text}`);
  if (field("portrait").checked) {
    made.family = "person";
    delete made.technology;
  }
  return made;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = /** @type {HTMLButtonElement} */ (byId("plan"));
  button.disabled = true;
  put(byId("wrong"));
  const answer = await call("/api/plan", { brief: brief() });
  button.disabled = false;
  if (answer.status === 200) return location.assign(answer.data.href);
  put(byId("wrong"), h("p", { class: "problem", role: "alert" }, problemOf(answer)));
  if (answer.status === 0) say("What you typed is still here.");
});
field("guest").addEventListener("input", relations);
field("technology").addEventListener("input", subject);
field("portrait").addEventListener("change", () => {
  for (const id of ["subject-part", "relations"]) byId(id).hidden = field("portrait").checked;
  field("technology").required = !field("portrait").checked;
});
byId("more-facts").addEventListener("click", () => fact());

/** Fill the form with what an earlier sheet was planned from. */
function fill() {
  const said = given.brief;
  field("guest").value = (said.guest ?? []).join(" and ");
  for (const one of form.querySelectorAll("[data-option]")) {
    const input = /** @type {HTMLInputElement} */ (one);
    const value = said[input.dataset.option ?? ""];
    if (value === undefined || value === null) continue;
    if (input.type === "checkbox") input.checked = value.includes(input.value);
    else input.value = Array.isArray(value) ? value.join(input.tagName === "TEXTAREA" ? "\n" : "; ") : value;
  }
  if (said.family === "person") (field("portrait").checked = true, field("portrait").dispatchEvent(new Event("change")));
  for (const text of said.fact ?? []) fact(text.split(":", 1)[0], text.slice(text.indexOf(":") + 1).trim());
}

theme();
fill();
while (byId("facts").children.length < 2) fact();
subject();
