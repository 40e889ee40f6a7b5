// Block Kit blocks by type. https://docs.slack.dev/reference/block-kit/blocks/

import { el, reconcile, uid } from "./dom.js";
import { Spot, drawElement, drawImage, hasOwnLabel } from "./elements.js";
import { drawRichText, drawTable } from "./richtext.js";
import { textNodes, wordsOf } from "./text.js";

function drawSection(block, surface) {
  const textId = uid("text");
  const text = block.text && el("div", { class: "text", id: textId }, textNodes(block.text));
  const fields =
    block.fields &&
    el(
      "div",
      { class: "fields" },
      block.fields.map((field) => el("div", { class: "text" }, textNodes(field))),
    );
  const body = el("div", { class: "section-body" }, text, fields);
  if (!block.accessory) return [body];
  return [body, el("div", { class: "accessory" }, drawAccessory(block, surface, text && textId))];
}

function drawAccessory(block, surface, textId) {
  const { accessory } = block;
  if (accessory.type === "image") return drawImage(accessory);
  const label = block.text ? wordsOf(block.text) : null;
  // A button and an overflow menu have names of their own; what is chosen from is named by the section's text.
  return drawElement(accessory, new Spot(surface, block, accessory, { label, labelledBy: textId || null }));
}

function drawContext(block) {
  return block.elements.map((element) =>
    element.type === "image" ? drawImage(element) : el("span", { class: "text" }, textNodes(element)),
  );
}

function drawActions(block, surface) {
  return block.elements.map((element) => {
    const label = element.placeholder ? wordsOf(element.placeholder) : ACTION_LABELS[element.type];
    return drawElement(element, new Spot(surface, block, element, { label }));
  });
}

const ACTION_LABELS = {
  radio_buttons: "Choose one",
  checkboxes: "Choose any",
  datepicker: "Date",
  timepicker: "Time",
  datetimepicker: "Date and time",
};

function drawInput(block, surface) {
  const [hintId, errorId] = [uid("hint"), uid("error")];
  const describedBy = [block.hint && hintId, errorId].filter(Boolean).join(" ");
  const spot = new Spot(surface, block, block.element, { inInput: true, describedBy });
  const words = [textNodes(block.label), block.optional && el("span", { class: "optional" }, " (optional)")];
  if (!hasOwnLabel(block.element.type)) spot.legend = words;
  return [
    hasOwnLabel(block.element.type) && el("label", { class: "input-label", for: spot.id }, words),
    drawElement(block.element, spot),
    el("div", { class: "input-error", id: errorId }),
    block.hint && el("div", { class: "hint", id: hintId }, textNodes(block.hint)),
  ];
}

function drawImageBlock(block) {
  const title = block.title && el("figcaption", {}, textNodes(block.title));
  return [el("figure", {}, title, drawImage(block))];
}

function drawHeader(block) {
  return [el(`h${Math.min(6, (block.level ?? 1) + 2)}`, { class: "block-header" }, textNodes(block.text))];
}

function drawAlert(block) {
  const level = block.level ?? "default";
  return [el("div", { class: `notice ${level}`, role: "note" }, textNodes(block.text))];
}

const DRAW = {
  header: drawHeader,
  section: drawSection,
  divider: () => [el("hr")],
  context: drawContext,
  actions: drawActions,
  input: drawInput,
  image: drawImageBlock,
  rich_text: (block) => drawRichText(block),
  table: (block) => [drawTable(block)],
  data_table: (block) => [drawTable(block)],
  alert: drawAlert,
  markdown: (block) => [el("div", { class: "text" }, block.text)],
};

function drawBlock(block, surface) {
  const content = DRAW[block.type]?.(block, surface);
  const unknown = el("span", { class: "unsupported" }, `This page cannot show a block of type ${block.type}.`);
  const node = el("div", { class: `block ${block.type}`, data: { block: block.block_id ?? "" } }, content ?? unknown);
  node.append(el("div", { class: "block-problem", role: "alert" }));
  return node;
}

/** Make a container show these blocks; blocks that did not change keep their nodes. Answers the nodes drawn anew. */
export function showBlocks(container, blocks, surface, stored) {
  surface.prepare(blocks, stored);
  const items = blocks.map((block, index) => ({
    key: block.block_id ?? `block-${index}`,
    signature: JSON.stringify(block),
    build: () => drawBlock(block, surface),
  }));
  return reconcile(container, items);
}

function blockNode(container, blockId) {
  return [...container.querySelectorAll(".block")].find((node) => node.dataset.block === blockId);
}

/** Put words under an input block and mark its control as invalid; null takes them away. */
export function showInputError(container, blockId, words) {
  const node = blockNode(container, blockId);
  const place = node?.querySelector(".input-error");
  if (!place) return;
  place.textContent = words ?? "";
  for (const control of node.querySelectorAll("[data-control]")) {
    if (words) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

/** Put the words of a failed action under its block, under the last one where that has gone; null takes them away. */
export function showBlockProblem(container, blockId, words) {
  const node = blockNode(container, blockId) ?? (words ? container.lastElementChild : null);
  const place = node?.querySelector(":scope > .block-problem");
  if (place) place.textContent = words ?? "";
}

/** Focus the control of an input block. */
export function focusInput(container, blockId) {
  blockNode(container, blockId)?.querySelector("input, textarea, select, button")?.focus();
}
