// Radio buttons and checkboxes: native inputs in a fieldset, which is what screen readers and keyboards know best.

import { el, uid } from "./dom.js";
import { textNodes } from "./text.js";

function choice(element, option, { type, name, checked, spot, onchange }) {
  const [id, noteId] = [uid("choice"), uid("note")];
  const input = el("input", {
    type,
    id,
    name,
    checked,
    onchange,
    value: option.value,
    "aria-describedby": option.description ? noteId : null,
    data: {
      focus: `${spot.focusKey}/${option.value}`,
      action: element.action_id,
      ...(type === "checkbox" && { control: "" }),
    },
  });
  const note = option.description && el("span", { class: "choice-note", id: noteId }, textNodes(option.description));
  const label = el("label", { for: id }, textNodes(option.text));
  return el("div", { class: "choice" }, input, el("div", {}, label, note));
}

function group(spot, role, inputs) {
  const legend = el("legend", { class: spot.showsLegend ? "input-label" : "unseen" }, spot.legend);
  const properties = { class: "choices", role, "aria-describedby": spot.properties["aria-describedby"] };
  if (role === "radiogroup")
    Object.assign(properties, { "aria-required": spot.properties["aria-required"], data: { control: "" } });
  return el("fieldset", properties, legend, inputs);
}

/** radio_buttons. */
export function drawRadios(element, spot) {
  let current = spot.surface.value(spot.blockId, element.action_id);
  const name = uid("radio");
  const show = () => {
    for (const input of node.querySelectorAll("input")) input.checked = input.value === current;
  };
  const onchange = (event) => {
    const before = current;
    current = event.target.value;
    spot.settle(current, () => {
      current = before;
      show();
    });
  };
  const node = group(
    spot,
    "radiogroup",
    element.options.map((option) =>
      choice(element, option, { type: "radio", name, checked: option.value === current, spot, onchange }),
    ),
  );
  return node;
}

/** checkboxes. */
export function drawCheckboxes(element, spot) {
  const stored = new Set(spot.surface.value(spot.blockId, element.action_id));
  const name = uid("checkbox");
  const chosen = () => [...node.querySelectorAll("input:checked")].map((input) => input.value);
  const onchange = (event) => {
    spot.settle(chosen(), () => {
      event.target.checked = !event.target.checked;
    });
  };
  const node = group(
    spot,
    null,
    element.options.map((option) =>
      choice(element, option, { type: "checkbox", name, checked: stored.has(option.value), spot, onchange }),
    ),
  );
  return node;
}
