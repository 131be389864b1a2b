// @ts-check
// What the live screen knows: events into marks, marks into a clock. Pure functions; `qbank.outline.live` says the same in Python.

/**
 * @typedef {{id: string, kind: string, time: number, of: string, text: string, by: string, n?: number}} Event
 * @typedef {{role: string, sign: string, text: string}} FollowUp
 * @typedef {{id: string, kind: "question"|"spoken", block: number, cue: string, context: string, text: string, to: string,
 *   minutes: number, lane: "must"|"nice"|"backup", asked: string, why: string, follow_ups: FollowUp[], mark: string, note: string}} Line
 * @typedef {{title: string, start: number, minutes: number, after_break: boolean}} Part
 * @typedef {{name: string, title: string, guest: string, subject: string, show: string, minutes: number, planned: number,
 *   digest: string, begins: number|null, hard_stop: {text: string, minute: number|null, zone: string}, preamble: string, box: [string, string][],
 *   checklist: string[], probes: string[], blocks: Part[], lines: Line[]}} Sheet
 * @typedef {{mark: string, improvised: boolean, time: number|null, at: number|null, said: string, notes: string[], text: string, after: string}} Heard
 * @typedef {{at: number|null, text: string, of: string, id: string}} Moment
 * @typedef {{record: number|null, begin: number|null, end: number|null, offset: number, heard: Map<string, Heard>,
 *   order: string[], moments: Moment[], last: string, made: Map<string, string>}} Live
 */

const MARKS = new Set(["asked", "great", "skipped", "clear"]);
const ASKED = new Set(["asked", "great", "improvised"]);

/** @param {string} text */
export function oneLine(text) {
  return text.split(/\s+/u).filter(Boolean).join(" ");
}

/** @returns {Heard} */
function nothing() {
  return { mark: "", improvised: false, time: null, at: null, said: "", notes: [], text: "", after: "" };
}

/**
 * The hour as the events tell it, whatever the order in which they came in.
 * @param {Iterable<Event>} events
 * @returns {Live}
 */
export function live(events) {
  /** @type {Map<string, Event>} */
  const known = new Map();
  for (const event of events) known.set(event.id, event);
  const gone = new Set([...known.values()].filter((e) => e.kind === "undo").map((e) => e.of));
  const told = [...known.values()].filter((e) => !gone.has(e.id));
  told.sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  /** @type {Live} */
  const made = { record: null, begin: null, end: null, offset: 0, heard: new Map(), order: [], moments: [], last: "", made: new Map() };
  /** @type {Map<string, string>} */
  const typed = new Map();
  /** @type {{time: number, text: string, of: string, id: string}[]} */
  const moments = [];
  /** @type {string[]} */
  let given = [];
  /** @param {string} id */
  const heard = (id) => made.heard.get(id) ?? nothing();
  /** @param {string} id */
  const asked = (id) => {
    if (!made.order.includes(id)) {
      made.order.push(id);
      made.last = id;
    }
  };
  for (const e of told) {
    if (e.kind === "record" || e.kind === "begin" || e.kind === "end") made[e.kind] = e.time;
    else if (MARKS.has(e.kind)) {
      const found = heard(e.of);
      const mark = e.kind === "clear" ? "" : e.kind;
      if (ASKED.has(mark)) {
        if (mark === "asked" && ASKED.has(found.mark)) continue;
        made.heard.set(e.of, { ...found, mark, time: ASKED.has(found.mark) ? found.time : e.time });
        asked(e.of);
      } else {
        made.heard.set(e.of, { ...found, mark, time: null });
        made.order = made.order.filter((id) => id !== e.of);
        if (made.last === e.of) made.last = made.order.at(-1) ?? "";
      }
    } else if (e.kind === "improvised") {
      made.heard.set(e.id, { ...nothing(), mark: "improvised", improvised: true, time: e.time, text: oneLine(e.text), after: e.of });
      asked(e.id);
    } else if (e.kind === "moment") moments.push({ time: e.time, text: oneLine(e.text), of: e.of || made.last, id: e.id });
    else if (e.kind === "word") made.heard.set(e.of, { ...heard(e.of), text: oneLine(e.text) });
    else if (e.kind === "said") made.heard.set(e.of, { ...heard(e.of), said: oneLine(e.text) });
    else if (e.kind === "note" && e.text.trim()) made.heard.set(e.of, { ...heard(e.of), notes: [...heard(e.of).notes, oneLine(e.text)] });
    else if (e.kind === "at") typed.set(e.of, e.text);
    else if (e.kind === "offset") made.offset = /^-?\d{1,6}(\.\d{1,6})?$/.test(e.text) ? Number(e.text) : 0;
    else if (e.kind === "saved") for (const [id, question] of Object.entries(savedAs(e.text))) made.made.set(id, question);
    else if (e.kind === "order") given = e.text.split(",");
  }
  const record = (made.record ??= made.begin);
  /** @param {number|null} time */
  const at = (time) => (time === null || record === null ? null : Math.max(0, (time - record) / 1000 + made.offset));
  for (const [id, one] of made.heard) {
    const text = typed.get(id);
    made.heard.set(id, { ...one, at: text ? seconds(text) : at(one.time) });
  }
  given = given.filter((id) => made.order.includes(id));
  made.order = [...given, ...made.order.filter((id) => !given.includes(id))];
  made.moments = moments.map((m) => ({ at: at(m.time), text: m.text, of: m.of, id: m.id }));
  return made;
}

/** What improvised events became when the log was saved. @param {string} text @returns {Record<string, string>} */
function savedAs(text) {
  try {
    return JSON.parse(text || "{}").made ?? {};
  } catch {
    return {};
  }
}

/**
 * What became of a line: what the hour says, else what its sheet says.
 * @param {Line} line
 * @param {Live} hour
 */
export function markOf(line, hour) {
  return hour.heard.get(line.id)?.mark ?? line.mark;
}

/**
 * How many seconds a clock says; null if it is not one.
 * @param {string} text
 */
export function seconds(text) {
  const parts = text.split(":");
  if (parts.length < 2 || parts.length > 3 || !parts.every((p) => /^\d+$/.test(p))) return null;
  return parts.reduce((sum, p) => sum * 60 + Number(p), 0);
}

/**
 * Seconds as a clock: 03:05, 1:02:45.
 * @param {number} at
 */
export function clock(at) {
  const whole = Math.floor(Math.abs(at));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return (at < 0 && whole ? "−" : "") + (h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`);
}

/**
 * The last event that can be taken back: the newest that counts.
 * @param {Event[]} events
 */
export function lastEvent(events) {
  const gone = new Set(events.filter((e) => e.kind === "undo").map((e) => e.of));
  const free = events.filter((e) => !gone.has(e.id) && e.kind !== "undo" && e.kind !== "saved");
  return free.reduce((/** @type {Event|null} */ last, e) => (!last || e.time >= last.time ? e : last), null);
}

/**
 * The line to be asked next: the first of the sheet, backups aside, that has no mark.
 * @param {Sheet} sheet
 * @param {Live} hour
 * @param {number} [from]
 */
export function upNext(sheet, hour, from = 0) {
  const free = (/** @type {Line} */ line) => line.lane !== "backup" && !markOf(line, hour);
  const later = sheet.lines.findIndex((line, n) => n >= from && free(line));
  return later >= 0 ? later : sheet.lines.findIndex(free);
}

/**
 * The questions before a line that have no mark yet, backups aside; before a backup there is nothing to miss.
 * @param {Sheet} sheet
 * @param {Live} hour
 * @param {number} [at] the line's place; without it all of the sheet
 */
export function openBefore(sheet, hour, at = sheet.lines.length) {
  if (sheet.lines[at]?.lane === "backup") return [];
  return sheet.lines.slice(0, at).filter((line) => line.kind === "question" && line.lane !== "backup" && !markOf(line, hour));
}

/**
 * What is open, in words: 3 before this are still open, 2 must be asked.
 * @param {Line[]} open
 */
export function openWords(open) {
  const must = open.filter((line) => line.lane === "must").length;
  return `${open.length} before this ${open.length === 1 ? "is" : "are"} still open${must ? `, ${must} must be asked` : ""}`;
}

/**
 * How far an interview is off its plan, in minutes (behind is more than 0), and what to leave out to be on time again.
 * The plan counts what is asked or skipped; the answer being given may take its own minutes.
 * @param {Sheet} sheet
 * @param {Live} hour
 * @param {number} now milliseconds since 1970
 * @returns {{minutes: number, skip: string[], gained: number, words: string, state: "none"|"ontime"|"behind"|"ahead"|"over"}}
 */
export function drift(sheet, hour, now) {
  if (hour.begin === null) return { minutes: 0, skip: [], gained: 0, words: "", state: "none" };
  const gone = (Math.min(now, hour.end ?? now) - hour.begin) / 60000;
  const { done, running } = spent(sheet, hour);
  const early = done - running;
  const off = gone > done ? gone - done : gone < early ? gone - early : 0;
  const left = sheet.lines.filter((line) => line.lane === "nice" && line.minutes > 0 && !markOf(line, hour));
  const more = sheet.lines.some((line) => line.lane !== "backup" && !markOf(line, hour));
  const whole = Math.round(off);
  if (!more) return { minutes: off, skip: [], gained: 0, words: whole > 0 ? `${whole} min over` : "all asked", state: whole > 0 ? "over" : "ontime" };
  if (whole < 1 && whole > -1) return { minutes: off, skip: [], gained: 0, words: "on time", state: "ontime" };
  if (whole < 0) return { minutes: off, skip: [], gained: 0, words: `${-whole} min ahead of plan`, state: "ahead" };
  /** @type {string[]} */
  const skip = [];
  let gained = 0;
  for (const line of left) {
    if (gained >= whole - 0.5) break;
    skip.push(line.cue || line.id);
    gained += line.minutes;
  }
  const then = skip.length ? `skip ${skip.map((cue) => cue.toUpperCase()).join(", ")}` : "leave out the follow-ups";
  return { minutes: off, skip, gained, words: `${whole} min behind plan: ${then}`, state: "behind" };
}

/**
 * The planned minutes of all that is asked or skipped, and of the question being answered.
 * @param {Sheet} sheet
 * @param {Live} hour
 */
function spent(sheet, hour) {
  const aside = sheet.blocks.map((block, n) => block.minutes - sum(sheet.lines.filter((l) => l.block === n && l.lane !== "backup")));
  const entered = new Set();
  let done = 0;
  let running = 0;
  for (const line of sheet.lines) {
    if (line.lane === "backup" || !hour.heard.get(line.id)?.mark) continue;
    done += line.minutes;
    if (!entered.has(line.block)) done += Math.max(0, aside[line.block] ?? 0);
    entered.add(line.block);
    if (line.id === hour.last) running = line.minutes;
  }
  return { done, running };
}

/** @param {Line[]} lines */
function sum(lines) {
  return lines.reduce((all, line) => all + line.minutes, 0);
}

/**
 * When each block begins now, in minutes from the first question: those to come are moved by the drift.
 * @param {Sheet} sheet
 * @param {Live} hour
 * @param {number} off minutes, as `drift` has them
 */
export function marksMoved(sheet, hour, off) {
  return sheet.blocks.map((block, n) => {
    const begun = sheet.lines.some((line) => line.block === n && line.lane !== "backup" && hour.heard.get(line.id)?.mark);
    return { title: block.title, planned: block.start, moved: begun ? block.start : Math.max(0, block.start + off), begun };
  });
}

/**
 * Whether a sheet is for another day than this: half a day off and of another date, so that midnight parts nobody's hour.
 * @param {Sheet} sheet
 * @param {number} now
 */
export function anotherDay(sheet, now) {
  if (sheet.begins === null) return false;
  return Math.abs(now - sheet.begins) > 43200000 && new Date(now).toDateString() !== new Date(sheet.begins).toDateString();
}

/**
 * Minutes as they are said: 41 min, 1 h 05 min.
 * @param {number} minutes whole ones, 0 or more
 */
export function spelled(minutes) {
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/**
 * Minutes until the guest has to leave; null if nobody can tell, or if the sheet is for another day. A time of day is the one nearest to where the recording began; one that
 * was long past then is another day's.
 * @param {Sheet} sheet
 * @param {Live} hour
 * @param {number} now
 */
export function untilStop(sheet, hour, now) {
  const { minute, zone } = sheet.hard_stop;
  if (minute === null || anotherDay(sheet, now)) return null;
  const shift = zoneMinutes(zone, now);
  if (shift === null) return null;
  const day = 1440;
  const start = hour.record ?? now;
  const sinceMidnight = (((start / 60000 + shift) % day) + day) % day;
  let left = minute - sinceMidnight;
  if (left < -day / 2) left += day;
  if (left > day / 2) left -= day;
  if (left < -STOP_MISSED) return null;
  return left - (now - start) / 60000;
}

/** So many minutes after the hard stop nobody begins. */
const STOP_MISSED = 60;

/** Names of zones that mean one thing, in minutes ahead of UTC. @type {Record<string, number>} */
const ZONES = { WET: 0, WEST: 60, CET: 60, CEST: 120, EET: 120, EEST: 180, EST: -300, EDT: -240, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420 };

/**
 * How many minutes a zone is ahead of UTC: the machine's own for none, what is written for +01:00; null if nobody can tell.
 * @param {string} zone
 * @param {number} now
 */
export function zoneMinutes(zone, now) {
  const own = -new Date(now).getTimezoneOffset();
  if (!zone) return own;
  const found = /^(UTC|GMT|Z)?(?:([+-])(\d{1,2})(?::?(\d\d))?)?$/.exec(zone);
  if (found && (found[1] || found[2])) {
    const size = Number(found[3] ?? 0) * 60 + Number(found[4] ?? 0);
    return found[2] === "-" ? -size : size;
  }
  if (zone in ZONES) return ZONES[zone] ?? null;
  return zoneHere(now) === zone ? own : null;
}

/** What this machine's zone is called: EST, GMT+1. @param {number} now */
function zoneHere(now) {
  return new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(new Date(now)).find((p) => p.type === "timeZoneName")?.value ?? "";
}

/**
 * The time of day here, with its zone: by the name that the sheet uses if that is the same, so that both can be compared.
 * @param {string} zone the sheet's
 * @param {number} now
 */
export function timeOfDay(zone, now) {
  const here = new Date(now);
  const time = `${String(here.getHours()).padStart(2, "0")}:${String(here.getMinutes()).padStart(2, "0")}`;
  return `${time} ${zone && zoneMinutes(zone, now) === -here.getTimezoneOffset() ? zone : zoneHere(now)}`;
}

/** Thirty-two hex digits; `randomUUID` is not there over plain HTTP. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
