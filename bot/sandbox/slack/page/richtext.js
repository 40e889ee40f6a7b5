// rich_text and tables: trees that arrive ready parsed, unlike mrkdwn.
// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block/

import { el } from "./dom.js";
import { draw, outsideLink } from "./mrkdwn.js";
import { names } from "./store.js";
import { wordsOf } from "./text.js";

const STYLE_TAGS = { bold: "b", italic: "i", strike: "s", code: "code", underline: "u" };

function mention(node) {
  return draw([node], names)[0];
}

const LEAVES = {
  text: (leaf) => document.createTextNode(leaf.text),
  link: (leaf) => outsideLink(leaf.url, leaf.text ?? leaf.url),
  emoji: (leaf) => document.createTextNode(`:${leaf.name}:`),
  user: (leaf) => mention({ type: "user", id: leaf.user_id, label: null }),
  usergroup: (leaf) => mention({ type: "usergroup", id: leaf.usergroup_id, label: null }),
  channel: (leaf) => mention({ type: "channel", id: leaf.channel_id, label: null }),
  broadcast: (leaf) => mention({ type: "broadcast", range: leaf.range }),
  color: (leaf) => document.createTextNode(leaf.value),
  date: (leaf) =>
    mention({
      type: "date",
      timestamp: leaf.timestamp,
      format: leaf.format,
      href: leaf.url ?? null,
      fallback: leaf.fallback ?? "",
    }),
};

function drawLeaf(leaf) {
  let node = LEAVES[leaf.type]?.(leaf) ?? document.createTextNode("");
  for (const [style, tag] of Object.entries(STYLE_TAGS)) if (leaf.style?.[style]) node = el(tag, {}, node);
  return node;
}

function drawLeaves(leaves) {
  return leaves.map(drawLeaf);
}

const PARTS = {
  rich_text_section: (part) => el("div", { class: "rich-section" }, drawLeaves(part.elements)),
  rich_text_preformatted: (part) => el("pre", {}, drawLeaves(part.elements)),
  rich_text_quote: (part) => el("blockquote", {}, drawLeaves(part.elements)),
  rich_text_list: (part) => {
    const ordered = part.style === "ordered";
    const items = part.elements.map((item) => el("li", {}, drawLeaves(item.elements)));
    const properties = { class: `rich-list indent-${Math.min(part.indent ?? 0, 6)}` };
    if (ordered && part.offset) properties.start = part.offset + 1;
    return el(ordered ? "ol" : "ul", properties, items);
  },
};

/** The parts of a rich_text block. */
export function drawRichText(block) {
  return block.elements.map((part) => PARTS[part.type]?.(part) ?? document.createTextNode(""));
}

function cellContent(cell) {
  if (cell.type === "rich_text") return drawRichText(cell);
  return [document.createTextNode(String(cell.text ?? cell.value ?? ""))];
}

function cellNode(cell, { header, settings }) {
  const classes = [settings?.align && `align-${settings.align}`, settings?.is_wrapped === false && "unwrapped"];
  const properties = { class: classes.filter(Boolean).join(" ") || null, scope: header ? "col" : null };
  return el(header ? "th" : "td", properties, cellContent(cell));
}

/** A table or data_table block; the first row is its header. */
export function drawTable(block) {
  const [head, ...body] = block.rows.map((row, index) =>
    el(
      "tr",
      {},
      row.map((cell, column) => cellNode(cell, { header: index === 0, settings: block.column_settings?.[column] })),
    ),
  );
  const caption =
    block.caption && el("caption", {}, typeof block.caption === "string" ? block.caption : wordsOf(block.caption));
  // Focusable, so that the keyboard can scroll what is wider than the pane.
  const frame = { class: "table-frame", tabindex: "0", role: "region", "aria-label": caption?.textContent || "Table" };
  return el("div", frame, el("table", {}, caption, el("thead", {}, head), el("tbody", {}, body)));
}
