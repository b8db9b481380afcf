import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, SlackJson } from './contract.ts';
import { readBody, sendJson, sendText } from './http-body.ts';
import { textOf } from './json.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Stage } from './stage.ts';
import { answerCall, argumentsOf, type CallLog, rateLimited, refused, type WebApiAnswer } from './web-api.ts';

const maxBodyBytes = 2 * 1024 * 1024;

export interface ApiParts {
  readonly stage: Stage;
  readonly limits: RateLimits | undefined;
  readonly log: CallLog;
}

const callFaults = ['ratelimited', 'server-error', 'hang', 'latency', 'lost-answer', 'error'] as const;

/** `POST /api/<method>`. */
export async function serveApi(parts: ApiParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const body = await readBody(request, maxBodyBytes);
  if (body === undefined) return sendJson(response, refused('request_too_large'));
  const sent = argumentsOf(request.headers['content-type'] ?? '', body.toString('utf8'));
  const { token: _token, ...args } = { ...Object.fromEntries(url.searchParams), ...sent };
  const method = url.pathname.slice('/api/'.length);
  const call = { method, token: tokenOf(request, sent), arguments: args };
  const fault = parts.stage.faults.take(callFaults, method);
  const answer = await answerWith(fault, () => answerCall(call, parts.stage, parts.limits));
  parts.log.add({ method, at: Date.now(), arguments: args, ...outcomeOf(answer) });
  if (answer === 'hang') return;
  if (answer.status >= 500) return sendText(response, answer.status, 'Internal Server Error');
  if (fault?.kind === 'lost-answer') response.destroy();
  else sendJson(response, answer);
}

async function answerWith(fault: Fault | undefined, work: () => Promise<WebApiAnswer>): Promise<WebApiAnswer | 'hang'> {
  switch (fault?.kind) {
    case 'ratelimited':
      return rateLimited(fault.retryAfterS ?? 1);
    case 'server-error':
      return { status: 500, headers: {}, body: {} };
    case 'error':
      return refused(fault.code ?? 'internal_error');
    case 'hang':
      return 'hang';
    case 'latency':
      await wait(fault.ms ?? 1_000, undefined, { ref: false });
      return work();
    case 'lost-answer':
    case 'drop-socket':
    case 'deliver-twice':
    case 'refuse-socket':
    case 'request-reconnect':
    case undefined:
      return work();
  }
}

function outcomeOf(answer: WebApiAnswer | 'hang'): { readonly ok: boolean; readonly error?: string | undefined } {
  if (answer === 'hang') return { ok: false, error: 'hang' };
  if (answer.status >= 500) return { ok: false, error: `http ${answer.status}` };
  return { ok: answer.body['ok'] === true, error: textOf(answer.body, 'error') || undefined };
}

function tokenOf(request: IncomingMessage, args: SlackJson): string {
  const header = /^Bearer (?<token>\S+)$/u.exec(request.headers.authorization ?? '')?.groups?.['token'];
  return header ?? textOf(args, 'token');
}
