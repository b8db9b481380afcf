import { Buffer } from 'node:buffer';

import { endOf, isLeftOut, lookAhead, RefusedMarkup, tornFrom, turnAt, wholeEnd, type Mode } from './markup-modes.ts';

export interface TrimmedMarkup {
  /** How many bytes to keep of the text or CDATA that begins now. */
  limit(): number;
  /** What is kept, in order. The bytes are only valid until it returns. */
  write(kept: Buffer): void;
  /** The text, CDATA or attribute value that was written last goes on in the file, and is left out from here. */
  cut(): void;
}

const maxTagBytes = 64 * 1024;
const maxAttributes = 256;
const maxValueBytes = 12 * 1024;

/**
 * Leaves comments, processing instructions and what is too long out of UTF-8, byte by byte before anything is decoded, so
 * that a parser behind it holds little whatever the file. Feed it chunk by chunk, an empty one at the end. Throws
 * `RefusedMarkup` for a DOCTYPE (entities, external files) and for endless tags.
 */
export function createMarkupTrimmer(sink: TrimmedMarkup): (chunk: Buffer) => void {
  let input: Buffer = Buffer.alloc(0);
  let carried: Buffer = Buffer.alloc(0);
  let mode: Mode = 'text';
  let run = { limit: sink.limit(), bytes: 0, isCut: false };
  let textAround = run;
  let attributes = 0;
  const span = createSpan(sink);

  const pass = (from: number, to: number): void => {
    const room = run.limit - run.bytes;
    run.bytes += to - from;
    if (isLeftOut(mode) || run.isCut) return;
    if (mode === 'tag' && run.bytes > maxTagBytes) throw new RefusedMarkup('a tag that does not end');
    if (mode === 'tag' || to - from <= room) {
      span.keep(from, to);
      return;
    }
    span.keep(from, wholeEnd(input, from, from + room));
    span.flush();
    run.isCut = true;
    sink.cut();
  };
  const enter = (next: Mode): void => {
    if (mode === 'text') textAround = run;
    if (mode === 'text' && next === 'tag') attributes = 0;
    const isValue = next === 'single' || next === 'double';
    if (isValue) attributes += 1;
    if (attributes > maxAttributes) throw new RefusedMarkup(`a tag with more than ${maxAttributes} attributes`);
    // To a parser that does not see the comment, the text before and behind it is one.
    run = isLeftOut(mode) ? textAround : { limit: isValue ? maxValueBytes : sink.limit(), bytes: 0, isCut: false };
    mode = next;
  };
  const read = (isLast: boolean): number => {
    let at = 0;
    while (at < input.length) {
      const end = endOf(mode, input, at);
      if (end === -1) {
        const torn = isLast ? input.length : tornFrom(input, at);
        pass(at, torn);
        return torn;
      }
      pass(at, end);
      if (mode === 'text' && !isLast && input.length - end < lookAhead) return end;
      const turn = turnAt(mode, input, end);
      at = end + turn.length;
      if (turn.passes) span.keep(end, at);
      enter(turn.mode);
    }
    return at;
  };

  return (chunk) => {
    input = carried.length === 0 ? chunk : Buffer.concat([carried, chunk]);
    span.begin(input);
    const done = read(chunk.length === 0);
    span.flush();
    carried = Buffer.from(input.subarray(done));
  };
}

interface Span {
  begin(input: Buffer): void;
  keep(from: number, to: number): void;
  flush(): void;
}

/** Collects what is kept of an input, so that it is written in few pieces and never copied. */
function createSpan(sink: TrimmedMarkup): Span {
  let input: Buffer = Buffer.alloc(0);
  let keptFrom = 0;
  let keptTo = 0;
  const flush = (): void => {
    if (keptTo > keptFrom) sink.write(input.subarray(keptFrom, keptTo));
    keptFrom = keptTo;
  };
  return {
    begin(next) {
      input = next;
      keptFrom = 0;
      keptTo = 0;
    },
    keep(from, to) {
      if (from !== keptTo) {
        flush();
        keptFrom = from;
      }
      keptTo = to;
    },
    flush,
  };
}
