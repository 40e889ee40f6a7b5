// App Home: the view the bot published for whoever looks.

import { showBlockProblem, showBlocks } from "./blocks.js";
import { announce, el, rememberFocus, restoreFocus } from "./dom.js";
import { icon } from "./icons.js";
import { store } from "./store.js";
import { Surface } from "./surface.js";

/** The Home tab. */
export class Home {
  #surface = null;
  #shown = null;

  constructor() {
    this.blocks = el("div", { class: "blocks home-blocks" });
    this.live = el("div", { class: "unseen", "aria-live": "polite" });
    this.problem = el("div", { class: "home-problem", role: "alert" });
    this.node = el(
      "div",
      { class: "scroll home", tabindex: "0", role: "region", "aria-label": "App Home" },
      this.problem,
      this.blocks,
      this.live,
    );
  }

  /** Tell the bot that this person opened it, as Slack does each time. */
  async opened() {
    const answer = await store.post("open_home", {});
    this.problem.textContent = answer.ok ? "" : answer.error;
    store.refresh("state");
  }

  show() {
    const view = store.state.home;
    if (!view) {
      this.#shown = null;
      this.#surface = null;
      this.blocks.replaceChildren(this.#nothing());
      return;
    }
    if (this.#shown === null || this.#shown !== store.me) {
      this.blocks.replaceChildren();
      this.#surface = new Surface(
        { type: "home" },
        { viewId: view.id, onProblem: (words, blockId) => showBlockProblem(this.blocks, blockId, words) },
      );
    }
    const first = this.#shown !== store.me;
    this.#shown = store.me;
    this.#surface.viewId = view.id;
    const focus = rememberFocus(this.blocks);
    const fresh = showBlocks(this.blocks, view.blocks, this.#surface, view.state?.values);
    if (!restoreFocus(this.blocks, focus)) this.node.focus();
    if (!first && fresh.length) announce(this.live, "App Home was updated");
  }

  #nothing() {
    const { name } = store.state.bot;
    return el(
      "div",
      { class: "nothing" },
      el("span", { class: "app-tile large", "aria-hidden": "true" }, icon("phone")),
      el("h3", {}, `${name} has not published a Home yet`),
      el("p", {}, "It appears here as soon as the app does."),
    );
  }
}
