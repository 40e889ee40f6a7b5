// The values of stateful elements, in the one form the page speaks: strings, lists of strings, an epoch, or null.

const SINGLE = {
  static_select: "option",
  external_select: "option",
  radio_buttons: "option",
  users_select: "user",
  conversations_select: "conversation",
  channels_select: "channel",
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "date_time",
};
const MULTIPLE = {
  multi_static_select: "options",
  multi_external_select: "options",
  checkboxes: "options",
  multi_users_select: "users",
  multi_conversations_select: "conversations",
  multi_channels_select: "channels",
};
const TEXT = new Set(["plain_text_input", "number_input", "email_text_input", "url_text_input"]);

/** Whether elements of this type keep a value. */
export function isStateful(type) {
  return type in SINGLE || type in MULTIPLE || TEXT.has(type);
}

function plain(item) {
  return item && typeof item === "object" ? item.value : item;
}

/** The value an element begins with, from its own initial_… fields. */
export function initialValue(element) {
  if (TEXT.has(element.type)) return element.initial_value ?? null;
  if (element.type in MULTIPLE) return (element[`initial_${MULTIPLE[element.type]}`] ?? []).map(plain);
  return plain(element[`initial_${SINGLE[element.type]}`]) ?? null;
}

/** The value in an entry of view.state.values; undefined where there is no entry. */
export function storedValue(entry) {
  if (!entry) return undefined;
  if (TEXT.has(entry.type)) return entry.value ?? null;
  if (entry.type in MULTIPLE) return (entry[`selected_${MULTIPLE[entry.type]}`] ?? []).map(plain);
  return plain(entry[`selected_${SINGLE[entry.type]}`]) ?? null;
}

/** Every option of an element, whether grouped or not. */
export function optionsOf(element) {
  return element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
}

/** Labels an element brings along for values whose options are not listed in it (external selects). */
export function knownLabels(element, entry) {
  const options = [
    ...optionsOf(element),
    ...(element.initial_options ?? []),
    element.initial_option,
    ...(entry?.selected_options ?? []),
    entry?.selected_option,
  ];
  return options.filter(Boolean).map((option) => [option.value, option.text.text]);
}

/**
 * A kept value as far as the element still offers it; undefined where nothing of it is left.
 *
 * Only listed options can be withdrawn: what an external select or a picker held is taken as it is.
 */
export function stillOffered(element, value) {
  if (!element.options && !element.option_groups) return value;
  const offered = new Set(optionsOf(element).map((option) => option.value));
  if (!Array.isArray(value)) return value === null || offered.has(value) ? value : undefined;
  const kept = value.filter((item) => offered.has(item));
  return kept.length || !value.length ? kept : undefined;
}
