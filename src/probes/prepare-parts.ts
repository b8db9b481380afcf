import type { AuthForm, Environment } from '#domain/configuration.ts';
import type { Variables } from '#domain/setting.ts';

import type { AuthorityFiles } from './prepare-authorities.ts';
import { defaultLimits, type TimeLimits } from './probe.ts';
import type { Tokens } from './tokens.ts';

/** What is changed against the configured probe; it becomes `changed` of its result. */
export interface Changes {
  readonly token?: 'bad' | 'expired' | 'roomy' | 'none' | undefined;
  readonly 'auth-form'?: AuthForm | undefined;
  /** How many are opened at once; each of them says so. */
  readonly connections?: string | undefined;
  readonly 'http-version'?: 'h1' | 'h2' | undefined;
  readonly 'address-family'?: '4' | '6' | undefined;
  readonly route?: 'direct' | undefined;
  /** `on`: the proxy variables as a Python client takes them, also for this machine itself. */
  readonly 'proxy-variables'?: 'on' | 'off' | undefined;
  /** How long a websocket is held open in milliseconds, in place of `hold`; `0` not at all. */
  readonly hold?: string | undefined;
  /** Pings while it is held; or pings and the configured message. */
  readonly 'hold-with'?: 'pings' | 'messages' | undefined;
  /** How long nothing is read after the message was sent, several times, in milliseconds. */
  readonly unread?: string | undefined;
  /** Of a message to send and to see come back, in bytes; several with commas. */
  readonly size?: string | undefined;
}

export interface PrepareParts {
  readonly environment: Environment;
  readonly variables: Variables;
  readonly tokens: Tokens;
  readonly authorities: AuthorityFiles;
  /** Of the result. */
  readonly id: string;
  /** `here` unless named. */
  readonly location: string;
  readonly changed?: Changes | undefined;
}

/** Without what is not set. */
export function recordOf(changed: Changes | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(changed ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** What is left for the rest of a probe when the answer takes as long as it may. */
const marginMs = 5_000;

/** The usual limits, longer only where the configuration gives the answer (`within`) or the connection (`hold`) more time. */
export function limitsFor(times: {
  readonly withinMs?: number | undefined;
  readonly holdMs?: number | undefined;
}): TimeLimits {
  const { withinMs = 0, holdMs = 0 } = times;
  return {
    ...defaultLimits,
    answerMs: Math.max(defaultLimits.answerMs, withinMs + marginMs / 5),
    wallMs: Math.max(defaultLimits.wallMs, withinMs + marginMs) + holdMs,
  };
}
