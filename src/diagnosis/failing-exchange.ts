import type { Phase } from '#domain/diagnosis.ts';
import type { Exchange, TestResult } from '#domain/test-result.ts';

import type { FailureFacts } from './errors/failure-facts.ts';
import { gaveUp } from './gave-up.ts';
import { leadsToSignIn } from './sign-in-page.ts';
import { targetUrl } from './target-url.ts';

/** It came no further than to a connection: what was asked before it was another thing. */
const nothingSent = new Set<Phase>(['before-io', 'dns', 'tcp', 'tls']);
const ofSocket = new Set<Phase>(['upgrade', 'first-message', 'steady', 'close']);
/** What a test stumbles over that takes an error for the answer it had hoped for. */
const notAsHoped = /^(?:KeyError|TypeError|AttributeError|IndexError|SyntaxError|JSONDecodeError)$/u;

/** What engine.io-client says, and no more, where a step of its polling was refused. */
const ofPolling = /\b(?:xhr (?:poll|post)|fetch (?:read|write)) error\b/u;

export interface FailingExchange extends Exchange {
  /** Its answer led elsewhere, and its client went there. */
  readonly isFollowed?: boolean | undefined;
}

/**
 * What a failure leaves open and the recorder has seen: which request it is about, and, where the text speaks of no answer, that it
 * was a server error. Nothing where it might be another request.
 */
export function withExchange(facts: FailureFacts, exchange: FailingExchange | undefined): FailureFacts {
  if (exchange === undefined) return facts;
  if (exchange.isFollowed) return ofRedirect(facts, exchange);
  const target = isSamePlace(facts.target, exchange.url) ? exchange.url : facts.target;
  const { method } = exchange;
  return isUnsaid(facts) && isRefusal(exchange, facts)
    ? { ...facts, method, phase: isSocket(exchange) ? 'upgrade' : 'http', status: exchange.status, target }
    : { ...facts, method, phase: phaseOf(facts, exchange), target };
}

/** Its client followed where it was sent, and the text speaks of what it found there. */
function ofRedirect(facts: FailureFacts, exchange: Exchange): FailureFacts {
  const { method, status, url } = exchange;
  const isOpen = isUnsaid(facts) || facts.phase === 'http' || facts.phase === 'upgrade';
  const phase = isSocket(exchange) ? 'upgrade' : 'http';
  return isOpen ? { ...facts, method, phase, status, target: url } : { ...facts, method };
}

/** The words of most clients are the same for a request, for the upgrade to a conversation and for a conversation. */
function phaseOf({ phase, status, error, code }: FailureFacts, exchange: Exchange): Phase {
  // What took too long for the test was a conversation.
  if (isOfTime({ code }) && isSocket(exchange) && exchange.status === switched) return 'assertion';
  if (!isSocket(exchange) || !(phase === 'http' || phase === 'unknown' || phase === 'assertion')) return phase;
  if (code === 'NOT_JSON' && exchange.status === switched) return 'first-message';
  const isRefused = exchange.status !== undefined && exchange.status !== switched;
  if (isRefused && (status === exchange.status || phase === 'http')) return 'upgrade';
  if (!gaveUp({ error }) || isRefused) return phase;
  return exchange.status === undefined ? 'upgrade' : 'first-message';
}

/** The request that a failure is about; undefined where none was seen, or several may be meant. */
export function failingExchange(facts: FailureFacts, { exchanges = [] }: TestResult): FailingExchange | undefined {
  const last = lastOf(facts, exchanges);
  return last === undefined ? undefined : beforeRedirects(last, exchanges);
}

/** A request whose answer led elsewhere, and what was found there is no better; else the request itself. */
function beforeRedirects(last: Exchange, exchanges: readonly Exchange[]): FailingExchange {
  const index = exchanges.lastIndexOf(last);
  const before = exchanges.slice(0, index);
  const first = before[before.findLastIndex(({ status }) => !isRedirect(status)) + 1];
  const isError = last.status === undefined || last.status >= 400;
  if (first === undefined || (isError && !leadsToSignIn(last.url)) || isSamePath(first, last)) return last;
  return { ...first, isFollowed: true };
}

function isRedirect(status = 0): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** Only its scheme or its last slash was put right. */
function isSamePath(...both: readonly [Exchange, Exchange]): boolean {
  const [one, other] = both.map(({ url }) => URL.parse(url)?.pathname.replace(/\/$/u, ''));
  return one === other;
}

function lastOf(facts: FailureFacts, exchanges: readonly Exchange[]): Exchange | undefined {
  if (nothingSent.has(facts.phase)) return undefined;
  const sockets = exchanges.filter(isSocket);
  const last = exchanges.at(-1);
  if (isOfSocket(facts)) return sockets.at(-1) ?? (facts.phase === 'assertion' ? last : undefined);
  if (facts.status !== undefined) return exchanges.findLast(({ status }) => status === facts.status);
  if (isOfTime(facts) && last !== undefined && isSocket(last)) return last;
  const requests = exchanges.filter((each) => !sockets.includes(each));
  const isOneKind = sockets.length === 0 || requests.length === 0;
  const refused = requests.findLast((each) => isRefusal(each, facts));
  const unanswered = exchanges.findLast(({ status }) => status === undefined);
  if (gaveUp(facts) && unanswered !== undefined) return unanswered;
  if (facts.phase === 'http' && !gaveUp(facts)) return unanswered ?? (isOneKind ? last : undefined);
  // Whether a conversation or a request beside it went wrong cannot be told.
  return refused ?? (last === sockets.at(-1) || sockets.length === 0 ? last : undefined);
}

const switched = 101;

/** The test has a budget of its own, and says how much of it was taken. */
function isOfTime({ code }: Pick<FailureFacts, 'code'>): boolean {
  return code === 'TOO_SLOW';
}

function isSocket({ url }: Exchange): boolean {
  return /^wss?:/u.test(url);
}

/** An answer that explains why the test did not find what it looked for. */
function isRefusal({ status = 0 }: Exchange, { error, excerpt }: FailureFacts): boolean {
  const isNamed = excerpt.split(/\D+/u).includes(String(status)) || ofPolling.test(excerpt);
  return status >= (isNamed || notAsHoped.test(error) ? 400 : 500);
}

function isUnsaid({ phase, error, status, missingEvent, eventOrder, crossUser }: FailureFacts): boolean {
  const isOpen = phase === 'assertion' || phase === 'unknown' || phase === 'setup' || notAsHoped.test(error);
  return isOpen && [status, missingEvent, eventOrder, crossUser].every((fact) => fact === undefined);
}

function isOfSocket({ phase, closeCode, missingEvent, eventOrder, crossUser }: FailureFacts): boolean {
  return ofSocket.has(phase) || [closeCode, missingEvent, eventOrder, crossUser].some((fact) => fact !== undefined);
}

/** The text names nobody, or this one less exactly. */
function isSamePlace(told: string | undefined, url: string): boolean {
  if (told === undefined) return true;
  const seen = URL.parse(url);
  // What stands in the source may be the beginning of a path.
  if (told.startsWith('/')) return seen?.pathname.startsWith(told) === true;
  const named = targetUrl(told);
  return named !== undefined && named.host === seen?.host && ['/', seen.pathname].includes(named.pathname);
}
