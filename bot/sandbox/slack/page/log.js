// The request log: what went between this workspace and the bot, newest last, each opening to its two bodies.

import * as api from "./api.js";
import { clock } from "./dates.js";
import { el } from "./dom.js";
import { store } from "./store.js";

const KEPT = 500;
const DIRECTIONS = {
  to_bot: ["→", "To the bot"],
  from_bot: ["←", "Web API call of the bot"],
  response_url: ["↩", "The bot's answer to a response_url"],
};

function asJson(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}

/** A body as people read it: JSON indented, form fields one a line, a JSON field inside a form opened up. */
function readable(text) {
  if (!text) return "(empty)";
  const json = asJson(text);
  if (json !== null) return json;
  if (!/^[\w.-]+=[^\s]*$/.test(text)) return text;
  const fields = [...new URLSearchParams(text)];
  return fields.map(([name, value]) => `${name}: ${(/^[[{]/.test(value) && asJson(value)) || value}`).join("\n");
}

function part(heading, { headers, body } = {}) {
  const lines = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  return el(
    "section",
    {},
    el("h4", {}, heading),
    el("pre", { tabindex: "0" }, lines.join("\n"), lines.length ? "\n\n" : "", readable(body)),
  );
}

function statusWords(entry) {
  if (entry.status === null) return entry.error ?? "no answer";
  return entry.error ? `${entry.status} ${entry.error}` : String(entry.status);
}

function row(entry) {
  const [arrow, words] = DIRECTIONS[entry.direction] ?? ["·", entry.direction];
  const detail = el("div", { class: "log-detail" });
  const cells = [
    el("time", {}, clock(new Date(entry.at * 1000), true)),
    el("span", { class: "log-arrow", role: "img", "aria-label": words, title: words }, arrow),
    el("span", { class: "log-title" }, entry.title),
    el(
      "span",
      { class: "log-ms" },
      entry.ms === null ? "" : `${entry.ms < 10 ? entry.ms.toFixed(1) : Math.round(entry.ms)} ms`,
    ),
    el("span", { class: `log-status ${entry.ok ? "fine" : "bad"}` }, statusWords(entry)),
  ];
  const node = el("details", { class: "log-row", data: { at: entry.at } }, el("summary", {}, cells), detail);
  node.addEventListener("toggle", async () => {
    if (!node.open || detail.hasChildNodes()) return;
    const answer = await api.get(`log/${entry.n}`);
    const full = answer.entry;
    if (!full) detail.textContent = answer.error;
    else detail.replaceChildren(part("Request", full.request), part("Response", full.response));
  });
  return node;
}

/** The drawer and the button that opens it. */
export class RequestLog {
  #last = 0;
  #reading = false;
  #again = false;

  constructor() {
    this.rows = el("div", { class: "log-rows", role: "region", "aria-label": "Requests", tabindex: "0" });
    this.node = el(
      "section",
      { class: "log", id: "request-log", "aria-label": "Request log", hidden: true },
      this.#head(),
      this.rows,
    );
    this.button = el(
      "button",
      {
        type: "button",
        class: "top-button",
        "aria-expanded": "false",
        "aria-controls": "request-log",
        onclick: () => this.toggle(),
      },
      "Request log",
    );
    store.subscribe(["log"], () => this.#read());
  }

  #head() {
    return el(
      "div",
      { class: "log-head" },
      el("h2", {}, "Requests between this workspace and the bot"),
      el("button", { type: "button", class: "button small", onclick: () => this.rows.replaceChildren() }, "Clear"),
    );
  }

  /** Open or close the drawer. */
  toggle() {
    this.node.hidden = !this.node.hidden;
    this.button.setAttribute("aria-expanded", String(!this.node.hidden));
    this.#read();
  }

  async #read() {
    if (this.node.hidden) return;
    this.#again = this.#reading;
    if (this.#reading) return;
    this.#reading = true;
    const answer = await api.get("log", { after: this.#last });
    this.#reading = false;
    if (answer.entries) this.#show(answer);
    if (this.#again) this.#read();
  }

  #show({ entries, last }) {
    const atEnd = this.rows.scrollHeight - this.rows.scrollTop - this.rows.clientHeight < 40;
    if (last < this.#last) {
      this.#startOver();
      return;
    }
    this.#last = last;
    for (const entry of entries) this.#place(entry);
    while (this.rows.childElementCount > KEPT) this.rows.firstChild.remove();
    if (atEnd) this.rows.scrollTop = this.rows.scrollHeight;
  }

  /** By the time it began: a request stands above the calls that were made before it was answered. */
  #place(entry) {
    let before = this.rows.lastElementChild;
    while (before && Number(before.dataset.at) > entry.at) before = before.previousElementSibling;
    if (before) before.after(row(entry));
    else this.rows.prepend(row(entry));
  }

  /** A restarted sandbox counts from the beginning again. */
  #startOver() {
    this.rows.replaceChildren();
    this.#last = 0;
    this.#again = true;
  }
}
