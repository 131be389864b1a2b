// @ts-check
// The line to the desk: marks go out with ids and wait here while it is away; marks of other screens come in as a stream.

import { call, remember, remembered } from "./dom.js";
import { newId } from "./core.js";

/** @typedef {import("./core.js").Event} Event */
/** @typedef {"live"|"away"|"alone"|"refused"} State */

const RETRY = [250, 500, 1000, 2000];

export class Link {
  /**
   * @param {{name: string, role: string, stream: string|null, post: string|null, epoch: string}} where `stream` null: no server, all is kept here
   * @param {(fresh: Event[]) => void} onEvents
   * @param {(state: State, waiting: number) => void} onState
   */
  constructor(where, onEvents, onState) {
    this.where = where;
    this.onEvents = onEvents;
    this.onState = onState;
    /** @type {Map<string, Event>} */
    this.known = new Map();
    /** @type {Event[]} */
    this.waiting = [];
    this.shift = 0;
    this.sending = false;
    this.failed = 0;
    /** @type {State} */
    this.state = where.stream ? "away" : "alone";
    /** @type {EventSource|null} */
    this.source = null;
    this.kept = true;
    this.load();
  }

  key() {
    return `qbank:${this.where.stream ? "waiting" : "marks"}:${this.where.epoch}:${this.where.name}`;
  }

  load() {
    /** @type {Event[]} */
    let found = [];
    try {
      found = JSON.parse(remembered(this.key()) ?? "[]");
    } catch {
      found = [];
    }
    for (const event of found) this.known.set(event.id, event);
    if (this.where.stream) this.waiting = found;
  }

  keep() {
    const events = this.where.stream ? this.waiting : [...this.known.values()];
    this.kept = remember(this.key(), events.length ? JSON.stringify(events) : null);
  }

  /** The time that all screens agree on, in milliseconds since 1970. */
  now() {
    return Date.now() + this.shift;
  }

  events() {
    return [...this.known.values()];
  }

  /**
   * Make an event, keep it, and send it as soon as that is possible.
   * @param {string} kind
   * @param {{of?: string, text?: string, time?: number}} [what]
   */
  tell(kind, what = {}) {
    /** @type {Event} */
    const event = { id: newId(), kind, time: Math.round(what.time ?? this.now()), of: what.of ?? "", text: what.text ?? "", by: this.where.role };
    this.known.set(event.id, event);
    if (this.where.stream) this.waiting.push(event);
    this.keep();
    this.onEvents([event]);
    if (this.where.stream) void this.send();
    this.onState(this.state, this.waiting.length);
    return event;
  }

  async send() {
    if (this.sending || !this.where.post || !this.waiting.length) return;
    this.sending = true;
    const batch = this.waiting.slice(0, 200);
    const answer = await call(this.where.post, { events: batch });
    this.sending = false;
    if (answer.status === 200) {
      const done = new Set(batch.map((e) => e.id));
      this.waiting = this.waiting.filter((e) => !done.has(e.id));
      this.failed = 0;
      this.keep();
      this.onState(this.state, this.waiting.length);
      if (this.waiting.length) void this.send();
    } else {
      if (answer.status === 403 || answer.status === 401) this.turn("refused");
      const wait = RETRY[Math.min(this.failed++, RETRY.length - 1)];
      setTimeout(() => void this.send(), wait);
      this.onState(this.state, this.waiting.length);
    }
  }

  /** Open the stream; it opens itself again, and says from where on, when the desk is back. */
  open() {
    if (!this.where.stream) {
      this.onState("alone", 0);
      return;
    }
    this.source?.close();
    const source = new EventSource(this.where.stream);
    this.source = source;
    source.addEventListener("hello", (message) => {
      const said = JSON.parse(message.data);
      this.shift = Number(said.now) - Date.now();
      if (Math.abs(this.shift) < 250) this.shift = 0;
      this.turn("live");
      void this.send();
      this.onSheet(String(said.digest));
    });
    source.addEventListener("marks", (message) => this.hear(JSON.parse(message.data)));
    source.addEventListener("sheet", (message) => this.onSheet(String(JSON.parse(message.data).digest)));
    source.onerror = () => {
      this.turn("away");
      if (source.readyState === EventSource.CLOSED && this.source === source) {
        this.source = null;
        setTimeout(() => this.source ?? this.open(), 1000);
      }
    };
  }

  /** Which version of the sheet is on disk now; whoever wants to know sets this. @param {string} _digest */
  onSheet(_digest) {}

  close() {
    this.source?.close();
    this.source = null;
  }

  /** @param {Event[]} events */
  hear(events) {
    const fresh = events.filter((e) => !this.known.has(e.id));
    for (const event of events) this.known.set(event.id, event);
    const waited = this.waiting.length;
    const there = new Set(events.map((e) => e.id));
    this.waiting = this.waiting.filter((e) => !there.has(e.id));
    if (this.waiting.length !== waited) this.keep();
    if (fresh.length) this.onEvents(fresh);
  }

  /** @param {State} state */
  turn(state) {
    this.state = state;
    this.onState(state, this.waiting.length);
  }
}
