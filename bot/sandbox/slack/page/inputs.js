// Text, number, email, url, date and time inputs: native elements that remember every keystroke.

import { el } from "./dom.js";

const CHARACTER_PAUSE_MS = 300;
const NEAR_LIMIT = 20;

const TEXT_TYPES = {
  plain_text_input: { type: "text" },
  number_input: { type: "text" },
  email_text_input: { type: "email", autocomplete: "off" },
  url_text_input: { type: "url", autocomplete: "off" },
};

function textBox(element, properties) {
  if (element.multiline) return el("textarea", { rows: "3", ...properties });
  const inputmode = element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null;
  return el("input", { ...TEXT_TYPES[element.type], inputmode, autocomplete: "off", ...properties });
}

function showRemaining(counter, element, text) {
  const left = element.max_length - [...text].length;
  counter.textContent = left <= NEAR_LIMIT ? String(left) : "";
  counter.classList.toggle("over", left < 0);
}

/** plain_text_input, number_input, email_text_input and url_text_input. */
export function drawText(element, spot) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const counter = element.max_length ? el("span", { class: "counter", "aria-hidden": "true" }) : null;
  let timer = null;
  const current = () => box.value || null;
  const send = () => {
    clearTimeout(timer);
    spot.send(current());
  };
  const oninput = () => {
    spot.surface.keep(spot.blockId, element.action_id, current());
    if (counter) showRemaining(counter, element, box.value);
    if (!spot.sends || !triggers.includes("on_character_entered")) return;
    clearTimeout(timer);
    timer = setTimeout(send, CHARACTER_PAUSE_MS);
  };
  const onkeydown = (event) => {
    const sendsOnEnter = spot.sends && !element.multiline && triggers.includes("on_enter_pressed");
    if (event.key !== "Enter" || event.isComposing || !sendsOnEnter) return;
    event.preventDefault();
    send();
  };
  const box = textBox(element, {
    ...spot.properties,
    oninput,
    onkeydown,
    class: "text-input",
    placeholder: element.placeholder?.text ?? null,
    value: spot.surface.value(spot.blockId, element.action_id) ?? "",
    onchange: () => spot.surface.change(spot.blockId, element.action_id, current()),
  });
  if (!counter) return box;
  showRemaining(counter, element, box.value);
  return el("div", { class: "counted" }, box, counter);
}

function pad(number) {
  return String(number).padStart(2, "0");
}

function toLocal(epochSeconds) {
  const date = new Date(epochSeconds * 1000);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

const MOMENTS = {
  datepicker: { type: "date", toBox: (value) => value, fromBox: (text) => text },
  timepicker: { type: "time", toBox: (value) => value, fromBox: (text) => text.slice(0, 5) },
  datetimepicker: {
    type: "datetime-local",
    toBox: toLocal,
    fromBox: (text) => Math.floor(new Date(text).getTime() / 1000),
  },
};

/** datepicker, timepicker and datetimepicker; the last one in the browser's zone. */
export function drawMoment(element, spot) {
  const { type, toBox, fromBox } = MOMENTS[element.type];
  const stored = spot.surface.value(spot.blockId, element.action_id);
  let settled = stored;
  // The browser reports a change for every digit of a year; typing counts when it is finished.
  let typing = false;
  const current = () => (box.value ? fromBox(box.value) : null);
  const settle = () => {
    typing = false;
    const [before, value] = [settled, current()];
    if (value === before) return;
    settled = value;
    spot.settle(value, () => {
      settled = before;
      box.value = before === null ? "" : toBox(before);
    });
  };
  const box = el("input", {
    ...spot.properties,
    type,
    class: "text-input moment",
    value: stored === null ? "" : toBox(stored),
    oninput: () => spot.surface.keep(spot.blockId, element.action_id, current()),
    onchange: () => (typing ? null : settle()),
    onblur: settle,
    onkeydown: (event) => {
      if (event.key === "Enter") settle();
      else if (event.key !== "Tab") typing = true;
    },
  });
  return box;
}
