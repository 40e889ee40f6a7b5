// A step for Workflow Builder, tried by itself: its inputs, a button that runs it, and how each run ended.

import { el, reconcile, uid } from "./dom.js";
import { icon } from "./icons.js";
import { store } from "./store.js";

const USER = "slack#/types/user_id";

function stepOf(callbackId) {
  return store.state.workflows.find((step) => step.callback_id === callbackId);
}

function box(input, properties) {
  if (input.type !== USER) return el("input", { type: "text", class: "text-input", autocomplete: "off", ...properties });
  const people = store.state.people.map((person) =>
    el("option", { value: person.id, selected: person.id === store.me }, person.real_name || person.name),
  );
  return el("select", { class: "text-input", ...properties }, people);
}

function field(input) {
  const [id, hintId] = [uid("input"), uid("hint")];
  const control = box(input, { id, name: input.name, "aria-describedby": input.description ? hintId : null });
  const node = el(
    "div",
    { class: "block input" },
    el(
      "label",
      { class: "input-label", for: id },
      input.title,
      !input.is_required && el("span", { class: "optional" }, " (optional)"),
    ),
    control,
    input.description && el("div", { class: "hint", id: hintId }, input.description),
  );
  return { node, control, name: input.name };
}

function ending(result) {
  if (result === null) return el("p", {}, "Waiting for the person.");
  if ("error" in result) return el("p", {}, el("b", {}, "Failed: "), result.error);
  const outputs = Object.entries(result.outputs);
  return [
    el("p", {}, el("b", {}, "Completed")),
    el(
      "dl",
      { class: "outputs" },
      outputs.map(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value))]),
    ),
  ];
}

function runItem({ id, inputs, result }) {
  const asked = Object.entries(inputs).map(([name, value]) => `${name}: ${store.state.users[value]?.name ?? value}`);
  return {
    key: id,
    signature: JSON.stringify(result),
    build: () => el("li", { class: "run" }, el("div", { class: "hint" }, asked.join(" · ")), ending(result)),
  };
}

let open = null;

class WorkflowDialog {
  constructor(step) {
    this.callbackId = step.callback_id;
    this.fields = step.inputs.map(field);
    this.problem = el("div", { class: "modal-problem", role: "alert" });
    this.runs = el("ul", { class: "runs", "aria-label": "Runs", "aria-live": "polite" });
    const titleId = uid("workflow-title");
    const form = el(
      "form",
      { novalidate: true, onsubmit: (event) => this.#run(event) },
      el(
        "header",
        { class: "modal-head" },
        el("span", { class: "app-tile", "aria-hidden": "true" }, icon("bolt")),
        el("h1", { id: titleId, tabindex: "-1" }, step.title),
        el(
          "button",
          { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => this.node.close() },
          icon("cross"),
        ),
      ),
      el(
        "div",
        { class: "modal-body" },
        el("p", { class: "hint" }, step.description),
        this.fields.map(({ node }) => node),
        this.runs,
      ),
      el(
        "footer",
        { class: "modal-foot" },
        this.problem,
        el("div", { class: "dialog-foot" }, el("button", { type: "submit", class: "button primary" }, "Run")),
      ),
    );
    this.node = el("dialog", { class: "modal", "aria-labelledby": titleId }, form);
    this.node.addEventListener("close", () => {
      this.node.remove();
      open = null;
    });
  }

  show() {
    const step = stepOf(this.callbackId);
    if (step) reconcile(this.runs, step.runs.map(runItem));
    else this.node.close();
  }

  async #run(event) {
    event.preventDefault();
    const inputs = Object.fromEntries(this.fields.map(({ name, control }) => [name, control.value.trim()]));
    const answer = await store.post("run_step", { callback_id: this.callbackId, inputs });
    this.problem.replaceChildren(...(answer.ok ? [] : [icon("warning"), el("span", {}, answer.error)]));
    await store.refresh("state", "messages");
  }
}

/** Open a step, to run it with inputs as a workflow would choose them. */
export function openWorkflow(callbackId) {
  open = new WorkflowDialog(stepOf(callbackId));
  // By its name: the entry is built anew as soon as a run of it waits.
  open.node.addEventListener("close", () => document.querySelector(`.sidebar [data-focus="${callbackId}"]`)?.focus());
  document.body.append(open.node);
  open.show();
  open.node.showModal();
}

/** Keep what is open in step with the runs there are. */
export function startWorkflows() {
  store.subscribe(["state"], () => open?.show());
}
