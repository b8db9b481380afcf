import { h, s } from './dom.js';

/** A drawn avatar: the bot's sign, or a person's initials on their colour. */
export function avatar(author, size = 36) {
  const node = h(
    'span',
    { class: `avatar avatar-${size}`, 'aria-hidden': 'true' },
    author.isBot ? botSign() : initials(author.name),
  );
  if (CSS.supports('color', author.color)) node.style.backgroundColor = author.color;
  node.classList.toggle('avatar-bot', author.isBot);
  return node;
}

/** The close code the bot is named after, as bars and a ring. */
function botSign() {
  return s(
    'svg',
    { viewBox: '0 0 36 36', class: 'bot-sign' },
    [9, 21.5, 27].map((x) => s('rect', { x: x - 1.4, y: 11, width: 2.8, height: 14, rx: 1.4 })),
    s('rect', { class: 'ring', x: 12.9, y: 12.2, width: 5, height: 11.6, rx: 2.5 }),
  );
}

function initials(name) {
  const words = name.split(/[\s._-]+/u).filter((word) => word !== '');
  return words
    .slice(0, 2)
    .map((word) => [...word][0].toUpperCase())
    .join('');
}
