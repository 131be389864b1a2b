// @ts-check
// Small helpers that every screen uses: making elements, saying things, asking for a line, light and dark.

/** @typedef {Node|string|number|null|undefined|false} Child */

/**
 * Make an element. Texts go in as text, never as markup; `on…` are listeners, `class`, `data-…` and the rest attributes.
 * @param {string} tag
 * @param {Record<string, any>|null} [props]
 * @param {...(Child|Child[])} children
 * @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value") /** @type {HTMLInputElement} */ (made).value = value;
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  put(made, ...children);
  return made;
}

/**
 * Replace what an element holds.
 * @param {Element} element
 * @param {...(Child|Child[])} children
 */
export function put(element, ...children) {
  element.replaceChildren(...children.flat().filter((c) => c !== null && c !== undefined && c !== false).map((c) => (c instanceof Node ? c : String(c))));
}

/**
 * The element of this id, which the page has.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * The data that the page came with.
 * @param {string} [id]
 * @returns {any}
 */
export function pageData(id = "data") {
  return JSON.parse(byId(id).textContent ?? "null");
}

/** @type {number|undefined} */
let fading;

/**
 * Say something at the foot of the screen, to eyes and to screen readers.
 * @param {string} text
 * @param {{kind?: "done"|"error", keep?: boolean, action?: [string, () => void]}} [how]
 */
export function say(text, how = {}) {
  const place = byId("toast");
  place.className = how.kind === "error" ? "toast error" : "toast";
  const action = how.action;
  put(place, h("span", null, text), action ? h("button", { type: "button", class: "small", onclick: () => (put(place), action[1]()) }, action[0]) : null);
  clearTimeout(fading);
  if (!how.keep) fading = window.setTimeout(() => put(place), how.kind === "error" ? 12000 : 5000);
}

/** Take back an error that is still said: things have moved on, and it may not be true any more. */
export function unsayError() {
  if (byId("toast").classList.contains("error")) put(byId("toast"));
}

/**
 * Ask for a line of text in a dialog; null if the person went back.
 * @param {string} title
 * @param {{label?: string, value?: string, hint?: string, ok?: string, cancel?: string, rows?: number}} [how]
 * @returns {Promise<string|null>}
 */
export function askText(title, how = {}) {
  return new Promise((resolve) => {
    const field = /** @type {HTMLInputElement|HTMLTextAreaElement} */ (
      h(how.rows ? "textarea" : "input", { id: "asked", value: how.value ?? "", rows: how.rows ?? null, maxlength: 2000, autocomplete: "off", "aria-describedby": how.hint ? "asked-hint" : null })
    );
    // Enter keeps, as in a line; a new line of a longer text is Shift and Enter.
    field.addEventListener("keydown", (event) => {
      const key = /** @type {KeyboardEvent} */ (event);
      if (key.key === "Enter" && !key.shiftKey && !key.isComposing) (key.preventDefault(), done(field.value));
    });
    const done = (/** @type {string|null} */ value) => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    const dialog = /** @type {HTMLDialogElement} */ (
      h(
        "dialog", { "aria-labelledby": "asked-title", oncancel: (/** @type {Event} */ e) => (e.preventDefault(), done(null)) },
        h(
          "form", { method: "dialog", onsubmit: (/** @type {Event} */ e) => (e.preventDefault(), done(field.value)) },
          h("h2", { id: "asked-title" }, title),
          h("label", { for: "asked" }, how.label ?? "Text"),
          field,
          how.hint ? h("p", { class: "hint", id: "asked-hint" }, how.hint) : null,
          h("p", { class: "buttons" }, h("button", { type: "button", onclick: () => done(null) }, how.cancel ?? "Cancel", " ", h("kbd", null, "Esc")), h("button", { class: "primary" }, how.ok ?? "Keep", " ", h("kbd", null, "Enter"))),
        ),
      )
    );
    document.body.append(dialog);
    dialog.showModal();
    field.focus();
    field.select();
  });
}

/**
 * Send something to the desk; what it answers, with its status. Without an answer the status is 0.
 * @param {string} url
 * @param {unknown} [body] nothing: a GET
 * @param {{signal?: AbortSignal, keepalive?: boolean}} [how]
 * @returns {Promise<{status: number, data: any}>}
 */
export async function call(url, body, how = {}) {
  /** @type {RequestInit} */
  const init = { signal: how.signal ?? null, keepalive: how.keepalive ?? false, cache: "no-store" };
  if (body !== undefined) {
    init.method = "POST";
    init.headers = { "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  try {
    const answer = await fetch(url, init);
    const text = await answer.text();
    return { status: answer.status, data: text ? JSON.parse(text) : null };
  } catch (error) {
    if (how.signal?.aborted) return { status: -1, data: null };
    return { status: 0, data: { message: "The desk does not answer.", hint: "Is qbank desk still running?", error: String(error) } };
  }
}

/**
 * What a failed call says to a person.
 * @param {{status: number, data: any}} answer
 */
export function problemOf(answer) {
  const told = answer.data ?? {};
  return [told.message ?? `The desk answered ${answer.status}.`, told.hint].filter(Boolean).join(" ");
}

/** Light or dark as the person chose, else as the system has it. */
export function theme() {
  const stored = remembered("qbank:theme");
  if (stored) document.documentElement.dataset.theme = stored;
  for (const button of document.querySelectorAll("[data-theme-toggle]")) button.addEventListener("click", toggleTheme);
}

/** Change between light and dark. */
export function toggleTheme() {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  remember("qbank:theme", document.documentElement.dataset.theme);
}

/**
 * What this browser kept under a name; a browser may refuse to keep anything.
 * @param {string} name
 */
export function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/**
 * Keep a text in this browser; say whether that worked.
 * @param {string} name
 * @param {string|null} text null takes it away
 */
export function remember(name, text) {
  try {
    if (text === null) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether someone is typing, so that a letter is a letter and not a key of the screen.
 * @param {EventTarget|null} target
 */
export function typing(target) {
  const element = target instanceof HTMLElement ? target : null;
  return !!element?.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
}
