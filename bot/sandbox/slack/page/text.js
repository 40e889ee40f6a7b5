// Text objects: plain_text stays plain, mrkdwn is drawn.

import { mrkdwn } from "./mrkdwn.js";
import { names } from "./store.js";

/** The nodes of a text object; of a bare string, as plain text. */
export function textNodes(text) {
  if (!text) return [];
  if (typeof text === "string") return [document.createTextNode(text)];
  if (text.type === "mrkdwn") return mrkdwn(text.text, names, { autolink: !text.verbatim });
  return [document.createTextNode(text.text)];
}

/** A text object as one line of words, for labels and tooltips. */
export function wordsOf(text) {
  const holder = document.createElement("div");
  holder.append(...textNodes(text));
  return holder.textContent.trim();
}
