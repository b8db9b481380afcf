import type { Buffer } from 'node:buffer';

/** Thrown for markup that no test report needs and that is only good for an attack. */
export class RefusedMarkup extends Error {}

/** What the bytes of an XML file are part of. `single` and `double`: the value of an attribute, by its quotes. */
export type Mode = 'text' | 'tag' | 'single' | 'double' | 'cdata' | 'comment' | 'instruction';

/** Longest piece of markup that must not be torn between two chunks: `<![CDATA[`; an entity is cut whole up to 16. */
export const lookAhead = 16;

/** A parser behind never sees it. */
export function isLeftOut(mode: Mode): boolean {
  return mode === 'comment' || mode === 'instruction';
}

/** Where it ends; -1 when not in this input. */
export function endOf(mode: Mode, input: Buffer, at: number): number {
  switch (mode) {
    case 'text':
      return input.indexOf(0x3c, at);
    case 'single':
      return input.indexOf(0x27, at);
    case 'double':
      return input.indexOf(0x22, at);
    case 'cdata':
      return input.indexOf(']]>', at);
    case 'comment':
      return input.indexOf('-->', at);
    case 'instruction':
      return input.indexOf('?>', at);
    case 'tag':
      return endInTag(input, at);
  }
}

function endInTag(input: Buffer, from: number): number {
  for (let at = from; at < input.length; at += 1) {
    const byte = input[at];
    if (byte === 0x22 || byte === 0x27 || byte === 0x3e) return at;
  }
  return -1;
}

export interface Turn {
  readonly mode: Mode;
  readonly length: number;
  readonly passes: boolean;
}

const afterCdata: Turn = { mode: 'text', length: 3, passes: true };
const afterComment: Turn = { mode: 'text', length: 3, passes: false };
const afterInstruction: Turn = { mode: 'text', length: 2, passes: false };
const afterTag: Turn = { mode: 'text', length: 1, passes: true };
const afterValue: Turn = { mode: 'tag', length: 1, passes: true };
const beforeSingle: Turn = { mode: 'single', length: 1, passes: true };
const beforeDouble: Turn = { mode: 'double', length: 1, passes: true };

/** What begins behind the end at `at`. */
export function turnAt(mode: Mode, input: Buffer, at: number): Turn {
  switch (mode) {
    case 'text':
      return opening(input.toString('latin1', at, at + lookAhead));
    case 'cdata':
      return afterCdata;
    case 'comment':
      return afterComment;
    case 'instruction':
      return afterInstruction;
    case 'single':
    case 'double':
      return afterValue;
    case 'tag':
      return input[at] === 0x3e ? afterTag : input[at] === 0x22 ? beforeDouble : beforeSingle;
  }
}

function opening(text: string): Turn {
  if (text.startsWith('<!--')) return { mode: 'comment', length: 4, passes: false };
  if (text.startsWith('<![CDATA[')) return { mode: 'cdata', length: 9, passes: true };
  if (text.startsWith('<?')) return { mode: 'instruction', length: 2, passes: false };
  if ('<![CDATA['.startsWith(text) || '<!--'.startsWith(text))
    return { mode: 'tag', length: text.length, passes: true };
  if (text.startsWith('<!')) throw new RefusedMarkup('a document type or entity declaration');
  return { mode: 'tag', length: 1, passes: true };
}

/** Where the last bytes start that may belong to an end mark or an entity that the next chunk completes. */
export function tornFrom(input: Buffer, at: number): number {
  const from = Math.max(at, input.length - lookAhead);
  const mark = input.toString('latin1', from).search(/&[^;]*$|\]{1,2}$|-{1,2}$|\?$/);
  return mark === -1 ? input.length : from + mark;
}

/** `to`, or less where that would cut an entity or a character in two. */
export function wholeEnd(input: Buffer, from: number, to: number): number {
  const tail = Math.max(from, to - lookAhead);
  const entity = input.toString('latin1', tail, to).search(/&[^;]*$/);
  if (entity !== -1) return tail + entity;
  let end = to;
  while (end > from && to - end < 3 && isInsideCharacter(input[end])) end -= 1;
  return end;
}

function isInsideCharacter(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}
