import { h } from './dom.js';
import { emoji } from './emoji.js';

/** Characters that have a drawing of their own. */
const namesOfCharacters = new Map([
  ['🟢', 'large_green_circle'],
  ['🔴', 'red_circle'],
  ['🟡', 'large_yellow_circle'],
  ['🟠', 'large_orange_circle'],
  ['🔵', 'large_blue_circle'],
  ['⚪', 'white_circle'],
  ['⚫', 'black_circle'],
  ['✅', 'white_check_mark'],
  ['✔', 'heavy_check_mark'],
  ['❌', 'x'],
  ['⚠', 'warning'],
  ['⛔', 'no_entry'],
  ['🛑', 'octagonal_sign'],
  ['⏳', 'hourglass_flowing_sand'],
  ['⌛', 'hourglass'],
  ['⏱', 'stopwatch'],
  ['🔒', 'lock'],
  ['🔓', 'unlock'],
]);
const drawnCharacter = new RegExp(`(${[...namesOfCharacters.keys()].join('|')})\\uFE0F?`, 'u');

const bar = /([█▓▒░]{4,})/u;
const emojiName = /:([a-z0-9_+-]{1,60}):/u;

/** Plain text as nodes: status characters as drawings, block characters as one bar; with `names`, `:name:` too. */
export function textNodes(text, { names = false } = {}) {
  const parts = replace(replace([text], bar, drawBar), drawnCharacter, (character) =>
    emoji(namesOfCharacters.get(character)),
  );
  return names ? replace(parts, emojiName, emoji) : parts;
}

/** What `pattern` captures in the strings of `parts` becomes nodes; the rest stays. */
function replace(parts, pattern, draw) {
  return parts.flatMap((part) => {
    if (typeof part !== 'string') return [part];
    return part.split(pattern).map((piece, index) => (index % 2 === 1 ? draw(piece) : piece));
  });
}

/** The characters stay, for copying; the eye sees one bar in two shades. */
function drawBar(characters) {
  const [, full, rest] = /^(█*)(.*)$/u.exec(characters);
  return h(
    'span',
    { class: 'bar', 'aria-hidden': 'true' },
    h('span', { class: 'bar-full' }, full),
    h('span', { class: 'bar-rest' }, rest),
  );
}
