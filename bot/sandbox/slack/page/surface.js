// One message, modal or App Home as far as its elements are concerned: what was typed or chosen, and what is sent.

import { askConfirm } from "./confirm.js";
import { store } from "./store.js";
import { initialValue, isStateful, knownLabels, stillOffered, storedValue } from "./values.js";

function same(first, second) {
  return JSON.stringify(first) === JSON.stringify(second);
}

function keyOf(blockId, actionId) {
  return `${blockId}\u0000${actionId}`;
}

/**
 * Outlives redraws: as in Slack, what a person typed or chose stays as long as block_id and action_id stay.
 *
 * source: what /page/action names as its source; viewId: null for messages; onProblem(text, blockId): where the words
 * of a failed action go.
 */
export class Surface {
  #values = new Map();
  #labels = new Map();
  #stored = {};
  #telling = null;

  constructor(source, { viewId = null, onProblem }) {
    Object.assign(this, { source, viewId, onProblem });
  }

  /** Take in the blocks about to be drawn and the state the server keeps for them; forget what is no longer there. */
  prepare(blocks, stored = {}) {
    this.#stored = stored;
    const standing = new Set();
    for (const block of blocks) {
      for (const element of elementsOf(block)) {
        standing.add(keyOf(block.block_id, element.action_id));
        this.#adopt(block.block_id, element);
      }
    }
    for (const key of this.#values.keys()) if (!standing.has(key)) this.#values.delete(key);
  }

  #adopt(blockId, element) {
    const key = keyOf(blockId, element.action_id);
    const entry = this.#stored[blockId]?.[element.action_id];
    for (const [value, label] of knownLabels(element, entry)) this.#labels.set(value, label);
    const standing = this.#values.get(key);
    if (standing?.type === element.type && stillOffered(element, standing.value) !== undefined) {
      standing.value = stillOffered(element, standing.value);
      return;
    }
    const stored = entry?.type === element.type ? storedValue(entry) : undefined;
    // A stored null is a person's own clearing, not an absence.
    const value = stored === undefined ? this.#initial(element) : stored;
    this.#values.set(key, { blockId, actionId: element.action_id, type: element.type, value, told: value });
  }

  #initial(element) {
    const begins = initialValue(element);
    const here = element.default_to_current_conversation ? store.channelId() : null;
    if (!here || begins?.length) return begins;
    return element.type.startsWith("multi_") ? [here] : here;
  }

  value(blockId, actionId) {
    return this.#values.get(keyOf(blockId, actionId))?.value ?? null;
  }

  /** The label of an option chosen earlier, even where its options are not at hand. */
  label(value) {
    return this.#labels.get(value) ?? null;
  }

  learnLabel(value, label) {
    this.#labels.set(value, label);
  }

  /** Remember without telling anybody, on every keystroke. */
  keep(blockId, actionId, value) {
    const entry = this.#values.get(keyOf(blockId, actionId));
    if (entry) entry.value = value;
  }

  /** All values as {block_id: {action_id: value}}. */
  values() {
    const all = {};
    for (const { blockId, actionId, value } of this.#values.values()) {
      all[blockId] ??= {};
      all[blockId][actionId] = value;
    }
    return all;
  }

  /** Tell the server an input's value, unless it knows it already; only views remember them. */
  change(blockId, actionId, value) {
    this.keep(blockId, actionId, value);
    const entry = this.#values.get(keyOf(blockId, actionId));
    if (this.viewId === null || !entry || same(entry.told, value)) return;
    entry.told = value;
    this.#telling = Promise.all([this.#telling, this.#tell(blockId, actionId, value)]);
  }

  async #tell(blockId, actionId, value) {
    const body = { view_id: this.viewId, block_id: blockId, action_id: actionId, value };
    const answer = await store.post("change", body);
    if (!answer.ok) this.onProblem(answer.error, blockId);
  }

  /** All values, to be sent now that nothing else is under way; a field left only after that is no news any more. */
  async handOver() {
    for (const entry of this.#values.values()) entry.told = entry.value;
    await this.#telling;
    return this.values();
  }

  /** Send a block action, after its confirm dialog if it has one; answers false when the person said no. */
  async act(blockId, element, value) {
    if (element.confirm && !(await askConfirm(element.confirm))) return false;
    this.keep(blockId, element.action_id, value);
    this.#markTold(blockId, element.action_id, value);
    this.#send(blockId, element.action_id, value);
    return true;
  }

  async #send(blockId, actionId, value) {
    this.onProblem(null, blockId);
    // The field that was left for this click is told first, so that the bot sees it in the view's state.
    await this.#telling;
    const body = { source: this.source, block_id: blockId, action_id: actionId, value, state: this.values() };
    const answer = await store.post("action", body);
    if (!answer.ok) this.onProblem(answer.error, blockId);
    store.refresh("state", "messages");
  }

  #markTold(blockId, actionId, value) {
    const entry = this.#values.get(keyOf(blockId, actionId));
    if (entry) entry.told = value;
  }

  /** Options for an external select. */
  options(blockId, actionId, query) {
    return store.post("options", { source: this.source, block_id: blockId, action_id: actionId, query });
  }
}

/** The stateful elements of a block. */
function elementsOf(block) {
  const all = { input: [block.element], section: [block.accessory], actions: block.elements ?? [] }[block.type] ?? [];
  return all.filter((element) => element && isStateful(element.type));
}
