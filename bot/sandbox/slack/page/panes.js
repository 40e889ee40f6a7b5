// The main pane (a conversation, or the app with its two tabs) and the thread pane beside it.

import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { Home } from "./home.js";
import { icon } from "./icons.js";
import { MessageList, avatar } from "./messages.js";
import { store } from "./store.js";

function conversation() {
  const { state, place } = store;
  const id = store.channelId();
  const channel = state.channels.find((known) => known.id === id);
  if (channel) return { name: `#${channel.name}`, channel };
  const dm = state.dms.find((known) => known.id === id);
  return { name: dm?.name ?? (place?.kind === "app" ? state.bot.name : ""), dm };
}

function titleNodes({ name, channel, dm }) {
  if (channel) return [icon(channel.is_private ? "lock" : "hash"), channel.name];
  return [avatar(dm?.with ?? store.state.bot.user_id, name), name];
}

class Tabs {
  constructor(names, onPick) {
    this.buttons = names.map(([key, words]) =>
      el(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${key}`,
          "aria-controls": `panel-${key}`,
          data: { tab: key },
          onclick: () => onPick(key),
        },
        words,
      ),
    );
    this.node = el("div", { class: "tabs", role: "tablist", "aria-label": "App" }, this.buttons);
    this.node.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const at = this.buttons.indexOf(document.activeElement);
      const next = this.buttons[(at + step + this.buttons.length) % this.buttons.length];
      next.focus();
      onPick(next.dataset.tab);
    });
  }

  show(current) {
    for (const button of this.buttons) {
      const chosen = button.dataset.tab === current;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
  }
}

/** The main landmark. */
export class MainPane {
  #homeShownFor = null;
  #readUpTo = null;

  constructor() {
    this.title = el("h1", { class: "pane-title" });
    this.topic = el("span", { class: "topic" });
    this.tabs = new Tabs(
      [
        ["home", "Home"],
        ["messages", "Messages"],
      ],
      (tab) => store.open({ kind: "app", tab }),
    );
    this.composer = new Composer({ label: "Message", onSent: () => this.messages.toEnd() });
    this.messages = new MessageList({ label: "Messages", isThread: false, say: (words) => this.composer.say(words) });
    this.home = new Home();
    this.talk = el("div", { class: "panel", id: "panel-messages" }, this.messages.node, this.composer.node);
    this.homePanel = el("div", { class: "panel", id: "panel-home" }, this.home.node);
    const head = el(
      "header",
      { class: "pane-head" },
      el("div", { class: "pane-line" }, this.title, this.topic),
      this.tabs.node,
    );
    this.node = el("main", { class: "pane" }, head, this.homePanel, this.talk);
    store.subscribe(["state", "place", "messages"], () => this.#show());
  }

  #show() {
    const { state, place } = store;
    const isApp = place.kind === "app";
    const onHome = isApp && place.tab === "home";
    const shown = conversation();
    this.title.replaceChildren(...(isApp ? titleNodes({ name: state.bot.name }) : titleNodes(shown)));
    this.topic.textContent = shown.channel?.topic ?? "";
    this.tabs.node.hidden = !isApp;
    this.tabs.show(place.tab);
    this.#label(isApp);
    this.homePanel.hidden = !onHome;
    this.talk.hidden = onHome;
    document.title = `${isApp ? state.bot.name : shown.name} – ${state.team.name}`;
    if (onHome) this.#showHome();
    else this.#showTalk(shown);
  }

  #label(isApp) {
    for (const [panel, tab] of [
      [this.talk, "messages"],
      [this.homePanel, "home"],
    ]) {
      if (isApp) {
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", `tab-${tab}`);
      } else {
        panel.removeAttribute("role");
        panel.removeAttribute("aria-labelledby");
      }
    }
  }

  #showHome() {
    const visit = `${store.me} ${JSON.stringify(store.place)}`;
    this.home.show();
    if (this.#homeShownFor === visit) return;
    this.#homeShownFor = visit;
    this.home.opened();
  }

  #showTalk({ name, channel }) {
    this.#homeShownFor = null;
    const reads = channel === undefined || channel.is_member;
    this.composer.invite(reads ? `Message ${name}` : `You are not in ${name}`, reads);
    this.messages.list.setAttribute("aria-label", `Messages in ${name}`);
    this.messages.intro = [
      name,
      channel ? `This is where ${name} begins.` : `This is where your conversation with ${name} begins.`,
    ];
    this.messages.show(store.messages, `${store.me} ${store.channelId()}`);
    this.#markRead(channel ?? store.state.dms.find((dm) => dm.id === store.channelId()));
  }

  #markRead(conversationState) {
    if (!conversationState?.unread || document.hidden) {
      this.#readUpTo = null;
      return;
    }
    const mark = `${store.me} ${conversationState.id} ${conversationState.unread} ${store.messages.at(-1)?.ts}`;
    if (this.#readUpTo === mark) return;
    this.#readUpTo = mark;
    store.post("read", { channel: conversationState.id }).then(() => store.refresh("state"));
  }
}

/** The thread beside a conversation. */
export class ThreadPane {
  constructor() {
    this.where = el("span", { class: "topic" });
    this.composer = new Composer({ label: "Reply", thread: true, onSent: () => this.messages.toEnd() });
    this.messages = new MessageList({ label: "Thread", isThread: true, say: (words) => this.composer.say(words) });
    const close = el(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Close thread", onclick: () => this.#close() },
      icon("cross"),
    );
    const head = el(
      "header",
      { class: "pane-head" },
      el("div", { class: "pane-line" }, el("h2", { class: "pane-title" }, "Thread"), this.where, close),
    );
    this.node = el(
      "aside",
      { class: "thread", "aria-label": "Thread", hidden: true },
      head,
      this.messages.node,
      this.composer.node,
    );
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close();
    });
    store.subscribe(["thread", "state"], () => this.#show());
  }

  #close() {
    const { thread } = store;
    store.openThread(null);
    document.querySelector(`main [data-ts="${thread}"]`)?.focus();
  }

  #show() {
    const opens = this.node.hidden && store.thread !== null;
    this.node.hidden = store.thread === null;
    if (store.thread === null) return;
    this.where.textContent = conversation().name;
    this.composer.invite("Reply…");
    this.messages.show(store.threadMessages, `${store.me} ${store.channelId()} ${store.thread}`);
    if (opens) this.composer.box.focus();
  }
}
