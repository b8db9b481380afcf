import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import type { SaidError } from './said-error.ts';
import type { ToldFailure } from './told-failure.ts';
import { phaseOfConversation } from './told-words.ts';

const told1006 =
  /\bno close frame (?:was )?(?:received|sent)\b(?: or (?:sent|received))?|\bclosed abnormally\b|\bConnection to remote host was lost\b/iu;
const framed = /\b(received|sent) (1\d{3}|[34]\d{3}) \([^)\n]{0,80}\)([^;\n]{0,300})/u;
/** What tests print of a close event: `closed with 1011 Internal error`, `code: 1011, reason: "x"`, `code=1006`. */
const words =
  /\bclos(?:e|ed|ing)(?:event)?\b[^\d\n]{0,80}?\b(1\d{3}|[34]\d{3})\b(?!\s*(?:ms|s|bytes|B)\b)[,:;)]? ?(?:\(?["']?reason["']?\s*[:=]?\s*)?["']?([^"'\n]{0,300})/iu;

/** As Python prints what was received: the first of the two frames of a `ConnectionClosed`. */
const frame = /\bConnectionClosed\w{0,5}\((?:rcvd=)?Close\(code=(1\d{3}|[34]\d{3}), reason=['"]([^'"\n]{0,300})/u;

/** A close that the team's own code tells of, whatever its client. Of an error of a known library the library's parser speaks. */
export const closes: ErrorParser = {
  library: 'closes',
  read: (error, told) => {
    if (
      !/^(?:Error|AssertionError|RuntimeError|Exception|CloseEvent|WebSocketError|ConnectionError|Failed|)$/u.test(
        error.type,
      )
    )
      return undefined;
    const facts = closeIn(error.message.slice(0, 4_000));
    return facts && { phase: phaseOf(error, told), error: `CLOSE_${facts.closeCode}`, ...facts };
  },
};

function closeIn(message: string): PartialFacts | undefined {
  const [, printed, cause = ''] = frame.exec(message) ?? [];
  if (printed !== undefined) return { closeCode: Number(printed), closedBy: 'server', closeReason: cleaned(cause) };
  if (/\b(?:enclos|disclos)/iu.test(message) || isExpectation(message)) return undefined;
  const [, verb, code, reason = ''] = framed.exec(message) ?? [];
  if (code !== undefined) {
    const closedBy = verb === 'received' ? 'server' : 'client';
    return { closeCode: Number(code), closedBy, closeReason: cleaned(reason) };
  }
  if (told1006.test(message)) return { closeCode: 1006, closedBy: 'nobody' };
  const [, said, why = ''] = words.exec(message) ?? [];
  if (said === undefined) return undefined;
  if (said === '1006') return { closeCode: 1006, closedBy: 'nobody' };
  return { closeCode: Number(said), closedBy: 'server', closeReason: cleaned(why) };
}

/** `expected the socket to close with 1008`: what did not happen. */
function isExpectation(message: string): boolean {
  return /\b(?:expected|should|must|never|not|did not|didn't)\b[^\n]{0,80}\bclos(?:e|ed)\b/iu.test(
    message.split('\n', 1)[0] ?? '',
  );
}

function cleaned(reason: string): string {
  return reason
    .trim()
    .replace(/^[-–:,]\s*/u, '')
    .replace(/[)}\]]+$/u, '')
    .trim();
}

function phaseOf(error: SaidError, told: ToldFailure): PartialFacts['phase'] {
  return /\bquiet\b|\bidle\b|\bstay open\b|\bafter \d{1,5}(?:\.\d+)? ?m?s\b/iu.test(error.message)
    ? 'steady'
    : phaseOfConversation(told);
}
