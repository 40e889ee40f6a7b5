// The select elements, each as a combobox over its own source of options.

import { Combobox } from "./combobox.js";
import { store } from "./store.js";
import { wordsOf } from "./text.js";
import { optionsOf } from "./values.js";

function asOption(option) {
  return {
    value: option.value,
    text: wordsOf(option.text),
    description: option.description && wordsOf(option.description),
  };
}

function asGroups({ options, option_groups: groups }) {
  if (groups) return groups.map((group) => ({ label: wordsOf(group.label), options: group.options.map(asOption) }));
  return [{ label: null, options: (options ?? []).map(asOption) }];
}

function people() {
  const users = Object.entries(store.state.users).filter(([, user]) => !user.is_bot);
  return users.map(([value, user]) => ({ value, text: user.real_name || user.name, description: `@${user.name}` }));
}

function channels(element, kinds) {
  const shown = store.state.channels.filter((channel) => kinds.includes(channel.is_private ? "private" : "public"));
  return shown.map((channel) => ({ value: channel.id, text: `#${channel.name}` }));
}

function conversations(element) {
  const kinds = element.filter?.include ?? ["public", "private", "im", "mpim"];
  const direct = kinds.includes("im") ? store.state.dms : [];
  const kept = element.filter?.exclude_bot_users ? direct.filter((dm) => dm.with !== store.state.bot.user_id) : direct;
  return [...channels(element, kinds), ...kept.map((dm) => ({ value: dm.id, text: dm.name }))];
}

const SOURCES = {
  static_select: (element) => asGroups(element),
  users_select: () => [{ label: null, options: people() }],
  channels_select: (element) => [{ label: null, options: channels(element, ["public"]) }],
  conversations_select: (element) => [{ label: null, options: conversations(element) }],
};

async function remoteOptions(spot, element, query) {
  const answer = await spot.surface.options(spot.blockId, element.action_id, query);
  if (!answer.ok) return { groups: [], problem: answer.error ?? "These options could not be loaded." };
  return { groups: asGroups(answer), problem: null };
}

function labeller(spot, kind, element) {
  if (kind === "external_select") return (value) => spot.surface.label(value) ?? value;
  if (kind === "static_select") {
    const labels = new Map(optionsOf(element).map((option) => [option.value, wordsOf(option.text)]));
    return (value) => labels.get(value) ?? value;
  }
  return (value) => SOURCES[kind](element)[0].options.find((option) => option.value === value)?.text ?? value;
}

/** Any of the ten select elements. spot: see elements.js. */
export function drawSelect(element, spot) {
  const multiple = element.type.startsWith("multi_");
  const kind = multiple ? element.type.slice(6) : element.type;
  const remote = kind === "external_select";
  const values = [spot.surface.value(spot.blockId, element.action_id)].flat().filter((value) => value !== null);
  const asValue = (chosen) => (multiple ? chosen : (chosen[0] ?? null));
  const combobox = new Combobox({
    multiple,
    remote,
    values,
    placeholder: element.placeholder ? wordsOf(element.placeholder) : multiple ? "Select options" : "Select an option",
    labelOf: labeller(spot, kind, element),
    minQuery: element.min_query_length ?? 3,
    maxSelected: element.max_selected_items,
    clearable: spot.optional || (multiple && values.length > 1),
    properties: spot.properties,
    settleOnClose: multiple && spot.sends,
    load: remote ? (query) => remoteOptions(spot, element, query) : () => SOURCES[kind](element),
    onLearn: (option) => spot.surface.learnLabel(option.value, option.text),
    onSettle: (chosen, before) => spot.settle(asValue(chosen), () => combobox.set(before)),
  });
  return combobox.node;
}
