// The box people type in: messages, slash commands with their list, global shortcuts.

import { el, uid } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu, placeBeside } from "./popup.js";
import { store } from "./store.js";

/** The commands whose name begins like the text, as long as no argument was begun. */
function matchingCommands(commands, text) {
  if (!/^\/\S*$/.test(text)) return [];
  return commands.filter((entry) => entry.command.startsWith(text.toLowerCase()));
}

class CommandList {
  #active = 0;

  constructor(box, anchor, onPick) {
    Object.assign(this, { box, anchor, onPick, matches: [], dismissed: false });
    this.list = el("div", { role: "listbox", id: uid("commands"), "aria-label": "Commands" });
    this.popup = el("div", { class: "command-popup", popover: "manual" }, this.list);
    this.popup.addEventListener("mousedown", (event) => event.preventDefault());
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", this.list.id);
  }

  get isOpen() {
    return this.matches.length > 0;
  }

  update() {
    if (this.box.value === "") this.dismissed = false;
    this.matches = this.dismissed ? [] : matchingCommands(store.state.commands, this.box.value);
    if (!this.isOpen) {
      this.close();
      return;
    }
    this.list.replaceChildren(...this.matches.map((entry) => this.#option(entry)));
    this.#activate(0);
    if (!this.popup.matches(":popover-open")) this.popup.showPopover();
    placeBeside(this.popup, this.anchor, { width: "match" });
  }

  close() {
    this.matches = [];
    this.box.removeAttribute("aria-activedescendant");
    if (this.popup.matches(":popover-open")) this.popup.hidePopover();
  }

  dismiss() {
    this.dismissed = true;
    this.close();
  }

  move(step) {
    this.#activate((this.#active + step + this.matches.length) % this.matches.length);
  }

  get active() {
    return this.matches[this.#active];
  }

  #activate(index) {
    this.#active = index;
    [...this.list.children].forEach((node, at) => {
      node.setAttribute("aria-selected", String(at === index));
      node.classList.toggle("active", at === index);
      if (at === index) this.box.setAttribute("aria-activedescendant", node.id);
    });
  }

  #option(entry) {
    return el(
      "div",
      { role: "option", id: uid("command"), onclick: () => this.onPick(entry) },
      el("span", { class: "app-tile small", "aria-hidden": "true" }, icon("phone")),
      el(
        "span",
        { class: "command-words" },
        el("span", {}, el("b", {}, entry.command), " ", el("span", { class: "usage" }, entry.usage_hint)),
        el("span", { class: "command-note" }, entry.description),
      ),
      el("span", { class: "command-app" }, store.state.bot.name),
    );
  }
}

/** One composer; thread: whether what is sent goes into the open thread. */
export class Composer {
  constructor({ label, thread = false, onSent }) {
    Object.assign(this, { thread, onSent });
    this.box = el("textarea", {
      rows: "1",
      "aria-label": label,
      oninput: () => this.#onInput(),
      onkeydown: (event) => this.#onKey(event),
      onblur: () => this.commands.close(),
    });
    this.problem = el("div", { class: "composer-problem", role: "alert" });
    this.sendButton = el(
      "button",
      { type: "button", class: "send", "aria-label": "Send now", onclick: () => this.send() },
      icon("send"),
    );
    this.frame = el(
      "div",
      { class: "composer-frame" },
      this.box,
      el("div", { class: "composer-bar" }, this.#shortcutButton(), this.sendButton),
    );
    this.commands = new CommandList(this.box, this.frame, (entry) => this.#complete(entry));
    this.node = el("div", { class: "composer" }, this.problem, this.frame, this.commands.popup);
  }

  #shortcutButton() {
    const button = el(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Shortcuts",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => openMenu(button, "Shortcuts", this.#shortcuts()),
      },
      icon("bolt"),
    );
    return button;
  }

  #shortcuts() {
    const all = store.state.shortcuts.filter((shortcut) => shortcut.type === "global");
    if (!all.length) return [{ text: "No shortcuts", onPick: () => {} }];
    return all.map((shortcut) => ({
      text: shortcut.name,
      description: shortcut.description,
      onPick: async () => {
        const answer = await store.post("shortcut", { callback_id: shortcut.callback_id });
        this.say(answer.ok ? null : answer.error);
        store.refresh("state", "messages");
      },
    }));
  }

  /** Say what went wrong, above the box; null takes it away. */
  say(words) {
    this.problem.replaceChildren(...(words ? [icon("warning"), el("span", {}, words)] : []));
  }

  /** What the empty box says, and whether it takes text at all. */
  invite(placeholder, open = true) {
    this.box.placeholder = placeholder;
    this.box.disabled = !open;
  }

  #onInput() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 240)}px`;
    this.sendButton.classList.toggle("ready", this.box.value.trim() !== "");
    if (!this.thread) this.commands.update();
  }

  #onKey(event) {
    if (event.isComposing) return;
    const act = (this.commands.isOpen && this.#listKey(event)) || this.#plainKey(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #listKey({ key, shiftKey }) {
    const exact = this.box.value === this.commands.active.command;
    return {
      ArrowDown: () => this.commands.move(1),
      ArrowUp: () => this.commands.move(-1),
      Escape: () => this.commands.dismiss(),
      Tab: shiftKey ? null : () => this.#complete(this.commands.active),
      // A command typed in full is sent: completing it would only add a space.
      Enter: exact || shiftKey ? null : () => this.#complete(this.commands.active),
    }[key];
  }

  #plainKey({ key, shiftKey }) {
    return key === "Enter" && !shiftKey ? () => this.send() : null;
  }

  #complete(entry) {
    this.box.value = `${entry.command} `;
    this.#onInput();
    this.box.focus();
  }

  /** Send what stands in the box; it comes back when the sandbox refuses it. */
  async send() {
    const text = this.box.value;
    const channel = store.channelId();
    if (!text.trim() || !channel) return;
    this.box.value = "";
    this.say(null);
    this.#onInput();
    const thread = this.thread ? { thread_ts: store.thread } : {};
    const answer = await store.post("say", { channel, text: text.trim(), ...thread });
    if (!answer.ok) {
      this.say(answer.error);
      if (!this.box.value) this.box.value = text;
      this.#onInput();
    }
    await store.refresh("state", "messages");
    if (answer.ok) this.onSent();
  }
}
