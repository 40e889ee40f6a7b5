// The dialog of a confirm object: asked before a button or a choice is sent.

import { el, uid } from "./dom.js";
import { textNodes } from "./text.js";

/** Ask; answers whether the person confirmed. Closing it any other way is a no. */
export function askConfirm(confirm) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const [titleId, textId] = [uid("confirm-title"), uid("confirm-text")];
    const danger = confirm.style === "danger";
    const dialog = el(
      "dialog",
      { class: "confirm", "aria-labelledby": titleId, "aria-describedby": textId },
      el("h2", { id: titleId }, textNodes(confirm.title)),
      el("div", { id: textId, class: "confirm-text" }, textNodes(confirm.text)),
      el(
        "div",
        { class: "dialog-foot" },
        el("button", { type: "button", class: "button", onclick: () => dialog.close("") }, textNodes(confirm.deny)),
        el(
          "button",
          { type: "button", class: `button ${danger ? "danger" : "primary"}`, onclick: () => dialog.close("yes") },
          textNodes(confirm.confirm),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected) before.focus();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector(".dialog-foot .button:last-child").focus();
  });
}
