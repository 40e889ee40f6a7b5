// Modals: the stack the server keeps for this person, each view a real dialog, only the top one seen.

import { focusInput, showBlocks, showInputError } from "./blocks.js";
import { el, rememberFocus, restoreFocus, uid } from "./dom.js";
import { icon } from "./icons.js";
import { store } from "./store.js";
import { Surface } from "./surface.js";
import { textNodes } from "./text.js";

class Modal {
  #errors = new Map();
  #clientError = null;
  #busy = false;

  constructor(view, depth) {
    this.depth = depth;
    this.surface = new Surface(
      { type: "view", view_id: view.id },
      { viewId: view.id, onProblem: (words) => this.#say(words) },
    );
    this.opener = document.activeElement;
    this.#build();
    this.show(view);
  }

  #build() {
    const titleId = uid("modal-title");
    this.title = el("h1", { id: titleId, tabindex: "-1" });
    // Blocks that an update puts in are read out: results that take the place of "Loading" are news.
    this.body = el("div", { class: "modal-body", "aria-live": "polite" });
    this.foot = el("div", { class: "modal-problem", role: "alert" });
    this.backButton = el("button", { type: "button", class: "button", onclick: () => this.#close(false) });
    this.submitButton = el("button", { type: "submit", class: "button primary" });
    const cross = el(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => this.#close(true) },
      icon("cross"),
    );
    const form = el(
      "form",
      { novalidate: true, onsubmit: (event) => this.#onSubmit(event) },
      el(
        "header",
        { class: "modal-head" },
        el("span", { class: "app-tile", "aria-hidden": "true" }, icon("phone")),
        this.title,
        cross,
      ),
      this.body,
      el(
        "footer",
        { class: "modal-foot" },
        this.foot,
        el("div", { class: "dialog-foot" }, this.backButton, this.submitButton),
      ),
    );
    this.node = el(
      "dialog",
      { class: "modal", "aria-labelledby": titleId, onkeydown: (event) => this.#onKey(event) },
      form,
    );
    this.node.addEventListener("cancel", (event) => {
      if (event.target !== this.node) return;
      event.preventDefault();
      this.#close(true);
    });
  }

  #onKey(event) {
    // Prevented here as well: a browser lets a page refuse `cancel` only once per gesture.
    if (event.key === "Escape") {
      event.preventDefault();
      this.#close(true);
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.view.submit) {
      event.preventDefault();
      this.node.querySelector("form").requestSubmit();
    }
  }

  /** Show a newer state of the view; what was typed and where the focus is stay. */
  show(view) {
    const first = !this.view;
    const replaced = this.view && this.view.hash !== view.hash;
    const focus = rememberFocus(this.body);
    this.view = view;
    this.title.replaceChildren(...textNodes(view.title));
    this.backButton.replaceChildren(...this.#closeWords(view));
    this.submitButton.hidden = !view.submit;
    if (!this.#busy) this.submitButton.replaceChildren(...textNodes(view.submit));
    showBlocks(this.body, view.blocks, this.surface, view.state?.values);
    if (replaced || view.client_error !== this.#clientError) this.#say(view.client_error);
    this.#clientError = view.client_error;
    if (replaced) this.#errors.clear();
    for (const block of view.blocks) showInputError(this.body, block.block_id, this.#errors.get(block.block_id));
    if (first) return;
    if (!restoreFocus(this.body, focus)) this.#focusStart();
  }

  #closeWords(view) {
    if (view.close) return textNodes(view.close);
    return [document.createTextNode(this.depth ? "Back" : view.submit ? "Cancel" : "Close")];
  }

  open() {
    document.body.append(this.node);
    this.node.showModal();
    this.#focusStart();
  }

  #focusStart() {
    const elements = this.view.blocks.filter((block) => block.type === "input").map((block) => [block, block.element]);
    const asked = elements.find(([, element]) => element.focus_on_load) ?? elements[0];
    if (asked) focusInput(this.body, asked[0].block_id);
    else this.title.focus();
  }

  /** Take the dialog away and give the focus back to whatever opened it, else to what is underneath. */
  remove(below) {
    // Before closing: nothing inside a hidden dialog takes the focus.
    below?.node.classList.remove("under");
    this.node.close();
    this.node.remove();
    const heir = this.opener?.isConnected ? this.opener : (below?.title ?? document.querySelector("main textarea"));
    heir?.focus();
  }

  #say(words) {
    this.foot.replaceChildren(...(words ? [icon("warning"), el("span", {}, words)] : []));
  }

  #showErrors(errors) {
    for (const block of this.view.blocks) showInputError(this.body, block.block_id, errors[block.block_id]);
    this.#errors = new Map(Object.entries(errors));
    const firstWrong = this.view.blocks.find((block) => block.block_id in errors);
    if (firstWrong) focusInput(this.body, firstWrong.block_id);
  }

  async #onSubmit(event) {
    event.preventDefault();
    if (this.#busy || !this.view.submit) return;
    this.#say(null);
    this.#showErrors({});
    this.#setBusy(true);
    const values = await this.surface.handOver();
    const answer = await store.post("submit", { view_id: this.view.id, values });
    await store.refresh("state", "messages");
    this.#setBusy(false);
    if (answer.errors) this.#showErrors(answer.errors);
    else if (!answer.ok) this.#say(answer.error);
  }

  #setBusy(busy) {
    this.#busy = busy;
    this.node.setAttribute("aria-busy", String(busy));
    this.submitButton.setAttribute("aria-disabled", String(busy));
    this.submitButton.classList.toggle("busy", busy);
    this.submitButton.replaceChildren(...textNodes(this.view.submit));
  }

  async #close(clear) {
    const answer = await store.post("close", { view_id: this.view.id, clear });
    if (!answer.ok) this.#say(answer.error);
    store.refresh("state", "messages");
  }
}

const stack = [];

function sync() {
  const views = store.state.modals;
  const kept = views.findIndex((view, depth) => stack[depth]?.view.id !== view.id);
  const height = kept < 0 ? views.length : kept;
  while (stack.length > height) stack.pop().remove(stack.at(-1));
  stack.forEach((modal, depth) => modal.show(views[depth]));
  for (const view of views.slice(stack.length)) {
    stack.at(-1)?.node.classList.add("under");
    stack.push(new Modal(view, stack.length));
    stack.at(-1).open();
  }
  stack.forEach((modal, depth) => modal.node.classList.toggle("under", depth < stack.length - 1));
}

/** Keep the dialogs on screen in step with the stack of whoever looks. */
export function startModals() {
  store.subscribe(["state"], sync);
}
