/** Slack's mrkdwn as a tree of plain objects; `render-mrkdwn.js` makes nodes of it. Linear in the length of the text. */

const marks = { '*': 'bold', _: 'italic', '~': 'strike' };
const wordCharacter = /[\p{L}\p{N}]/u;

/** Turns Slack's three entities back, once. */
function decode(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** @returns blocks: `{ kind: 'pre', text }`, `{ kind: 'quote' | 'lines', lines: inline[][] }`. */
export function parseMrkdwn(text) {
  return text.split('```').flatMap((part, index, parts) => {
    const isClosed = index < parts.length - 1;
    if (index % 2 === 1 && isClosed)
      return [{ kind: 'pre', text: decode(part.replace(/^\n/u, '').replace(/\n$/u, '')) }];
    const prose = index % 2 === 1 ? `\`\`\`${part}` : part;
    return prose === '' ? [] : parseLines(index > 0 && index % 2 === 0 ? prose.replace(/^\n/u, '') : prose);
  });
}

function parseLines(text) {
  const blocks = [];
  if (text === '') return blocks;
  for (const line of text.split('\n')) {
    const quoted = /^(?:&gt;|>) ?(.*)$/u.exec(line);
    const kind = quoted === null ? 'lines' : 'quote';
    const inline = parseInline(quoted === null ? line : quoted[1]);
    if (blocks.at(-1)?.kind === kind) blocks.at(-1).lines.push(inline);
    else blocks.push({ kind, lines: [inline] });
  }
  return blocks;
}

/** One line, inside the `enclosing` marks → `{ kind: 'text' | 'code' | 'bold' | 'italic' | 'strike' | 'link' | 'person' | …, text?, children? }`. */
function parseInline(line, enclosing = []) {
  const out = [];
  const hopeless = new Set(enclosing);
  let plain = '';
  let at = 0;
  const flush = () => {
    if (plain !== '') out.push({ kind: 'text', text: decode(plain) });
    plain = '';
  };
  while (at < line.length) {
    const found = readSpan(line, at, { hopeless, enclosing });
    if (found === undefined) {
      plain += line[at];
      at += 1;
    } else {
      flush();
      out.push(found.node);
      at = found.end;
    }
  }
  flush();
  return out;
}

function readSpan(line, at, reading) {
  const character = line[at];
  if (character === '<') return readAngle(line, at, reading);
  if (character === '`') return readCode(line, at, reading);
  if (Object.hasOwn(marks, character)) return readMarked(line, at, reading);
  if (character === 'h' && isBoundary(line[at - 1])) return readBareLink(line, at);
  return undefined;
}

function readAngle(line, at, { hopeless }) {
  if (hopeless.has('<')) return undefined;
  const end = line.indexOf('>', at);
  if (end === -1) {
    hopeless.add('<');
    return undefined;
  }
  const node = readReference(line.slice(at + 1, end));
  return node && { node, end: end + 1 };
}

/** What stands between `<` and `>`. */
function readReference(inside) {
  const bar = inside.indexOf('|');
  const target = bar === -1 ? inside : inside.slice(0, bar);
  const label = bar === -1 ? undefined : decode(inside.slice(bar + 1));
  if (/^@[UWB][A-Z0-9]+$/u.test(target)) return { kind: 'person', id: target.slice(1), label };
  if (/^#[CG][A-Z0-9]+$/u.test(target)) return { kind: 'channel', id: target.slice(1), label };
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice(9), label };
  if (target.startsWith('!date^')) return readDate(target, label);
  if (/^!(?:here|channel|everyone)$/u.test(target)) return { kind: 'broadcast', range: target.slice(1) };
  if (/^[a-z][a-z0-9+.-]*:/iu.test(target)) return { kind: 'link', url: decode(target), label };
  return undefined;
}

function readDate(target, label) {
  const [, seconds, format = '', url] = target.split('^');
  return { kind: 'date', seconds: Number(seconds), format: decode(format), url: url && decode(url), label };
}

function readCode(line, at, { hopeless }) {
  if (hopeless.has('`')) return undefined;
  const end = line.indexOf('`', at + 1);
  if (end === -1) hopeless.add('`');
  if (end <= at + 1) return undefined;
  return { node: { kind: 'code', text: decode(line.slice(at + 1, end)) }, end: end + 1 };
}

/** A mark opens after a boundary and before a word, and closes the other way round; none stands inside itself. */
function readMarked(line, at, { hopeless, enclosing }) {
  const mark = line[at];
  if (hopeless.has(mark) || !isBoundary(line[at - 1]) || isSpace(line[at + 1]) || line[at + 1] === mark)
    return undefined;
  for (let end = line.indexOf(mark, at + 2); end !== -1; end = line.indexOf(mark, end + 1)) {
    if (isSpace(line[end - 1]) || !isBoundary(line[end + 1])) continue;
    return {
      node: { kind: marks[mark], children: parseInline(line.slice(at + 1, end), [...enclosing, mark]) },
      end: end + 1,
    };
  }
  hopeless.add(mark);
  return undefined;
}

function readBareLink(line, at) {
  const match = /^https?:\/\/[^\s<>|`]+/u.exec(line.slice(at, at + 2_048));
  if (match === null) return undefined;
  const address = match[0].replace(/[.,;:!?)*_~'"]+$/u, '');
  return { node: { kind: 'link', url: decode(address) }, end: at + address.length };
}

function isBoundary(character) {
  return character === undefined || !wordCharacter.test(character);
}

function isSpace(character) {
  return character === undefined || /\s/u.test(character);
}
