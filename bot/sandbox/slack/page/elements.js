// Block elements by type. Each is drawn for a spot: where it stands, what it is called, and where its value goes.

import { drawCheckboxes, drawRadios } from "./choices.js";
import { el, uid } from "./dom.js";
import { icon } from "./icons.js";
import { drawMoment, drawText } from "./inputs.js";
import { outsideLink } from "./mrkdwn.js";
import { openMenu } from "./popup.js";
import { drawSelect } from "./select.js";
import { textNodes, wordsOf } from "./text.js";

/**
 * Where an element stands.
 *
 * inInput: inside an input block; sends: whether a choice goes to the bot at once; label: words that name it where no
 * visible label does; legend: what a group of choices is called.
 */
export class Spot {
  constructor(surface, block, element, { inInput = false, label = null, labelledBy = null, describedBy = null } = {}) {
    Object.assign(this, {
      surface,
      element,
      inInput,
      blockId: block.block_id,
      optional: inInput && block.optional === true,
    });
    this.sends = !inInput || block.dispatch_action === true;
    this.focusKey = `${block.block_id}/${element.action_id}`;
    this.legend = inInput ? null : label;
    this.showsLegend = inInput;
    this.id = uid("element");
    this.properties = {
      id: this.id,
      "aria-label": inInput || labelledBy ? null : label,
      "aria-labelledby": labelledBy,
      "aria-describedby": describedBy,
      "aria-required": inInput && !block.optional ? "true" : null,
      data: { focus: this.focusKey, action: element.action_id, control: "" },
    };
  }

  /** A value was chosen: send it, or just remember it; takeBack() runs when the person did not confirm. */
  async settle(value, takeBack) {
    if (!this.sends) {
      this.surface.change(this.blockId, this.element.action_id, value);
    } else if (!(await this.surface.act(this.blockId, this.element, value))) {
      takeBack();
    }
  }

  /** Send a block action with this value. */
  send(value) {
    return this.surface.act(this.blockId, this.element, value);
  }
}

function drawButton(element, spot) {
  const properties = {
    class: `button ${element.style ?? ""}`.trim(),
    "aria-label": element.accessibility_label ?? null,
    onclick: () => spot.send(null),
    data: { focus: spot.focusKey, action: element.action_id },
  };
  const words = textNodes(element.text);
  if (!element.url) return el("button", { type: "button", ...properties }, words);
  const link = outsideLink(element.url, "");
  if (!(link instanceof HTMLAnchorElement)) return el("button", { type: "button", ...properties }, words);
  link.className = properties.class;
  if (properties["aria-label"]) link.setAttribute("aria-label", properties["aria-label"]);
  link.addEventListener("click", properties.onclick);
  Object.assign(link.dataset, properties.data);
  link.append(...words);
  return link;
}

function drawOverflow(element, spot) {
  const items = element.options.map((option) => ({
    text: wordsOf(option.text),
    description: option.description && wordsOf(option.description),
    href: option.url && /^https?:/i.test(option.url) ? option.url : null,
    onPick: () => spot.send(option.value),
  }));
  const button = el(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": "More options",
      onclick: () => openMenu(button, "More options", items, { align: "end" }),
      data: { focus: spot.focusKey, action: element.action_id },
    },
    icon("dots"),
  );
  return button;
}

/** An image, with its words in its place when it cannot be shown. */
export function drawImage({ image_url: url, alt_text: alt }) {
  const image = el("img", { src: url, alt, loading: "lazy" });
  image.addEventListener("error", () =>
    image.replaceWith(el("span", { class: "image-words", role: "img", "aria-label": alt }, alt)),
  );
  return image;
}

const DRAW = {
  button: drawButton,
  overflow: drawOverflow,
  image: drawImage,
  radio_buttons: drawRadios,
  checkboxes: drawCheckboxes,
  plain_text_input: drawText,
  number_input: drawText,
  email_text_input: drawText,
  url_text_input: drawText,
  datepicker: drawMoment,
  timepicker: drawMoment,
  datetimepicker: drawMoment,
};
for (const kind of ["static", "external", "users", "conversations", "channels"]) {
  DRAW[`${kind}_select`] = drawSelect;
  DRAW[`multi_${kind}_select`] = drawSelect;
}

/** Whether a label can point at this element with `for`; groups of choices carry a legend instead. */
export function hasOwnLabel(type) {
  return type !== "radio_buttons" && type !== "checkboxes";
}

/** The node of an element; words of their own where the type is unknown. */
export function drawElement(element, spot) {
  const drawn = DRAW[element.type]?.(element, spot);
  return drawn ?? el("span", { class: "unsupported" }, `This page cannot show an element of type ${element.type}.`);
}
