// Building and re-using DOM nodes. Data only ever becomes text or a named attribute: nothing here parses markup.

const SVG = "http://www.w3.org/2000/svg";
let lastId = 0;

/** A document-wide unique id, for labels and aria references. */
export function uid(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

function setProperty(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked" || name === "selected" || name === "disabled") node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

/** An element with properties and children; null and false children are left out, strings become text. */
export function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) setProperty(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An inline SVG of one path on a 20 by 20 grid, hidden from assistive technology. */
export function svg(path, className = "icon") {
  const node = document.createElementNS(SVG, "svg");
  const stroke = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({ viewBox: "0 0 20 20", class: className, "aria-hidden": "true" })) {
    node.setAttribute(name, value);
  }
  stroke.setAttribute("d", path);
  node.append(stroke);
  return node;
}

/**
 * Make the children of a container match items, keeping the node of every item whose signature did not change.
 *
 * items: [{key, signature, build()}]; answers the nodes that were built anew. Kept nodes keep focus, caret and
 * half-typed text, which is why the page never redraws a list as a whole.
 */
export function reconcile(container, items) {
  const standing = new Map([...container.children].map((node) => [node.reconcileKey, node]));
  const fresh = [];
  const wanted = items.map((item) => {
    const old = standing.get(item.key);
    if (old && old.reconcileSignature === item.signature) {
      standing.delete(item.key);
      return old;
    }
    const node = item.build();
    node.reconcileKey = item.key;
    node.reconcileSignature = item.signature;
    fresh.push(node);
    return node;
  });
  for (const node of standing.values()) node.remove();
  let place = container.firstChild;
  for (const node of wanted) {
    if (node === place) place = place.nextSibling;
    else container.insertBefore(node, place);
  }
  return fresh;
}

/** Where the focus is inside a container, in terms that survive a redraw; null when it is elsewhere. */
export function rememberFocus(container) {
  const active = document.activeElement;
  if (!active || active === container || !container.contains(active)) return null;
  const marked = active.closest("[data-focus]");
  let range = null;
  if (typeof active.selectionStart === "number") range = [active.selectionStart, active.selectionEnd];
  return { node: active, key: marked?.dataset.focus ?? null, action: marked?.dataset.action ?? null, range };
}

/** Put the focus back where rememberFocus found it; false when nothing there corresponds any more. */
export function restoreFocus(container, memory) {
  if (!memory) return true;
  if (memory.node.isConnected) {
    if (document.activeElement !== memory.node) memory.node.focus();
    return true;
  }
  const nodes = [...container.querySelectorAll("[data-focus]")];
  const match =
    nodes.find((node) => node.dataset.focus === memory.key) ??
    nodes.find((node) => memory.action && node.dataset.action === memory.action);
  if (!match) return false;
  match.focus();
  if (memory.range && typeof match.setSelectionRange === "function" && typeof match.selectionStart === "number") {
    match.setSelectionRange(...memory.range);
  }
  return true;
}

/** Say something to screen readers without moving anything: text goes into a polite live region. */
export function announce(region, text) {
  region.textContent = "";
  // A region whose text is replaced in the same task by equal text is not announced again.
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}
