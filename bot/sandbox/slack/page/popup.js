// Popups in the browser's top layer, so that neither a scrolling pane nor a modal dialog cuts them off.

import { el } from "./dom.js";

const MARGIN = 6;

/** Put a shown popup below its anchor, or above where there is more room; width "match" makes it as wide as that. */
export function placeBeside(popup, anchor, { width = null, align = "start" } = {}) {
  const box = anchor.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - 2 * MARGIN;
  const above = box.top - 2 * MARGIN;
  if (width === "match") popup.style.width = `${box.width}px`;
  popup.style.maxHeight = `${Math.min(320, Math.max(below, above))}px`;
  const size = popup.getBoundingClientRect();
  const top = size.height <= below || below >= above ? box.bottom + 4 : box.top - size.height - 4;
  const left = align === "end" ? box.right - size.width : box.left;
  popup.style.top = `${Math.max(MARGIN, top)}px`;
  popup.style.left = `${Math.max(MARGIN, Math.min(left, window.innerWidth - size.width - MARGIN))}px`;
}

function moveFocus(menu, step) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length]?.focus();
}

function onMenuKey(event, menu) {
  const items = menu.querySelectorAll("[role=menuitem]");
  const act = {
    ArrowDown: () => moveFocus(menu, 1),
    ArrowUp: () => moveFocus(menu, -1),
    Home: () => items[0]?.focus(),
    End: () => items[items.length - 1]?.focus(),
    Escape: () => menu.hidePopover(),
    Tab: () => menu.hidePopover(),
  }[event.key];
  if (!act) return;
  // Esc belongs to the menu alone: a dialog underneath stays.
  event.stopPropagation();
  if (event.key !== "Tab") event.preventDefault();
  act();
}

function menuItem({ text, description, href, onPick }, close) {
  const properties = {
    role: "menuitem",
    tabindex: "-1",
    onclick: () => {
      close();
      onPick();
    },
  };
  const content = [el("span", {}, text), description && el("span", { class: "menu-note" }, description)];
  if (href) return el("a", { ...properties, href, target: "_blank", rel: "noopener noreferrer" }, content);
  return el("button", { ...properties, type: "button" }, content);
}

/** Open a menu of [{text, description?, href?, onPick}] at a button and focus its first item. */
export function openMenu(anchor, label, items, { align = "start" } = {}) {
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label, popover: "auto" });
  const close = () => menu.hidePopover();
  menu.append(...items.map((item) => menuItem(item, close)));
  menu.addEventListener("keydown", (event) => onMenuKey(event, menu));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    const held = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (held && anchor.isConnected) anchor.focus();
  });
  (anchor.closest("dialog") ?? document.body).append(menu);
  menu.showPopover();
  placeBeside(menu, anchor, { align });
  anchor.setAttribute("aria-expanded", "true");
  menu.querySelector("[role=menuitem]")?.focus();
}
