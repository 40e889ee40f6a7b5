// The sidebar: channels, direct messages, and the app.

import { el, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./messages.js";
import { store } from "./store.js";
import { openWorkflow } from "./workflow.js";

function entry({ key, mark, name, unread, unreadWords = "unread", current, open }) {
  const words = [mark(), el("span", { class: "name" }, name)];
  if (unread) words.push(el("span", { class: "unread" }, String(unread), el("span", { class: "unseen" }, ` ${unreadWords}`)));
  return {
    key,
    signature: JSON.stringify([name, unread, current]),
    build: () =>
      el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            class: `place${unread ? " fresh" : ""}`,
            "aria-current": current ? "page" : null,
            data: { focus: key },
            onclick: open,
          },
          words,
        ),
      ),
  };
}

function isCurrent(id) {
  return store.place?.kind === "channel" && store.place.id === id;
}

function channelEntries() {
  return store.state.channels.map((channel) =>
    entry({
      key: channel.id,
      mark: () => icon(channel.is_private ? "lock" : "hash"),
      name: channel.name,
      unread: channel.unread,
      current: isCurrent(channel.id),
      open: () => store.open({ kind: "channel", id: channel.id }),
    }),
  );
}

function directEntries() {
  const people = store.state.dms.filter((dm) => dm.with !== store.state.bot.user_id);
  return people.map((dm) =>
    entry({
      key: dm.id,
      mark: () => avatar(dm.with, dm.name),
      name: dm.name,
      unread: dm.unread,
      current: isCurrent(dm.id),
      open: () => store.open({ kind: "channel", id: dm.id }),
    }),
  );
}

function appEntries() {
  const { bot } = store.state;
  return [
    entry({
      key: bot.user_id,
      mark: () => avatar(bot.user_id, bot.name),
      name: bot.name,
      unread: store.botDm()?.unread,
      current: store.place?.kind === "app",
      open: () => store.open({ kind: "app", tab: store.botDm()?.unread ? "messages" : "home" }),
    }),
  ];
}

function workflowEntries() {
  return store.state.workflows.map(({ callback_id, title, runs }) =>
    entry({
      key: callback_id,
      mark: () => icon("bolt"),
      name: title,
      unread: runs.filter((run) => run.result === null).length,
      unreadWords: "waiting",
      current: false,
      open: () => openWorkflow(callback_id),
    }),
  );
}

/** The navigation landmark, following the store. */
export function sidebar() {
  const title = el("div", { class: "team-name" });
  const sections = [
    ["Channels", channelEntries],
    ["Direct messages", directEntries],
    ["Apps", appEntries],
    ["Workflow steps", workflowEntries],
  ].map(([heading, entries]) => {
    const list = el("ul", { "aria-label": heading });
    return { list, entries, node: el("section", {}, el("h2", {}, heading), list) };
  });
  store.subscribe(["state", "place"], () => {
    title.textContent = store.state.team.name;
    for (const { list, node, entries } of sections) {
      const items = entries();
      reconcile(list, items);
      node.hidden = !items.length;
    }
  });
  return el(
    "nav",
    { class: "sidebar", "aria-label": "Conversations" },
    title,
    sections.map(({ node }) => node),
  );
}
