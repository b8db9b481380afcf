import { h } from './dom.js';
import { hashOfPermalink } from './place.js';

const clickable = new Set(['http:', 'https:', 'mailto:']);

/** The address if a click on it is harmless (web or mail), else undefined: `javascript:` and its like stay text. */
export function safeUrl(address) {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
  return clickable.has(new URL(address).protocol) ? address : undefined;
}

/** A link: to a message of this workspace in place, else in a new tab; bare text when the address is not one to click. */
export function link(address, ...content) {
  const href = safeUrl(address);
  if (href === undefined) return h('span', { class: 'dead-link' }, content);
  const here = hashOfPermalink(href);
  if (here !== undefined) return h('a', { class: 'link', href: here }, content);
  return h('a', { class: 'link', href, target: '_blank', rel: 'noopener noreferrer' }, content);
}

/** The address of a picture, or undefined when it is none that may be loaded. */
export function pictureUrl(address) {
  return typeof address === 'string' && URL.canParse(address) && new URL(address).protocol.startsWith('http')
    ? address
    : undefined;
}
