// What this window knows: who looks, at which place, and the sandbox's last word on it. Views subscribe to topics.

import * as api from "./api.js";

const KIND_TOPICS = {
  modals: "state",
  home: "state",
  channels: "state",
  steps: "state",
  reachable: "state",
  messages: "messages",
  log: "log",
};

class Store {
  me = null;
  state = null;
  /** {kind: "channel", id} or {kind: "app", tab: "home" | "messages"} */
  place = null;
  thread = null;
  messages = [];
  threadMessages = [];
  connected = true;
  #subscribers = [];
  #wanted = new Set();
  #working = null;
  #stop = null;

  /** Call view() now, and whenever one of the topics changed: state, place, messages, thread, log, connection. */
  subscribe(topics, view) {
    this.#subscribers.push({ topics, view });
    view();
  }

  #tell(...topics) {
    for (const subscriber of this.#subscribers) {
      if (subscriber.topics.some((topic) => topics.includes(topic))) subscriber.view();
    }
  }

  /** Become a person: everything is read anew and the stream of changes is theirs. */
  async become(person) {
    this.#stop?.();
    this.me = person;
    this.thread = null;
    this.messages = [];
    this.threadMessages = [];
    await this.refresh("state");
    if (!this.#placeStands()) this.place = this.#firstPlace();
    this.#tell("place");
    await this.refresh("messages");
    this.#stop = api.listen(person, {
      onChange: (change) => this.#onChange(change),
      onConnection: (connected) => this.#onConnection(connected),
    });
  }

  #onChange({ kinds, channel }) {
    const topics = new Set(kinds.map((kind) => KIND_TOPICS[kind] ?? "state"));
    if (kinds.includes("messages")) {
      topics.add("state");
      if (channel && channel !== this.channelId()) topics.delete("messages");
    }
    if (topics.delete("log")) this.#tell("log");
    if (topics.size) this.refresh(...topics);
  }

  #onConnection(connected) {
    const before = this.connected;
    this.connected = connected;
    if (before !== connected) this.#tell("connection");
    if (connected) {
      this.refresh("state", "messages");
      this.#tell("log");
    }
  }

  /** Read topics ("state", "messages") again; calls that come while one is under way are served by one more round. */
  refresh(...topics) {
    for (const topic of topics) this.#wanted.add(topic);
    this.#working ??= this.#work();
    return this.#working;
  }

  async #work() {
    while (this.#wanted.size) {
      const topics = [...this.#wanted];
      this.#wanted.clear();
      await Promise.all(topics.map((topic) => (topic === "state" ? this.#readState() : this.#readMessages())));
    }
    // Here and not in a later callback: a call in between would wait for a round that never comes.
    this.#working = null;
  }

  async #readState() {
    const person = this.me;
    const state = await api.get("state", { as: person });
    if (state.ok === false || person !== this.me) return;
    this.state = state;
    this.#tell("state");
  }

  async #readMessages() {
    const [person, channel, thread] = [this.me, this.channelId(), this.thread];
    if (!channel) return;
    const [top, replies] = await Promise.all([
      api.get("messages", { as: person, channel }),
      thread ? api.get("messages", { as: person, channel, thread }) : { messages: [] },
    ]);
    if (person !== this.me || channel !== this.channelId()) return;
    if (top.messages) this.messages = top.messages;
    if (replies.messages && thread === this.thread) this.threadMessages = replies.messages;
    this.#tell("messages", "thread");
  }

  #placeStands() {
    if (this.place?.kind === "app") return true;
    return this.place !== null && this.placesOf().some((known) => known.id === this.place.id);
  }

  #firstPlace() {
    const channel = this.state?.channels.find((known) => known.is_member) ?? this.state?.channels[0];
    return channel ? { kind: "channel", id: channel.id } : { kind: "app", tab: "home" };
  }

  /** Every conversation this person can open. */
  placesOf() {
    return this.state ? [...this.state.channels, ...this.state.dms] : [];
  }

  /** The direct message with the bot, undefined when there is none. */
  botDm() {
    return this.state?.dms.find((dm) => dm.with === this.state.bot.user_id);
  }

  /** The conversation on screen; null while App Home is. */
  channelId() {
    if (this.place?.kind === "channel") return this.place.id;
    return this.place?.tab === "messages" ? (this.botDm()?.id ?? null) : null;
  }

  /** Open a conversation, or the app: place as above. */
  open(place) {
    const botDm = this.botDm();
    this.place = place.kind === "channel" && place.id === botDm?.id ? { kind: "app", tab: "messages" } : place;
    this.thread = null;
    this.messages = [];
    this.threadMessages = [];
    this.#tell("place", "messages", "thread");
    return this.refresh("messages");
  }

  /** Show a thread beside the conversation; null closes it. */
  openThread(ts) {
    this.thread = ts;
    this.threadMessages = this.messages.filter((message) => message.ts === ts);
    this.#tell("thread");
    return this.refresh("messages");
  }

  /** Post an action as the person who looks. */
  post(path, body) {
    return api.post(path, { as: this.me, ...body });
  }
}

/** The one store of this window. */
export const store = new Store();

/** Names behind ids, as mrkdwn.js wants them. */
export const names = {
  me: () => store.me,
  user: (id) => store.state.users[id]?.name ?? null,
  usergroup: (id) => store.state.usergroups[id]?.handle ?? null,
  channel: (id) => store.state.channels.find((channel) => channel.id === id)?.name ?? null,
  openChannel: (id) => store.open({ kind: "channel", id }),
};
