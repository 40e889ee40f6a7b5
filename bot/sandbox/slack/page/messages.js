// The messages of a conversation or a thread: who said what when, with blocks, badges and the menu beside each.

import { showBlockProblem, showBlocks } from "./blocks.js";
import { clock, dayLabel, fullDate, sameDay } from "./dates.js";
import { el, reconcile, rememberFocus, restoreFocus } from "./dom.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { openMenu } from "./popup.js";
import { names, store } from "./store.js";
import { Surface } from "./surface.js";

const GROUP_SECONDS = 300;
const NEAR_END_PX = 80;

/** The tile that stands for somebody: initials on their colour, or the app's own sign. */
export function avatar(userId, name) {
  if (userId === store.state.bot.user_id)
    return el("span", { class: "avatar app", "aria-hidden": "true" }, icon("phone"));
  const person = store.state.people.find((known) => known.id === userId);
  const initials = (person?.real_name || name || "?")
    .split(/\s+/)
    .map((word) => word[0])
    .slice(0, 2)
    .join("");
  return el(
    "span",
    { class: "avatar", style: `background:${person?.color ?? "#616061"}`, "aria-hidden": "true" },
    initials.toUpperCase(),
  );
}

function author(message) {
  const isBot = Boolean(message.bot_id);
  const id = isBot ? (message.user ?? store.state.bot.user_id) : message.user;
  if (message.error && !isBot) return { id: null, name: message.username || "Slackbot", isBot: false };
  const known = store.state.users[id];
  return { id, name: message.username || known?.real_name || known?.name || id || "Slackbot", isBot };
}

function seconds(message) {
  return Number(message.ts);
}

/** Whether a message stands directly under the one before without repeating who speaks. */
function continues(message, before) {
  return (
    before !== undefined &&
    author(before).name === author(message).name &&
    seconds(message) - seconds(before) < GROUP_SECONDS &&
    sameDay(seconds(before), seconds(message)) &&
    !message.ephemeral &&
    !before.ephemeral &&
    !message.error &&
    !before.error
  );
}

function reactions(message) {
  const all = Object.entries(message.reactions ?? {});
  return (
    all.length > 0 &&
    el(
      "div",
      { class: "reactions" },
      all.map(([name, people]) => el("span", {}, `:${name}: ${people.length}`)),
    )
  );
}

function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB"];
  let [amount, unit] = [bytes, 0];
  while (amount >= 1000 && unit < units.length - 1) [amount, unit] = [amount / 1000, unit + 1];
  return `${unit ? amount.toFixed(1) : amount} ${amount === 1 && !unit ? "byte" : units[unit]}`;
}

/** What was shared with a message, each to download: the page itself never shows what is in a file. */
function files(message) {
  return (message.files ?? []).map((file) =>
    el(
      "a",
      {
        class: "file",
        href: `/page/file?${new URLSearchParams({ as: store.state.me, id: file.id })}`,
        download: file.name,
      },
      icon("file"),
      el("span", { class: "name" }, file.title || file.name),
      el("span", { class: "size" }, size(file.size)),
    ),
  );
}

class MessageView {
  constructor(message, list) {
    this.list = list;
    this.surface = new Surface(
      { type: message.ephemeral ? "ephemeral" : "message", channel: message.channel, ts: message.ts },
      { onProblem: (words, blockId) => showBlockProblem(this.blocks, blockId, words) },
    );
    this.blocks = el("div", { class: "blocks" });
  }

  draw(message, before) {
    const { id, name, isBot } = author(message);
    const grouped = continues(message, before);
    const time = el(
      "time",
      { class: "time", title: fullDate(seconds(message)) },
      clock(new Date(seconds(message) * 1000)),
    );
    const head = [el("span", { class: "author" }, name), isBot && el("span", { class: "badge" }, "APP"), time];
    return el(
      "article",
      {
        class: `message${grouped ? " grouped" : ""}${message.ephemeral ? " ephemeral" : ""}${message.error ? " failed" : ""}`,
        "aria-label": `${name}, ${time.textContent}`,
        data: { ts: message.ts },
        tabindex: "-1",
      },
      (message.ephemeral || message.error) && el("div", { class: "only-you" }, icon("eye"), "Only visible to you"),
      el("div", { class: "gutter" }, grouped ? time : avatar(id, name)),
      el(
        "div",
        { class: "content" },
        !grouped && el("div", { class: "head" }, head),
        this.#body(message),
        files(message),
        reactions(message),
        this.#replies(message),
      ),
      this.#toolbar(message),
    );
  }

  #body(message) {
    const edited = message.edited && el("span", { class: "edited" }, "(edited)");
    if (message.blocks?.length) {
      showBlocks(this.blocks, message.blocks, this.surface, message.state?.values);
      return [this.blocks, edited];
    }
    const words = mrkdwn(message.text ?? "", names);
    return el("div", { class: "text" }, message.error && icon("warning"), words, edited && " ", edited);
  }

  #replies(message) {
    if (!message.reply_count || this.list.isThread) return null;
    const words = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
    return el("button", { type: "button", class: "replies", onclick: () => store.openThread(message.ts) }, words);
  }

  #toolbar(message) {
    if (message.ephemeral || message.error) return null;
    const shortcuts = store.state.shortcuts.filter((shortcut) => shortcut.type === "message");
    const items = shortcuts.map((shortcut) => ({
      text: shortcut.name,
      description: store.state.bot.name,
      onPick: () => this.#shortcut(shortcut, message),
    }));
    const reply = () => store.openThread(message.thread_ts ?? message.ts);
    const more = el(
      "button",
      {
        type: "button",
        "aria-label": "More actions",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => openMenu(more, "Message actions", items, { align: "end" }),
      },
      icon("dots"),
    );
    const thread = el("button", { type: "button", "aria-label": "Reply in thread", onclick: reply }, icon("reply"));
    return el("div", { class: "toolbar" }, !this.list.isThread && thread, items.length > 0 && more);
  }

  async #shortcut(shortcut, message) {
    const answer = await store.post("shortcut", {
      callback_id: shortcut.callback_id,
      channel: message.channel,
      ts: message.ts,
    });
    if (!answer.ok) this.list.say(answer.error);
    store.refresh("state", "messages");
  }
}

/** A list that follows the store; say(words) shows what went wrong with something done in it. */
export class MessageList {
  #views = new Map();
  #shownFor = null;
  /** What stands above the first message: a heading and a sentence; null for nothing. */
  intro = null;

  constructor({ label, isThread, say }) {
    Object.assign(this, { isThread, say });
    this.list = el("div", { class: "messages", role: "log", "aria-label": label, tabindex: "0" });
    this.node = el("div", { class: "scroll" }, this.list);
  }

  /** Show messages, oldest first. place: what conversation they are of; a new one begins at its end. */
  show(messages, place) {
    const moved = place !== this.#shownFor;
    if (moved) {
      this.#views.clear();
      this.list.replaceChildren();
      this.#shownFor = place;
    }
    const atEnd = moved || this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR_END_PX;
    const focus = rememberFocus(this.list);
    reconcile(this.list, this.#items(messages));
    restoreFocus(this.list, focus);
    const standing = new Set(messages.map((message) => message.ts));
    for (const ts of this.#views.keys()) if (!standing.has(ts)) this.#views.delete(ts);
    if (atEnd) this.toEnd();
  }

  /** Scroll to the newest message. */
  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  #items(messages) {
    const items = messages.flatMap((message, index) => {
      const before = messages[index - 1];
      const newDay = !before || !sameDay(seconds(before), seconds(message));
      const label = dayLabel(seconds(message));
      const divider = {
        key: `day-${label}`,
        signature: label,
        build: () => el("div", { class: "day", role: "separator", "aria-label": label }, el("span", {}, label)),
      };
      return newDay && !this.isThread ? [divider, this.#item(message, before)] : [this.#item(message, before)];
    });
    return this.intro ? [this.#introItem(), ...items] : items;
  }

  #introItem() {
    const [heading, sentence] = this.intro;
    const build = () => el("div", { class: "intro" }, el("p", {}, heading), sentence);
    return { key: "intro", signature: JSON.stringify(this.intro), build };
  }

  #item(message, before) {
    let view = this.#views.get(message.ts);
    if (!view) this.#views.set(message.ts, (view = new MessageView(message, this)));
    return {
      key: message.ts,
      signature: JSON.stringify([message, continues(message, before)]),
      build: () => view.draw(message, before),
    };
  }
}
