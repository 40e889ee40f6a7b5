// A searchable select of one or several options, after the ARIA combobox pattern.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

import { el, reconcile, uid } from "./dom.js";
import { icon } from "./icons.js";
import { placeBeside } from "./popup.js";

const REMOTE_PAUSE_MS = 150;

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Groups reduced to the options whose text has every word of the query. */
function filterGroups(groups, query) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const matches = (option) => words.every((word) => folded(option.text).includes(word));
  return groups
    .map((group) => ({ ...group, options: group.options.filter(matches) }))
    .filter((group) => group.options.length);
}

/**
 * spec: {multiple, values, placeholder, labelOf(value), load(query), remote, minQuery, maxSelected, clearable,
 *        properties (of the input: id, aria-…, data), settleOnClose, onSettle(values)}
 * load answers (a promise of) [{label, options: [{value, text, description}]}]; with `remote` for every query anew.
 */
export class Combobox {
  #options = [];
  #active = -1;
  #round = 0;
  #timer = null;
  #typed = false;

  constructor(spec) {
    this.spec = spec;
    this.values = [...spec.values];
    this.settled = [...spec.values];
    this.listId = uid("listbox");
    this.input = this.#buildInput();
    this.list = el("div", { role: "listbox", id: this.listId, "aria-label": "Options" });
    if (spec.multiple) this.list.setAttribute("aria-multiselectable", "true");
    this.status = el("div", { class: "combo-status", role: "status" });
    // Not read out as news where the select stands in a live region: aria-activedescendant speaks for the options.
    this.popup = el("div", { class: "combo-popup", popover: "manual", "aria-live": "off" }, this.status, this.list);
    this.popup.addEventListener("mousedown", (event) => event.preventDefault());
    this.chips = el("span", { class: "chips" });
    this.clear = this.#buildClear();
    this.node = el(
      "div",
      { class: `combo${spec.multiple ? " multiple" : ""}`, onmousedown: (event) => this.#onBoxPress(event) },
      this.chips,
      this.input,
      this.clear,
      icon("down"),
      this.popup,
    );
    this.#show();
  }

  #buildInput() {
    const { properties, placeholder } = this.spec;
    return el("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.listId,
      placeholder,
      ...properties,
      oninput: () => this.#onType(),
      onkeydown: (event) => this.#onKey(event),
      onblur: () => this.close(),
    });
  }

  #buildClear() {
    const clear = () => {
      this.#choose([]);
      this.input.focus();
    };
    return el(
      "button",
      { type: "button", class: "combo-clear", "aria-label": "Clear selection", onclick: clear },
      icon("cross"),
    );
  }

  get isOpen() {
    return this.input.getAttribute("aria-expanded") === "true";
  }

  /** Show other values without telling anybody; used when a choice was taken back. */
  set(values) {
    this.values = [...values];
    this.settled = [...values];
    this.#show();
  }

  #show() {
    const { multiple, labelOf, placeholder, clearable } = this.spec;
    if (multiple) this.#showChips();
    this.input.value = multiple || !this.values.length ? "" : labelOf(this.values[0]);
    this.input.placeholder = multiple && this.values.length ? "" : placeholder;
    this.clear.hidden = !(clearable && this.values.length);
    this.#typed = false;
  }

  /** Chips that stay keep their nodes: one of them may be what the focus or a press is on. */
  #showChips() {
    reconcile(
      this.chips,
      this.values.map((value) => ({ key: value, signature: value, build: () => this.#chip(value) })),
    );
  }

  #chip(value) {
    const label = this.spec.labelOf(value);
    const remove = () => {
      this.#choose(this.values.filter((other) => other !== value));
      if (!this.isOpen) this.#settle();
      this.input.focus();
    };
    const button = el("button", { type: "button", "aria-label": `Remove ${label}`, onclick: remove }, icon("cross"));
    return el("span", { class: "chip" }, label, button);
  }

  #onBoxPress(event) {
    if (event.target.closest(".combo-popup")) return;
    // A press that opens it must not put the cursor into what is selected: the next letter replaces that.
    if (event.target !== this.input || !this.isOpen) event.preventDefault();
    if (event.target.closest("button")) return;
    this.input.focus();
    if (this.isOpen) {
      if (event.target !== this.input) this.close();
    } else this.open();
  }

  #onType() {
    this.#typed = true;
    if (this.isOpen) this.#load();
    else this.open();
  }

  #onKey(event) {
    if (event.isComposing) return;
    const act = this.isOpen ? this.#openKey(event) : this.#closedKey(event);
    if (!act) return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
    act();
  }

  #closedKey({ key }) {
    if (key === "Backspace" && this.#removesLast()) return () => this.#dropLast();
    return ["ArrowDown", "ArrowUp", "Enter"].includes(key) ? () => this.open() : null;
  }

  #openKey({ key }) {
    const picksOnTab = key === "Tab" && this.#typed && this.input.value && this.#active >= 0;
    if (key === "Backspace" && this.#removesLast()) return () => this.#dropLast();
    if (key === "Enter" || picksOnTab) return () => this.#pick(this.#options[this.#active]);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    if (key in steps) return () => this.#move(steps[key]);
    return key === "Escape" ? () => this.close() : null;
  }

  #removesLast() {
    return this.spec.multiple && !this.input.value && this.values.length > 0;
  }

  #dropLast() {
    this.#choose(this.values.slice(0, -1));
    if (!this.isOpen) this.#settle();
  }

  open() {
    this.input.setAttribute("aria-expanded", "true");
    this.popup.showPopover();
    if (!this.#typed) this.input.select();
    this.#reposition = () => placeBeside(this.popup, this.node, { width: "match" });
    for (const name of ["scroll", "resize"]) window.addEventListener(name, this.#reposition, true);
    this.#load();
  }

  #reposition = () => {};

  close() {
    if (!this.isOpen) {
      this.#show();
      return;
    }
    clearTimeout(this.#timer);
    this.#round += 1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    for (const name of ["scroll", "resize"]) window.removeEventListener(name, this.#reposition, true);
    if (this.popup.matches(":popover-open")) this.popup.hidePopover();
    this.#show();
    this.#settle();
  }

  #load() {
    const query = this.#typed ? this.input.value.trim() : "";
    const { remote, minQuery = 0, load } = this.spec;
    this.#round += 1;
    clearTimeout(this.#timer);
    if (!remote) {
      this.#fill(filterGroups(load(query), query));
    } else if (query.length < minQuery) {
      this.#fill([], `Type at least ${minQuery} character${minQuery === 1 ? "" : "s"} to search.`);
    } else {
      this.#fill([], "Loading …");
      this.#timer = setTimeout(() => this.#loadRemote(query, this.#round), REMOTE_PAUSE_MS);
    }
  }

  async #loadRemote(query, round) {
    const { groups, problem } = await this.spec.load(query);
    if (round === this.#round) this.#fill(groups, problem);
  }

  #fill(groups, words = null) {
    this.#options = groups.flatMap((group) => group.options);
    this.list.replaceChildren(...groups.map((group) => this.#group(group)));
    this.status.textContent = words ?? (this.#options.length ? "" : "No results");
    const chosen = this.#options.findIndex((option) => this.values.includes(option.value));
    this.#activate(this.#typed || chosen < 0 ? 0 : chosen);
    this.#reposition();
  }

  #group({ label, options }) {
    const nodes = options.map((option) => this.#option(option));
    if (!label) return el("div", { role: "presentation" }, nodes);
    const id = uid("group");
    const heading = el("div", { class: "combo-group", id, role: "presentation" }, label);
    return el("div", { role: "group", "aria-labelledby": id }, heading, nodes);
  }

  #option(option) {
    option.id = uid("option");
    const properties = {
      role: "option",
      id: option.id,
      "aria-selected": String(this.values.includes(option.value)),
      onclick: () => this.#pick(option),
      onmousemove: () => this.#activate(this.#options.indexOf(option), false),
    };
    const note = option.description && el("span", { class: "combo-note" }, option.description);
    return el("div", properties, el("span", {}, option.text, note), icon("check", "icon check"));
  }

  #move(step) {
    const last = this.#options.length - 1;
    if (last < 0) return;
    const next = this.#active + step;
    if (Math.abs(step) === 1) this.#activate((next + last + 1) % (last + 1));
    else this.#activate(Math.max(0, Math.min(last, next)));
  }

  #activate(index, scroll = true) {
    this.list.querySelector(".active")?.classList.remove("active");
    this.#active = index < this.#options.length ? index : -1;
    const node = this.#active < 0 ? null : this.list.querySelector(`#${this.#options[this.#active].id}`);
    if (!node) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    node.classList.add("active");
    this.input.setAttribute("aria-activedescendant", node.id);
    if (scroll) node.scrollIntoView({ block: "nearest" });
  }

  #pick(option) {
    if (!option) return;
    this.spec.onLearn?.(option);
    if (!this.spec.multiple) {
      this.#choose([option.value]);
      this.close();
      return;
    }
    const has = this.values.includes(option.value);
    if (!has && this.values.length >= (this.spec.maxSelected ?? Infinity)) {
      this.status.textContent = `No more than ${this.spec.maxSelected} can be chosen.`;
      return;
    }
    this.#choose(has ? this.values.filter((value) => value !== option.value) : [...this.values, option.value]);
    for (const { id, value } of this.#options) {
      this.list.querySelector(`#${id}`).setAttribute("aria-selected", String(this.values.includes(value)));
    }
  }

  #choose(values) {
    const filtered = this.#typed && this.isOpen;
    this.values = values;
    this.#show();
    if (filtered && this.spec.multiple) this.#load();
    if (!this.isOpen || !this.spec.settleOnClose) this.#settle();
  }

  #settle() {
    if (JSON.stringify(this.values) === JSON.stringify(this.settled)) return;
    const before = this.settled;
    this.settled = [...this.values];
    this.spec.onSettle([...this.values], before);
  }
}
