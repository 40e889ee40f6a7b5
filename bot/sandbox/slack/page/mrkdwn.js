// Slack's mrkdwn: text to a tree, and a tree to DOM nodes. Nothing in the text can become markup.
// https://docs.slack.dev/messaging/formatting-message-text/

import { formatDate, fullDate } from "./dates.js";
import { el } from "./dom.js";

const STYLES = { "*": "bold", _: "italic", "~": "strike" };
const STYLE_TAGS = { bold: "b", italic: "i", strike: "s" };
const WORD = /[\p{L}\p{N}]/u;
const CONTROL = /<([^<>\n]+)>/y;
const BARE_URL = /https?:\/\/[^\s<>|`]+/y;
const SAFE_LINK = /^(https?|mailto|tel|slack):/i;
const QUOTE_MARK = /^(?:>|&gt;) ?/;

/** Undo the three escapes Slack asks for; everything else stays as written. */
function unescapeText(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

function control(body) {
  const [target, ...rest] = body.split("|");
  const label = rest.length ? unescapeText(rest.join("|")) : null;
  if (/^@[UWB]\w+$/.test(target)) return { type: "user", id: target.slice(1), label };
  if (/^#[CGD]\w+$/.test(target)) return { type: "channel", id: target.slice(1), label };
  if (/^!subteam\^S\w+$/.test(target)) return { type: "usergroup", id: target.slice(9), label };
  if (/^!(here|channel|everyone)$/.test(target)) return { type: "broadcast", range: target.slice(1) };
  if (target.startsWith("!date^")) return dateControl(target, label);
  if (target.startsWith("!")) return { type: "text", text: label ?? `<${target.slice(1)}>` };
  if (SAFE_LINK.test(target)) return { type: "link", href: unescapeText(target), label: label || unescapeText(target) };
  return null;
}

function dateControl(target, fallback) {
  const [, timestamp, format, ...link] = target.split("^");
  const href = link.length ? unescapeText(link.join("^")) : null;
  const seconds = /^-?\d{1,12}$/.test(timestamp) ? Number(timestamp) : NaN;
  return { type: "date", timestamp: seconds, format: unescapeText(format ?? ""), href, fallback: fallback ?? "" };
}

/** Reads one line; knows which styles are open around it, so that depth is bounded by their number. */
class LineReader {
  constructor(line, open, autolink) {
    Object.assign(this, { line, open, autolink, at: 0, plain: "", nodes: [], unclosed: new Set() });
  }

  read() {
    while (this.at < this.line.length) {
      const found = this.control() ?? this.code() ?? this.styled() ?? this.url();
      if (found) {
        this.flush();
        this.nodes.push(found);
      } else {
        this.plain += this.line[this.at];
        this.at += 1;
      }
    }
    this.flush();
    return this.nodes;
  }

  flush() {
    if (this.plain) this.nodes.push({ type: "text", text: unescapeText(this.plain) });
    this.plain = "";
  }

  control() {
    if (this.line[this.at] !== "<") return null;
    CONTROL.lastIndex = this.at;
    const match = CONTROL.exec(this.line);
    const node = match && control(match[1]);
    if (node) this.at += match[0].length;
    return node;
  }

  code() {
    if (this.line[this.at] !== "`" || this.unclosed.has("`")) return null;
    const end = this.line.indexOf("`", this.at + 1);
    if (end < 0) this.unclosed.add("`");
    if (end <= this.at + 1) return null;
    const inner = this.line.slice(this.at + 1, end);
    this.at = end + 1;
    return { type: "code", children: unstyled(inner) };
  }

  styled() {
    const mark = this.line[this.at];
    if (!(mark in STYLES) || this.open.includes(mark) || this.unclosed.has(mark) || !this.opens(mark)) return null;
    const end = this.close(mark);
    if (end === null) {
      // No later mark of this kind can find a close either: keeps hostile text linear.
      this.unclosed.add(mark);
      return null;
    }
    const inner = this.line.slice(this.at + 1, end);
    this.at = end + 1;
    return { type: STYLES[mark], children: new LineReader(inner, this.open + mark, this.autolink).read() };
  }

  opens(mark) {
    const before = this.line[this.at - 1] ?? " ";
    const after = this.line[this.at + 1] ?? " ";
    return before !== mark && after !== mark && !WORD.test(before) && !/\s/.test(after);
  }

  close(mark) {
    for (let end = this.at + 1; end < this.line.length; end += 1) {
      if (this.line[end] === "<") {
        CONTROL.lastIndex = end;
        const match = CONTROL.exec(this.line);
        if (match) end += match[0].length - 1;
      } else if (this.line[end] === "`") {
        const codeEnd = this.line.indexOf("`", end + 1);
        if (codeEnd > end) end = codeEnd;
      } else if (this.line[end] === mark && end > this.at + 1 && this.closes(mark, end)) return end;
    }
    return null;
  }

  closes(mark, end) {
    const after = this.line[end + 1] ?? " ";
    return !/\s/.test(this.line[end - 1]) && after !== mark && !WORD.test(after);
  }

  url() {
    if (!this.autolink || this.line[this.at] !== "h" || WORD.test(this.line[this.at - 1] ?? " ")) return null;
    BARE_URL.lastIndex = this.at;
    const match = BARE_URL.exec(this.line);
    if (!match) return null;
    const text = match[0].replace(/(?:[.,;:!?)'"*_~\]]|&gt;|&lt;)+$/, "");
    if (text.length < 9) return null;
    this.at += text.length;
    return { type: "link", href: unescapeText(text), label: unescapeText(text) };
  }
}

/** Text in which only <…> means anything: the inside of code. */
function unstyled(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(/<([^<>\n]+)>/g)) {
    const node = control(match[1]);
    if (!node) continue;
    nodes.push({ type: "text", text: unescapeText(text.slice(end, match.index)) }, node);
    end = match.index + match[0].length;
  }
  nodes.push({ type: "text", text: unescapeText(text.slice(end)) });
  return nodes.filter((node) => node.type !== "text" || node.text);
}

function withBreaks(lines, autolink) {
  return lines.flatMap((line, index) => {
    const nodes = new LineReader(line, "", autolink).read();
    return index ? [{ type: "text", text: "\n" }, ...nodes] : nodes;
  });
}

/** Splits flowing text into quotes and the rest; `>>>` quotes all that follows. */
function paragraphs(text, autolink) {
  const groups = [];
  let rest = false;
  for (let line of text.split("\n")) {
    const allThatFollows = !rest && /^(?:>>>|&gt;&gt;&gt;)/.test(line);
    if (allThatFollows) line = line.replace(/^(?:>>>|&gt;&gt;&gt;) ?/, "");
    const quoted = rest || allThatFollows || QUOTE_MARK.test(line);
    if (quoted && !rest && !allThatFollows) line = line.replace(QUOTE_MARK, "");
    rest ||= allThatFollows;
    if (groups.at(-1)?.quoted === quoted) groups.at(-1).lines.push(line);
    else groups.push({ quoted, lines: [line] });
  }
  return groups.flatMap(({ quoted, lines }) => {
    const children = withBreaks(lines, autolink);
    return quoted ? [{ type: "quote", children }] : children;
  });
}

/** mrkdwn as a tree of {type, …} nodes. autolink: whether bare web addresses become links; not in `verbatim` text. */
export function parse(text, { autolink = true } = {}) {
  const parts = String(text).split(/```([^]+?)```/);
  return parts.flatMap((part, index) => {
    if (index % 2) return [{ type: "pre", children: unstyled(part.replace(/^\n|\n$/g, "")) }];
    // A fence and a quote are blocks of their own; the line break next to them is already theirs.
    const trimmed = part.replace(index ? /^\n/ : /^$/, "").replace(index < parts.length - 1 ? /\n$/ : /^$/, "");
    return trimmed ? paragraphs(trimmed, autolink) : [];
  });
}

function mention(text, properties = {}) {
  return el("span", { class: "mention", ...properties }, text);
}

/** A link that opens elsewhere, or plain text where the address is not one a browser should follow. */
export function outsideLink(href, label) {
  if (!SAFE_LINK.test(href)) return document.createTextNode(label);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, label);
}

function dateNode(node) {
  const text = formatDate(node.timestamp, node.format) || node.fallback;
  const shown = node.href ? outsideLink(node.href, text) : text;
  return el("time", { title: fullDate(node.timestamp) || null, data: { fallback: node.fallback } }, shown);
}

const DRAW = {
  text: (node) => document.createTextNode(node.text),
  code: (node, names) => el("code", {}, draw(node.children, names)),
  pre: (node, names) => el("pre", {}, draw(node.children, names)),
  quote: (node, names) => el("blockquote", {}, draw(node.children, names)),
  link: (node) => outsideLink(node.href, node.label),
  user: (node, names) => {
    const own = node.id === names.me();
    return mention(`@${names.user(node.id) ?? node.label ?? node.id}`, own ? { class: "mention own" } : {});
  },
  usergroup: (node, names) => mention(`@${(names.usergroup(node.id) ?? node.label ?? node.id).replace(/^@/, "")}`),
  broadcast: (node) => mention(`@${node.range}`, { class: "mention own" }),
  channel: (node, names) => {
    const name = names.channel(node.id) ?? (node.label || null);
    if (!names.channel(node.id)) return mention(name ? `#${name}` : "private-channel");
    return el("button", { type: "button", class: "mention", onclick: () => names.openChannel(node.id) }, `#${name}`);
  },
  date: dateNode,
};

/** The nodes of a tree. names: {me(), user(id), usergroup(id), channel(id), openChannel(id)}; all but the last may be null. */
export function draw(nodes, names) {
  return nodes.map((node) =>
    node.type in STYLE_TAGS ? el(STYLE_TAGS[node.type], {}, draw(node.children, names)) : DRAW[node.type](node, names),
  );
}

/** mrkdwn text as nodes, ready to append. */
export function mrkdwn(text, names, options) {
  return draw(parse(text, options), names);
}
