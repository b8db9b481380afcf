import type { Audit } from '#domain/audit.ts';
import type { CloseCount } from '#domain/close.ts';
import type { Environment } from '#domain/configuration.ts';
import type { Incident } from '#domain/incident.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';

import type { Fingerprint } from './fingerprint.ts';
import type { SettingsFile } from './settings/settings-file.ts';

/** Of the body of an answer that is read further. */
export const keptCharacters = 262_144;

/** What one service says of its variables. */
export interface ServiceReport {
  readonly service: string;
  readonly at: string;
  /** `GET https://api…/health/variables → 200, 12 names`. */
  readonly says: string;
  /** Why nothing is known: it does not answer, or not in this form. */
  readonly problem?: string | undefined;
  /** It answered 404: it has no such path. */
  readonly isAbsent: boolean;
  readonly set: ReadonlyMap<string, boolean>;
  /** Names that came with a value, which was thrown away at once. */
  readonly withValues: readonly string[];
}

/** What a look was for. */
export type LookPurpose = 'plain' | 'report' | 'version' | 'good' | 'bad' | 'none' | 'domain';

/** One measurement that was made for the audit. */
export interface Look {
  readonly purpose: LookPurpose;
  /** Of the configuration: service, websocket, or the domain. */
  readonly name: string;
  readonly endpoint: string;
  /** The path below the service. */
  readonly path?: string | undefined;
  /** The credential that it signed in with, or would have. */
  readonly auth?: string | undefined;
  readonly result: ProbeResult;
}

/** What a token says of itself; never the token. */
export interface TokenFacts {
  readonly credential: string;
  readonly kind: 'jwt' | 'login' | 'static';
  readonly problem?: string | undefined;
  readonly isJwt: boolean;
  readonly alg?: string | undefined;
  readonly kid?: string | undefined;
  readonly iss?: string | undefined;
  readonly aud?: string | undefined;
  readonly expiresAt?: string | undefined;
  readonly lifeSeconds?: number | undefined;
  readonly at: string;
}

/** What happened before. */
export interface History {
  /** The newest that passed and was proven; where none was, the newest that passed and was not invalid. */
  readonly green?: Run | undefined;
  /** Of this environment, ended, newest first, without this one. */
  readonly audits: readonly Audit[];
  readonly incidents: readonly Incident[];
  /** Closes of the last hour. */
  readonly closes: readonly CloseCount[];
  /** Measurements of the last hour, by whomever. */
  readonly points: number;
}

/** The version that is meant to run. */
export interface Intention {
  readonly version?: string | undefined;
  readonly gap?: string | undefined;
}

/** All that was gathered; the checks judge it and look at nothing else. */
export interface Evidence {
  readonly environment: Environment;
  readonly others: readonly Environment[];
  /** The folder of `e2e.yaml` and its name. */
  readonly file: string;
  readonly variables: Variables;
  readonly files: readonly SettingsFile[];
  readonly reports: readonly ServiceReport[];
  readonly looks: readonly Look[];
  /** Looks that were not made, since there were too many. */
  readonly leftOut: number;
  readonly tokens: readonly TokenFacts[];
  readonly intended: Intention;
  readonly history: History;
  readonly fingerprint: Fingerprint;
  /** False: this key is of this audit alone. */
  readonly isKeyKept: boolean;
  readonly now: Date;
}
