import type { PartialFacts } from './failure-facts.ts';
import type { SaidError } from './said-error.ts';
import type { ToldFailure } from './told-failure.ts';

const unwell = /\b(?:status|state)['"]?: ['"](?:degraded|unhealthy|down|error|failing|not[ _-]ready)['"]/iu;
const refusal = /^[+] {1,20}(?:error|detail): '|\bassert \{'(?:error|detail)': ['"{]/mu;
const closedEarly =
  /^(?:(?:the )?(?:web)?(?:socket|connection) (?:was |is )?)?closed (?:after|before|early|unexpectedly|by the server)\b/iu;
const tookTooLong = /\btook \d[\d.]{0,12} ?m?s\b[^\n]{0,60}\b(?:at most|allowed|limit|max|expected|budget)/iu;
const anotherVersion = /\b(?:another|other|wrong|old|stale|unexpected) version\b(?! number)|\bversion mismatch\b/iu;

/** What an assertion says of an answer that came: its body, its subprotocol, its version, how long it took. */
export function readAnswer({ message }: SaidError, told: ToldFailure): PartialFacts | undefined {
  const text = message.slice(0, 4_000);
  const line = text.split('\n', 1)[0] ?? '';
  if (/\bwhere None = <[^\n]{1,200}>\.subprotocol$/mu.test(text)) return { phase: 'upgrade', code: 'NO_SUBPROTOCOL' };
  if (closedEarly.test(line)) return { phase: 'steady', code: 'CLOSED_EARLY' };
  if (tookTooLong.test(line) || isTimeCompared(line, told)) return { phase: 'http', code: 'TOO_SLOW' };
  if (anotherVersion.test(line)) return { phase: 'http', code: 'OTHER_VERSION' };
  const isBody = refusal.test(text) || unwell.test(text);
  const isOfAnswer = isBody && (text.includes('+ actual - expected') || unwell.test(text) || askedForJson(told));
  return isOfAnswer ? { phase: 'http', code: 'UNEXPECTED_BODY' } : undefined;
}

/** The innermost own line takes an answer apart. */
export function askedForJson(told: ToldFailure): boolean {
  return ownLine(told).includes('.json()');
}

/** `assert 0.9 < 0.5` of a line that speaks of time. */
function isTimeCompared(line: string, told: ToldFailure): boolean {
  const isComparison = /^(?:AssertionError: )?assert \d{1,9}\.\d{1,20} <=? \d{1,9}(?:\.\d{1,20})?$/u.test(line);
  return isComparison && /duration|elapsed|latency|took|seconds|millis|response_time|_m?s\b/iu.test(ownLine(told));
}

function ownLine(told: ToldFailure): string {
  return told.frames.find(({ isOwn, code }) => isOwn && code !== '')?.code ?? '';
}
