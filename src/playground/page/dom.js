const svgNamespace = 'http://www.w3.org/2000/svg';

/** Makes an element. `on…` are listeners, the rest are attributes (true: bare, false or undefined: none); text only ever becomes text nodes. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for drawings. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(svgNamespace, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  append(node, children);
  return node;
}

/** Sets, or with false or undefined removes, one attribute; touches nothing that is already so. */
export function setAttribute(node, name, value) {
  if (name.startsWith('on') && typeof value === 'function') node.addEventListener(name.slice(2), value);
  else if (value === undefined || value === null || value === false) node.removeAttribute(name);
  else {
    const text = value === true ? '' : String(value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false) node.append(child);
  }
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const keptChildren = new WeakMap();

/**
 * Makes the children of `parent` those of `items`, `{ key, version, draw(before) }`, in their order. The node of a key
 * stays in place while its version is the same, so that focus, selection and scrolling survive an edit elsewhere.
 */
export function keepChildren(parent, items) {
  const before = keptChildren.get(parent) ?? new Map();
  const after = new Map();
  for (const item of items) after.set(item.key, keepChild(before.get(item.key), item));
  for (const [key, kept] of before) {
    if (after.get(key)?.node !== kept.node) kept.node.remove();
  }
  let cursor = parent.firstChild;
  for (const { node } of after.values()) {
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
  keptChildren.set(parent, after);
}

function keepChild(kept, item) {
  if (kept !== undefined && sameVersion(kept.version, item.version)) return kept;
  const focused = kept?.node.contains(document.activeElement) ? document.activeElement : undefined;
  const node = item.draw(kept?.node);
  if (kept !== undefined && node !== kept.node) {
    kept.node.replaceWith(node);
    refocus(node, focused);
  }
  return { node, version: item.version };
}

function sameVersion(one, other) {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((part, index) => part === other[index]);
}

function refocus(node, focused) {
  const name = focused?.dataset.actionId;
  if (name === undefined) return;
  const twin = [...node.querySelectorAll('[data-action-id]')].find((element) => element.dataset.actionId === name);
  twin?.focus({ preventScroll: true });
}
