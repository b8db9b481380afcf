import type { Phase } from '#domain/diagnosis.ts';

import type { ErrorParser, PartialFacts } from './failure-facts.ts';
import type { SaidError } from './said-error.ts';
import type { ToldFailure } from './told-failure.ts';
import { phaseOfConversation, targetIn } from './told-words.ts';

type Reading = (error: SaidError, told: ToldFailure) => PartialFacts;

/**
 * Python's `websockets`, recorded with 10.4 (legacy client), 15.0, 16.1 and 17.1. The words in brackets after a close code
 * differ by version: 1011 is `unexpected error` in 10, `internal error` later; only the code is read. A refused upgrade is
 * `InvalidStatusCode` in the legacy client, `InvalidStatus` in the one that is the default from 14 on.
 */
const readings: Readonly<Record<string, Reading>> = {
  ConnectionClosedError: closed,
  ConnectionClosedOK: closed,
  ConnectionClosed: closed,
  InvalidStatusCode: refused,
  InvalidStatus: refused,
  RejectHandshake: refused,
  InvalidMessage: (_, told) => causeOfInvalid(told),
  InvalidUpgrade: () => ({ phase: 'upgrade', code: 'INVALID_UPGRADE' }),
  InvalidHeader: () => ({ phase: 'upgrade', code: 'INVALID_HEADER' }),
  InvalidHeaderValue: () => ({ phase: 'upgrade', code: 'INVALID_HEADER' }),
  InvalidHeaderFormat: () => ({ phase: 'upgrade', code: 'INVALID_HEADER' }),
  NegotiationError: negotiation,
  InvalidHandshake: (error) =>
    /extension|subprotocol/u.test(error.message) ? negotiation(error) : { phase: 'upgrade' },
  RedirectHandshake: (error) => ({ phase: 'upgrade', code: 'REDIRECT', target: targetIn(error.message) }),
  AbortHandshake: refused,
  InvalidURI: (error) => ({ phase: 'before-io', code: 'INVALID_URL', target: targetIn(error.message) }),
  PayloadTooBig: () => ({ phase: 'steady', closeCode: 1009, closedBy: 'client' }),
  ProxyError: () => ({ phase: 'tcp', code: 'PROXY' }),
  InvalidProxy: () => ({ phase: 'before-io', code: 'PROXY' }),
  InvalidProxyStatus: (error) => ({
    phase: 'tcp',
    code: 'PROXY',
    status: Number(/HTTP (\d{3})/u.exec(error.message)?.[1]) || undefined,
  }),
};

export const websockets: ErrorParser = {
  library: 'websockets',
  read: (error, told) => {
    const isTheirs = error.module.startsWith('websockets') || (error.module === '' && isInTrace(told));
    const reading = Object.hasOwn(readings, error.type) ? readings[error.type] : undefined;
    if (reading !== undefined && (isTheirs || error.type.startsWith('ConnectionClosed'))) {
      return { error: error.type, ...reading(error, told), library: libraryOf(error, told) };
    }
    return handshake(error, told) ?? argument(error, told);
  },
};

/** 10: a bare `TimeoutError` out of `__await_impl_timeout__`; later `timed out during opening handshake`. */
function handshake(error: SaidError, told: ToldFailure): PartialFacts | undefined {
  if (error.type !== 'TimeoutError') return undefined;
  const said = /timed out (?:during opening handshake|while waiting for handshake response)/u.test(error.message);
  const isBare = error.message === '' && told.frames.some(({ name }) => name === '__await_impl_timeout__');
  if (!said && !isBare) return undefined;
  return { phase: 'upgrade', error: 'TimeoutError', code: 'TIMEOUT', library: libraryOf(error, told) };
}

/** Raised before a socket is opened. */
function argument(error: SaidError, told: ToldFailure): PartialFacts | undefined {
  if (error.type === 'ValueError' && /^invalid subprotocol\b/u.test(error.message)) {
    return { phase: 'before-io', error: 'ValueError', code: 'INVALID_SUBPROTOCOL', library: libraryOf(error, told) };
  }
  if (error.type !== 'TypeError') return undefined;
  if (!/unexpected keyword argument '(?:extra_headers|additional_headers)'/u.test(error.message)) return undefined;
  return { phase: 'before-io', error: 'TypeError', code: 'UNEXPECTED_ARGUMENT', library: libraryOf(error, told) };
}

const firstFrame =
  /^(received|sent) (\d{4}) \([^)\n]{0,80}\)(?: ([^\n]{0,400}?))??(?:; (?:then (?:sent|received) \d{4}|no close frame received)[^\n]{0,600})?$/u;
const oldStyle = /\bcode = (\d{4}) \([^)\n]{0,80}\), (?:no reason|reason = ([^\n]{0,300}))/u;

function closed({ message }: SaidError, told: ToldFailure): PartialFacts {
  const line = message.split('\n', 1)[0] ?? '';
  if (line.startsWith('no close frame received or sent')) {
    return { phase: phaseOfConversation(told), closeCode: 1006, closedBy: 'nobody' };
  }
  const [, verb, code, reason = ''] = firstFrame.exec(line) ?? [];
  if (code !== undefined) {
    const closedBy = verb === 'received' ? 'server' : 'client';
    // Our own pings went unanswered for a while: it had been open for long.
    const isLater = closedBy === 'client' && /keepalive/u.test(reason);
    const phase = isLater ? 'steady' : phaseOfConversation(told);
    return { phase, closeCode: Number(code), closedBy, closeReason: reason.trim() };
  }
  const [, old, said = ''] = oldStyle.exec(line) ?? [];
  if (old === undefined) return { phase: phaseOfConversation(told) };
  const isNobody = old === '1006';
  const who = isNobody
    ? ({ closedBy: 'nobody' } as const)
    : ({ closedBy: 'server', closeReason: said.trim() } as const);
  return { phase: phaseOfConversation(told), closeCode: Number(old), ...who };
}

function refused({ message }: SaidError): PartialFacts {
  const status = Number(/HTTP (\d{3})\b/u.exec(message)?.[1]);
  return Number.isNaN(status) ? { phase: 'upgrade' } : { phase: 'upgrade', status };
}

function negotiation({ message }: SaidError): PartialFacts {
  const code = /subprotocol/u.test(message) ? 'SUBPROTOCOL' : 'EXTENSION';
  return { phase: 'upgrade', code };
}

/** Of `did not receive a valid HTTP response` the cause says whether there was any answer. */
function causeOfInvalid(told: ToldFailure): { readonly code: string; readonly phase: Phase } {
  const said = told.errors.map(({ type, message }) => `${type}: ${message}`).join('\n');
  if (/ConnectionResetError|Connection reset by peer/u.test(said)) return { code: 'ECONNRESET', phase: 'upgrade' };
  // 10 does not say how much had come, and later ones tell a reset in the same words.
  const isEmpty = /stream ends after 0 bytes/u.test(said);
  return { code: isEmpty ? 'CLOSED_WITHOUT_RESPONSE' : 'INVALID_RESPONSE', phase: 'upgrade' };
}

function isInTrace(told: ToldFailure): boolean {
  return told.frames.some(({ file }) => /\/websockets\//u.test(file));
}

function libraryOf({ type }: SaidError, told: ToldFailure): string {
  const version = /\bwebsockets[-/= ]{1,2}(\d{1,3}\.\d{1,3}(?:\.\d{1,3})?)\b/u.exec(told.text)?.[1];
  if (version !== undefined) return `websockets ${version}`;
  if (type === 'InvalidStatusCode' || told.frames.some(({ file }) => file.includes('/websockets/legacy/'))) {
    return 'websockets, legacy client (default before 14)';
  }
  const isNew = told.frames.some(({ file }) => file.includes('/websockets/asyncio/'));
  if (isNew) return 'websockets 13 or later';
  return told.frames.some(({ file }) => file.includes('/websockets/sync/'))
    ? 'websockets 11 or later, threaded client'
    : 'websockets';
}
