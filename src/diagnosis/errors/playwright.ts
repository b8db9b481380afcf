import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import { networkCodeIn } from './network-codes.ts';
import { targetIn, timerIn } from './told-words.ts';

const action =
  /^((?:page|frame|locator|browser(?:Context)?|apiRequestContext|request|expect|elementHandle)\.\w{1,40}): /u;

/** Playwright, recorded with playwright-core 1.65 and Chromium; the Python package writes the same sentences after `Page.goto: `. */
export const playwright: ErrorParser = {
  library: 'playwright',
  read: ({ message, module }) => {
    const said = message.slice(0, 4_000).replace(/^[A-Z]/u, (letter) => letter.toLowerCase());
    const verb = action.exec(said)?.[1];
    if (verb === undefined && !module.startsWith('playwright')) return undefined;
    const facts = network(said) ?? timeout(said, verb ?? '') ?? gone(said);
    return facts && { library: 'playwright', timerSeconds: timerIn(said), target: targetIn(said), ...facts };
  },
};

function network(said: string): PartialFacts | undefined {
  const name = /\bnet::(ERR_[A-Z_]{1,60})/u.exec(said)?.[1];
  const found = networkCodeIn(name ?? said.split('\n', 1)[0] ?? '');
  if (found !== undefined) return { phase: found.phase, code: found.code, error: name ?? found.code };
  if (/\bsocket hang up\b/u.test(said))
    return { phase: 'http', code: 'CLOSED_WITHOUT_RESPONSE', error: 'socket hang up' };
  return name === undefined ? undefined : { phase: 'http', code: ofBrowser[name] ?? name, error: name };
}

const ofBrowser: Readonly<Record<string, string>> = {
  ERR_EMPTY_RESPONSE: 'CLOSED_WITHOUT_RESPONSE',
  ERR_INVALID_HTTP_RESPONSE: 'INVALID_RESPONSE',
  ERR_TOO_MANY_REDIRECTS: 'REDIRECT',
};

/** Waiting for a page or an answer is one thing, waiting for something on the page another. */
function timeout(said: string, verb: string): PartialFacts | undefined {
  if (!/\bTimeout \d{1,7}ms exceeded\b/iu.test(said)) return undefined;
  const isRequest = /\.(?:goto|reload|get|post|put|delete|fetch|waitForResponse|waitForRequest|waitForURL)$/u.test(
    verb,
  );
  return { phase: isRequest ? 'http' : 'assertion', code: 'TIMEOUT', error: 'TimeoutError' };
}

/** `Failed to fetch` inside a page is all that a browser tells a script. */
function gone(said: string): PartialFacts | undefined {
  if (/: TypeError: (?:Failed to fetch|NetworkError when attempting|Load failed)/u.test(said)) {
    return { phase: 'unknown', code: 'FAILED_TO_FETCH', error: 'Failed to fetch' };
  }
  const isGone = /\bTarget (?:page, context or browser has been|closed)|\bBrowser has been closed|\bPage crashed/u.test(
    said,
  );
  return isGone ? { phase: 'unknown', code: 'BROWSER_GONE', error: 'BROWSER_GONE' } : undefined;
}
