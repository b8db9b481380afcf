/** Thrown for markup that no test report needs and that is only good for an attack. */
export class RefusedMarkup extends Error {}

type Mode = 'text' | 'tag' | 'single' | 'double' | 'cdata' | 'comment' | 'instruction';

const ends: Readonly<Record<Mode, RegExp>> = {
  text: /</g,
  tag: /["'>]/g,
  single: /'/g,
  double: /"/g,
  cdata: /\]\]>/g,
  comment: /-->/g,
  instruction: /\?>/g,
};
const maxTagLength = 64 * 1024;
const maxAttributes = 256;
/** Longest piece of markup that must not be torn between two chunks: `<![CDATA[`; an entity is cut whole up to 16. */
const lookAhead = 16;

/**
 * Cuts every run of text, CDATA and attribute value to `limit` characters, and leaves comments and processing
 * instructions out, so that a parser behind it holds little whatever the file. Feed it chunk by chunk, `''` at the
 * end. Throws `RefusedMarkup` for a DOCTYPE (entities, external files) and for endless tags.
 */
export function createMarkupTrimmer(limit: number): (chunk: string) => string {
  let mode: Mode = 'text';
  let carried = '';
  let runLength = 0;
  let attributes = 0;

  const keep = (piece: string): string => {
    const room = limit - runLength;
    runLength += piece.length;
    if (mode === 'tag' && runLength > maxTagLength) throw new RefusedMarkup('a tag that does not end');
    if (mode === 'comment' || mode === 'instruction') return '';
    return piece.length <= room || mode === 'tag' ? piece : cutWhole(piece, Math.max(0, room));
  };
  const enter = (next: Mode): void => {
    if (mode === 'text') attributes = 0;
    if (next === 'single' || next === 'double') attributes += 1;
    if (attributes > maxAttributes) throw new RefusedMarkup(`a tag with more than ${maxAttributes} attributes`);
    mode = next;
    runLength = 0;
  };

  return (chunk) => {
    // Joined, not added: V8 copies a string made by `+` again at every search in it, now and then for minutes.
    const input = [carried, chunk].join('');
    const isLast = chunk === '';
    carried = '';
    const output: string[] = [];
    let at = 0;
    while (at < input.length) {
      const end = find(ends[mode], input, at);
      if (end === -1) {
        const torn = isLast ? input.length : tornFrom(input, at);
        output.push(keep(input.slice(at, torn)));
        carried = input.slice(torn);
        return output.join('');
      }
      output.push(keep(input.slice(at, end)));
      if (mode === 'text' && !isLast && input.length - end < lookAhead) {
        carried = input.slice(end);
        return output.join('');
      }
      const turn = turnAt(mode, input, end);
      if (turn.passes) output.push(input.slice(end, end + turn.length));
      at = end + turn.length;
      enter(turn.mode);
    }
    return output.join('');
  };
}

interface Turn {
  readonly mode: Mode;
  readonly length: number;
  readonly passes: boolean;
}

function turnAt(mode: Mode, input: string, at: number): Turn {
  if (mode === 'text') return opening(input, at);
  if (mode === 'cdata') return { mode: 'text', length: 3, passes: true };
  if (mode === 'comment') return { mode: 'text', length: 3, passes: false };
  if (mode === 'instruction') return { mode: 'text', length: 2, passes: false };
  if (mode !== 'tag') return { mode: 'tag', length: 1, passes: true };
  const quotes: Readonly<Record<string, Mode>> = { '"': 'double', "'": 'single' };
  return { mode: quotes[input.charAt(at)] ?? 'text', length: 1, passes: true };
}

function opening(input: string, at: number): Turn {
  if (input.startsWith('<!--', at)) return { mode: 'comment', length: 4, passes: false };
  if (input.startsWith('<![CDATA[', at)) return { mode: 'cdata', length: 9, passes: true };
  if (input.startsWith('<?', at)) return { mode: 'instruction', length: 2, passes: false };
  const rest = input.slice(at, at + lookAhead);
  if ('<![CDATA['.startsWith(rest) || '<!--'.startsWith(rest))
    return { mode: 'tag', length: rest.length, passes: true };
  if (rest.startsWith('<!')) throw new RefusedMarkup('a document type or entity declaration');
  return { mode: 'tag', length: 1, passes: true };
}

function find(pattern: RegExp, input: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(input)?.index ?? -1;
}

/** Where the last characters start that may belong to an end mark or an entity that the next chunk completes. */
function tornFrom(input: string, at: number): number {
  const from = Math.max(at, input.length - lookAhead);
  const mark = input.slice(from).search(/&[^;]*$|\]{1,2}$|-{1,2}$|\?$/);
  return mark === -1 ? input.length : from + mark;
}

/** The first `length` characters, less an entity or a surrogate pair that would be cut in two. */
function cutWhole(piece: string, length: number): string {
  const kept = piece.slice(0, length);
  const entity = kept.slice(-lookAhead).search(/&[^;]*$/);
  const whole = entity === -1 ? kept : kept.slice(0, Math.max(0, kept.length - lookAhead) + entity);
  return /[\uD800-\uDBFF]$/.test(whole) ? whole.slice(0, -1) : whole;
}
