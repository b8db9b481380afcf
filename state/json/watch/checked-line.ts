import { crc32 } from 'node:zlib';

const START = '{"crc":"00000000",'.length;
const BRACE = 0x7d;

/** `{"crc":"…",…}` and a line feed, the checksum over what follows it. `content` is an object that is not empty. */
export function checkedLine(content: object): string {
  const body = JSON.stringify(content).slice(1, -1);
  return `{"crc":"${checksum(body)}",${body}}\n`;
}

/** The line is as it was written. `line` ends before its line feed. */
export function isWhole(line: Buffer): boolean {
  const start = `{"crc":"${checksum(line.subarray(START, -1))}",`;
  return line.toString('latin1', 0, START) === start && line.at(-1) === BRACE;
}

/** The text of a whole line, else undefined. */
export function openLine(line: Buffer): string | undefined {
  return isWhole(line) ? line.toString('utf8') : undefined;
}

/** Newest first. */
export function* linesBackwards(bytes: Buffer): Generator<Buffer> {
  let end = bytes.length - 1;
  while (end > 0) {
    const start = bytes.lastIndexOf('\n', end - 1) + 1;
    yield bytes.subarray(start, end);
    end = start - 1;
  }
}

export function* linesForwards(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  for (let end = bytes.indexOf('\n'); end !== -1; end = bytes.indexOf('\n', start)) {
    yield bytes.subarray(start, end);
    start = end + 1;
  }
}

function checksum(body: string | Buffer): string {
  return crc32(body).toString(16).padStart(8, '0');
}
