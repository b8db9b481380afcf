import { readAnswer } from './assertion-answers.ts';
import { readEvents } from './assertion-events.ts';
import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import type { SaidError } from './said-error.ts';
import type { ToldFailure } from './told-failure.ts';
import { statusIn, timerIn, urlIn } from './told-words.ts';

/** Assertions of pytest (7.2, 8.4, 9.1) and of Node's assert, and errors that tests throw with words of their own. */
export const assertion: ErrorParser = {
  library: 'assertion',
  read: (error, told) => {
    if (!isAssertion(error)) return undefined;
    const status = statusOf(error, told);
    const shared = { error: nameOf(error), target: urlIn(error.message), timerSeconds: timerIn(error.message) };
    if (status !== undefined) return { ...shared, phase: 'http', status };
    const answer = readAnswer(error, told);
    if (answer !== undefined) return { ...shared, ...answer };
    if (isOfOtherUser(error, told)) return { ...shared, phase: 'assertion', crossUser: true };
    const events = readEvents(error.message);
    const waited = shared.timerSeconds !== undefined && events.missingEvent !== undefined;
    return { ...shared, phase: 'assertion', ...stage(error, waited), ...events };
  },
};

function isAssertion({ type, message }: SaidError): boolean {
  return /^(?:AssertionError|Failed|Exception|Error|)$/u.test(type) && message !== '';
}

function nameOf({ type }: SaidError): string {
  return type === '' ? 'AssertionError' : type;
}

/** `no event after agent_thinking within 4000 ms`: the conversation had begun, and then nothing came. */
function stage({ message }: SaidError, waited: boolean): PartialFacts {
  const isWait = waited || /\bno (?!answer|response)[\w ]{1,80} within \d/iu.test(message);
  if (!isWait) return {};
  const hasBegun = /\bafter (?!chat\b|\d)[\w.]{2,60}|unread: (?!nothing)\w/u.test(message);
  return { phase: hasBegun ? 'steady' : 'first-message', code: 'TIMEOUT' };
}

/** Those that tests assert, and those that come instead. */
const known = new Set([
  200, 201, 202, 204, 206, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 409, 406, 410, 413, 414, 422, 426, 429,
  431, 500, 501, 502, 503, 504,
]);

/** The status that came where another was asserted. Numbers alone are no statuses: something must call them so. */
function statusOf({ message }: SaidError, told: ToldFailure): number | undefined {
  const text = message.slice(0, 4_000);
  const pytest = /\bassert ([1-5]\d\d) (?:==|in|<|!=) [([{]?([1-5]\d\d)\b/u.exec(text);
  const node = /^([1-5]\d\d) !== ([1-5]\d\d)$/mu.exec(text);
  const [, came, wanted] = pytest ?? node ?? [];
  const isCalled =
    came !== undefined &&
    wanted !== undefined &&
    known.has(Number(wanted)) &&
    known.has(Number(came)) &&
    isCalledStatus(text, told);
  if (isCalled && came !== wanted) return Number(came);
  const response = /\bwhere (?:False|[1-5]\d\d) = <(?:Client)?Response[^\n]{0,300}?\[(\d{3})[^\]\n]{0,60}\]/u.exec(
    text,
  )?.[1];
  if (response !== undefined) return Number(response);
  return pytest === null && node === null ? statusIn(text.split('\n', 1)[0] ?? '') : undefined;
}

/** Node prints no line of source; an assertion of two statuses there has nothing else that numbers like these could be. */
function isCalledStatus(text: string, told: ToldFailure): boolean {
  if (/status|answered|<(?:Client)?Response\b|\blogin\b|https?:\/\//iu.test(text)) return true;
  const own = told.frames.filter(({ isOwn, code }) => isOwn && code !== '');
  if (own.length > 0) return own.some(({ code }) => /status/iu.test(code));
  return told.errors.some(({ code }) => code === 'ERR_ASSERTION');
}

const apart =
  /\b(?:another|other|wrong|foreign|different)(?:'s)?[ _-]users?\b|\bcross[ _-]?(?:user|tenant)\b|\b(?:users?|tenants?|isolation)\b[^\n]{0,60}\b(?:leak|violat|mix)|\bleak[^\n]{0,60}\busers?\b|\bisolation\b[^\n]{0,30}\b(?:broken|breach|fail)|\b(?:events?|messages?|data) (?:of|from|for) [^\n]{1,60} (?:reached|arrived at|(?:was|were) (?:delivered|sent|shown|visible) to)\b|\b(?:user|tenant)\b[^\n]{0,40}\b(?:received|got|saw|sees)\b[^\n]{0,40}\b(?:of|from|for|meant for) (?:user|tenant)\b/iu;

/** `ben got an event of anna`. */
const ofOther =
  /\b(\w{2,30}) (?:got|saw|sees|received|was sent|can see|has) (?:an? |the )?[\w ]{0,20}\b(?:events?|messages?|answers?|data) (?:of|for|from|that belongs? to) (?!\1\b)(?!the\b|an?\b|type\b)[A-Za-z]/u;

/** The message calls it so, or the asserted line compares users and something was left over. */
function isOfOtherUser({ message }: SaidError, told: ToldFailure): boolean {
  const text = message.slice(0, 4_000);
  if (ofOther.test(text)) return true;
  if (apart.test(text)) return true;
  const line = told.frames.find(({ isOwn, code }) => isOwn && code !== '')?.code ?? '';
  const compares = /\buser\w{0,10}["'\]]{0,3}\]? ?!= ?|!= ?\w{0,20}user/u.test(line);
  return compares && (/['"]?user\w{0,10}['"]?: /u.test(text) || /\bLeft contains \w{1,5} more items?\b/u.test(text));
}
