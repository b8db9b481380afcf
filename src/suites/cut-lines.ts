import { Buffer } from 'node:buffer';

/** Bytes of one line that are kept; the rest of a longer one is skipped. */
export const longestLine = 65_536;

/** One or more complete lines, as the bytes that were written. */
export interface LineBlock {
  /** Without the last line end. */
  readonly bytes: Buffer;
  /** Above 0: `bytes` is the beginning of one line, and this many bytes of it were skipped. */
  readonly skippedBytes: number;
}

/** Cuts a stream of bytes at line ends, in constant memory whatever the length of a line. */
export interface LineCutter {
  /** A block is only valid until the next call. */
  push(chunk: Buffer): readonly LineBlock[];
  /** What came after the last line end. */
  end(): readonly LineBlock[];
}

const lineFeed = 10;
const carriageReturn = 13;

export function createLineCutter(): LineCutter {
  const begun = Buffer.allocUnsafeSlow(longestLine);
  let length = 0;
  let skippedBytes = 0;

  function hold(piece: Buffer): void {
    const fitting = skippedBytes > 0 ? 0 : Math.min(piece.length, longestLine - length);
    piece.copy(begun, length, 0, fitting);
    length += fitting;
    const rest = piece.subarray(fitting);
    if (rest.length === 0) return;
    const rewriteAt = skippedBytes > 0 ? -1 : begun.subarray(0, length).lastIndexOf(carriageReturn);
    if (rewriteAt < 0) {
      skippedBytes += rest.length;
      return;
    }
    length = begun.copy(begun, 0, rewriteAt + 1, length);
    hold(rest);
  }

  function finish(): LineBlock {
    const block = { bytes: Buffer.from(begun.subarray(0, length)), skippedBytes };
    length = 0;
    skippedBytes = 0;
    return block;
  }

  return {
    push(chunk) {
      const first = chunk.indexOf(lineFeed);
      if (first < 0) {
        hold(chunk);
        return [];
      }
      const last = chunk.lastIndexOf(lineFeed);
      const blocks: LineBlock[] = [];
      let from = 0;
      if (length > 0 || skippedBytes > 0) {
        hold(chunk.subarray(0, first));
        blocks.push(finish());
        from = first + 1;
      }
      if (from <= last) blocks.push({ bytes: chunk.subarray(from, last), skippedBytes: 0 });
      hold(chunk.subarray(last + 1));
      return blocks;
    },
    end: () => (length > 0 || skippedBytes > 0 ? [finish()] : []),
  };
}
