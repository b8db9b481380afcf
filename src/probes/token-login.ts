import type { Credential, Environment } from '#domain/configuration.ts';
import { atPointer } from '#domain/json-pointer.ts';
import type { Variables } from '#domain/setting.ts';

import type { AuthorityFiles } from './prepare-authorities.ts';
import { prepareReach } from './prepare-reach.ts';
import { joinPath, parseAddress, resolveAll, type Problem } from './prepare-settings.ts';
import { defaultLimits, type Reach } from './probe.ts';
import { codeOf, withoutToken } from './probe-fault.ts';
import { postJson, type PostAnswer } from './token-post.ts';

export type LoginCredential = Extract<Credential, { kind: 'login' }>;

export interface LoginParts {
  readonly environment: Environment;
  readonly variables: Variables;
  readonly authorities: AuthorityFiles;
}

const limits = { wallMs: 5_000, mostBytes: 64 * 1024 };
const longestToken = 16 * 1024;

/** Signs in on a fresh connection within 5 s. Never rejects: what went wrong is told, without the body of the answer. */
export async function login(
  credential: LoginCredential,
  parts: LoginParts,
  signal: AbortSignal,
): Promise<{ readonly token: string } | Problem> {
  const prepared = await prepareLogin(credential, parts);
  if ('problem' in prepared) return prepared;
  const where = whereOf(prepared.reach);
  try {
    const answer = await postJson(prepared, limits, signal);
    return tokenOf(answer, credential.token, where);
  } catch (error) {
    if (signal.aborted) return noToken(`${where} was stopped`);
    return { problem: withoutToken(error, `${where} ${sayFailure(error)}`) };
  }
}

interface PreparedLogin {
  readonly reach: Reach;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
}

async function prepareLogin(credential: LoginCredential, parts: LoginParts): Promise<PreparedLogin | Problem> {
  const { environment, variables, authorities } = parts;
  const service = environment.services.get(credential.service);
  const names = Object.keys(credential.body);
  const resolved = resolveAll(
    [
      { key: `services.${credential.service}.url`, setting: service?.url ?? '' },
      ...names.map((name) => ({ key: `login.body.${name}`, setting: credential.body[name] ?? '' })),
    ],
    variables,
  );
  if ('problem' in resolved) return resolved;
  const [base = '', ...values] = resolved.values;
  const address = parseAddress(base, `services.${credential.service}.url`, ['http:', 'https:']);
  if ('problem' in address) return address;
  const url = joinPath(address.url, credential.path);
  const reach = await prepareReach({ environment, variables, authorities }, { url, limits: defaultLimits });
  if ('problem' in reach) return reach;
  const headers: PreparedLogin['headers'] =
    address.authorization === undefined ? {} : { authorization: address.authorization };
  return { reach, headers, body: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])) };
}

function tokenOf({ status, text }: PostAnswer, pointer: string, where: string): { readonly token: string } | Problem {
  if (status < 200 || status > 299) return noToken(`${where} answered ${status}`);
  const found = atPointer(parseJson(text), pointer);
  if (typeof found === 'string' && found !== '' && found.length <= longestToken) return { token: found };
  return noToken(`${where} answered ${status} without a token at "${pointer}"`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noToken(message: string): Problem {
  return { problem: withoutToken(undefined, message) };
}

function whereOf({ url }: Reach): string {
  const { host, pathname } = new URL(url);
  return `POST ${host}${pathname}`;
}

function sayFailure(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `did not answer within ${limits.wallMs / 1_000} s`;
  return error instanceof RangeError ? `gave ${error.message}` : `failed: ${codeOf(error)}`;
}
