import type { IncomingMessage } from 'node:http';
import type { ApiCall, SlackJson } from './contract.ts';
import { underFault, type Outcome } from './faults.ts';
import { readBody, targetOf } from './http-body.ts';
import { textOf } from './json.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Stage } from './stage.ts';
import { answerCall, argumentsOf, refused, type CallLog } from './web-api.ts';

const maxBodyBytes = 2 * 1024 * 1024;

export interface ApiParts {
  readonly stage: Stage;
  readonly limits: RateLimits | undefined;
  readonly log: CallLog;
}

type Result = Pick<ApiCall, 'ok' | 'error'>;

/** `POST /api/<method>`. */
export async function serveApi(parts: ApiParts, request: IncomingMessage): Promise<Outcome> {
  const at = Date.now();
  const url = targetOf(request);
  const body = await readBody(request, maxBodyBytes);
  if (body === undefined) return refused('request_too_large');
  const sent = {
    ...Object.fromEntries(url.searchParams),
    ...argumentsOf(request.headers['content-type'] ?? '', body.toString('utf8')),
  };
  const { token: _token, ...args } = sent;
  const method = url.pathname.slice('/api/'.length);
  const fault = parts.stage.faults.takeForCall(method);
  let result: Result = { ok: false, error: fault?.kind === 'error' ? fault.code : fault?.kind };
  const outcome = await underFault(fault, async () => {
    const call = { method, token: tokenOf(request, sent), arguments: args };
    const answer = await answerCall(call, parts.stage, parts.limits);
    result = { ok: answer.body['ok'] === true, error: textOf(answer.body, 'error') || undefined };
    return answer;
  });
  parts.log.add({ method, at, arguments: args, ...result });
  return outcome;
}

function tokenOf(request: IncomingMessage, args: SlackJson): string {
  const header = /^Bearer (?<token>\S+)$/u.exec(request.headers.authorization ?? '')?.groups?.['token'];
  return header ?? textOf(args, 'token');
}
