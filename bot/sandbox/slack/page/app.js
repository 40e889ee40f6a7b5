// The window: puts the panes together, and decides who looks and at what.

import * as api from "./api.js";
import { el } from "./dom.js";
import { RequestLog } from "./log.js";
import { avatar } from "./messages.js";
import { startModals } from "./modal.js";
import { MainPane, ThreadPane } from "./panes.js";
import { sidebar } from "./sidebar.js";
import { store } from "./store.js";
import { startWorkflows } from "./workflow.js";

function initialsOf(name) {
  return name
    .split(/\s+/)
    .map((word) => word[0])
    .slice(0, 2)
    .join("")
    .toUpperCase();
}

function personSelect() {
  const select = el("select", { id: "you-are", onchange: () => store.become(select.value) });
  const face = el("span", { class: "you-face" });
  store.subscribe(["state"], () => {
    const people = store.state.people;
    if (select.options.length !== people.length) {
      const words = (person) => {
        const groups = (person.groups ?? []).map((handle) => `@${handle}`);
        return [person.real_name || person.name, person.title, ...groups].filter(Boolean).join(" · ");
      };
      select.replaceChildren(...people.map((person) => el("option", { value: person.id }, words(person))));
    }
    select.value = store.me;
    face.replaceChildren(avatar(store.me, store.state.users[store.me]?.name));
  });
  return el("div", { class: "you" }, el("label", { for: "you-are" }, "You are"), face, select);
}

function trouble() {
  const node = el("div", { class: "trouble", role: "status" });
  store.subscribe(["state", "connection"], () => {
    const { bot } = store.state;
    let words = "";
    if (bot.reachable === false)
      words = `${bot.name} is not answering. Commands and buttons will fail until it is back.`;
    if (!store.connected) words = "The sandbox does not answer. Trying again …";
    if (node.textContent !== words) node.textContent = words;
  });
  return node;
}

function hint() {
  const [first] = store.state.commands;
  // The first of the usage hint's alternatives is an example to type.
  const example = first && [first.command, first.usage_hint.split("|")[0].trim()].join(" ").trim();
  const words = example ? `Sandbox on this machine · type ${example} in a message to begin` : "Sandbox on this machine";
  return el("div", { class: "top-hint" }, words);
}

function rail() {
  const tile = el("span", { class: "team-tile", "aria-hidden": "true" });
  store.subscribe(["state"], () => {
    tile.textContent = initialsOf(store.state.team.name);
  });
  return el("div", { class: "rail" }, tile);
}

/** The address says who looks and where, so that a reload and a second window show what is meant. */
function readAddress() {
  const [person, place] = decodeURIComponent(location.hash.slice(1)).split("/");
  return { person: person || null, place: place || null };
}

function writeAddress() {
  const place = store.place.kind === "app" ? store.place.tab : store.place.id;
  history.replaceState(null, "", `#${store.me}/${place}`);
}

function placeNamed(word) {
  if (word === "home" || word === "messages") return { kind: "app", tab: word };
  return word ? { kind: "channel", id: word } : null;
}

async function firstPerson(wanted) {
  for (;;) {
    const state = await api.get("state", { as: wanted });
    if (state.people) return state.me;
    // Nobody of that id, or no sandbox: whoever the sandbox begins with, as soon as it is there.
    if (wanted) wanted = null;
    else await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function build() {
  const log = new RequestLog();
  const [main, thread] = [new MainPane(), new ThreadPane()];
  document.body.append(
    el("header", { class: "top" }, hint(), personSelect(), log.button),
    trouble(),
    el("div", { class: "columns" }, rail(), sidebar(), main.node, thread.node),
    log.node,
  );
  main.messages.toEnd();
  main.composer.box.focus();
}

async function start() {
  const { person, place } = readAddress();
  store.place = placeNamed(place);
  // Only then is there anything to build from: every part of the page may take the state for granted.
  await store.become(await firstPerson(person));
  build();
  startModals();
  startWorkflows();
  store.subscribe(["place"], writeAddress);
  document.addEventListener("visibilitychange", () => store.refresh("state"));
}

start();
