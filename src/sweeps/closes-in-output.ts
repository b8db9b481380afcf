import { closeCode, type Closer, type ToldClose } from '#domain/close.ts';

const most = 64 * 1_024;
const mostFound = 50;

/**
 * Python `websockets` tells both frames in one sentence, the first one first: `received 1011 (internal error) …; then sent
 * 1011 …`, `sent 1011 (internal error) keepalive ping timeout; no close frame received`. Recorded with 10.4; the words in
 * brackets are other ones in other versions, so they are not read.
 */
const frames = new RegExp(
  String.raw`\b(received|sent) ${closeCode} \([^)\n]{0,60}\)([^;\n]{0,200})(?:; (?:then (?:sent|received) ${closeCode}[^\n]{0,300}|no close frame received))?`,
  'gu',
);
const noFrame = /\bno close frame received or sent\b|Connection to remote host was lost/gu;
/** Before 9: `code = 1011 (unexpected error), reason = Internal error`. */
const oldStyle = new RegExp(
  String.raw`\bcode = ${closeCode} \([^)\n]{0,60}\), (?:no reason|reason = ([^\n]{0,200}))`,
  'gu',
);
/** aiohttp: a message of the type CLOSE has the code as its data. */
const aiohttp = new RegExp(
  String.raw`WSMsgType\.CLOSE(?:: 8>)?, data=${closeCode}(?:, extra='([^'\n]{0,200})')?`,
  'gu',
);
/** What tests of Node print of a close event: `closed with code 1011`, `CloseEvent { … code: 1011, reason: 'x' }`, `close 1011`. */
const words = new RegExp(
  String.raw`\bclos(?:e|ed|ing)(?:event)?\b[^\d\n]{0,80}?(?:\bcode\b["']?\s{0,4}[:=]?\s{0,4})?${closeCode}(?:,? \(?["']?reason["']?\s{0,4}[:=]?\s{0,4}["']?([^"'\n]{0,200}))?`,
  'giu',
);

/** The closes that a failed test tells of, seen from the client that the test is, each way once however often its output repeats it. A refused upgrade is none. */
export function closesInOutput(output: string): readonly ToldClose[] {
  const text = output.slice(0, most);
  const found = [...inFrames(text), ...withoutFrame(text), ...inWords(text)];
  return [...new Map(found.map((close) => [`${close.code} ${close.closedBy}`, close])).values()].slice(0, mostFound);
}

function inFrames(text: string): readonly ToldClose[] {
  return [...text.matchAll(frames)].map(([, verb, number, said]) => {
    const closedBy = verb === 'received' ? 'server' : 'client';
    return closeOf(Number(number), closedBy, said);
  });
}

function withoutFrame(text: string): readonly ToldClose[] {
  return [...text.matchAll(noFrame)].map(() => closeOf(1006, 'nobody', undefined));
}

function inWords(text: string): readonly ToldClose[] {
  // What was read as a sentence of frames is not read again as words.
  const rest = text.replaceAll(frames, ' ').replaceAll(noFrame, ' ');
  return [oldStyle, aiohttp, words].flatMap((shape) => {
    return [...rest.matchAll(shape)].map(([, number, said]) => {
      const value = Number(number);
      return closeOf(value, value === 1006 ? 'nobody' : 'server', said);
    });
  });
}

function closeOf(value: number, closedBy: Closer, said: string | undefined): ToldClose {
  const reason = said?.trim() ?? '';
  return reason === '' ? { code: value, closedBy } : { code: value, closedBy, reason };
}
