import type { ApiCall, SlackJson } from './contract.ts';
import { parseJson } from './json.ts';
import { appLevelMethods, botMethods } from './methods/index.ts';
import type { Method } from './methods/method.ts';
import type { RateLimits } from './rate-limits.ts';
import { Refusal } from './refusal.ts';
import type { Stage } from './stage.ts';

export interface WebApiRequest {
  readonly method: string;
  readonly token: string;
  readonly arguments: SlackJson;
}

export interface WebApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: SlackJson;
}

/** The scopes of the app-level token. */
const appScopes = ['connections:write'];

/** Answers one call as Slack would: token, rate, scopes, arguments, in this order. */
export async function answerCall(
  request: WebApiRequest,
  stage: Stage,
  limits: RateLimits | undefined,
): Promise<WebApiAnswer> {
  try {
    const { method, scopes } = methodOf(request, stage);
    const retryAfterS = limits?.retryAfterS(request.method, method, request.arguments);
    if (retryAfterS !== undefined) return rateLimited(retryAfterS);
    assertScopes(method, scopes);
    const answer = await method.run(request.arguments, stage);
    const headers = { 'x-oauth-scopes': scopes.join(','), 'x-accepted-oauth-scopes': method.scopes.join(',') };
    return { status: 200, headers, body: { ...answer, ok: true } };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.code, error.details);
    throw error;
  }
}

function rateLimited(retryAfterS: number): WebApiAnswer {
  return {
    status: 429,
    headers: { 'retry-after': String(retryAfterS) },
    body: { ok: false, error: 'ratelimited' },
  };
}

export function refused(code: string, details: SlackJson = {}): WebApiAnswer {
  return { status: 200, headers: {}, body: { ...details, ok: false, error: code } };
}

function methodOf(request: WebApiRequest, stage: Stage): { method: Method; scopes: readonly string[] } {
  const { method: name, token } = request;
  const { appToken, botToken } = stage.credentials;
  const ofBot = botMethods.get(name);
  const ofApp = appLevelMethods.get(name);
  if (ofBot === undefined && ofApp === undefined) throw new Refusal('unknown_method', { req_method: name });
  if (token === '') throw new Refusal('not_authed');
  if (token !== botToken && token !== appToken) throw new Refusal('invalid_auth');
  if (token === appToken && ofApp !== undefined) return { method: ofApp, scopes: appScopes };
  if (token === botToken && ofBot !== undefined) return { method: ofBot, scopes: stage.app.scopes };
  throw new Refusal('not_allowed_token_type');
}

function assertScopes(method: Method, scopes: readonly string[]): void {
  const missing = method.scopes.filter((needed) => !needed.split('|').some((scope) => scopes.includes(scope)));
  if (missing.length === 0) return;
  const needed = missing.map((alternatives) => alternatives.replaceAll('|', ',')).join(',');
  throw new Refusal('missing_scope', { needed, provided: scopes.join(',') });
}

const jsonArguments = new Set(['blocks', 'attachments', 'metadata', 'view', 'files']);

/** Reads arguments from a form, with JSON inside, or from JSON. */
export function argumentsOf(contentType: string, text: string): SlackJson {
  if (contentType.includes('application/json')) return toRecord(parseJson(text));
  const entries = [...new URLSearchParams(text)].map(([name, value]): [string, unknown] =>
    jsonArguments.has(name) ? [name, parseJson(value) ?? value] : [name, value],
  );
  return Object.fromEntries(entries);
}

function toRecord(value: unknown): SlackJson {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  return {};
}

/** Calls that tests can look at; the oldest are forgotten. */
export class CallLog {
  readonly calls: ApiCall[] = [];

  add(call: ApiCall): void {
    this.calls.push(call);
    if (this.calls.length > 5_000) this.calls.shift();
  }
}
