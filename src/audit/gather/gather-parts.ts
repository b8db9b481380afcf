import type { Configuration, Environment } from '#domain/configuration.ts';
import type { Variables } from '#domain/setting.ts';
import type { AuthorityFiles } from '#probes/prepare-authorities.ts';
import type { Prober } from '#probes/prober.ts';
import type { Tokens } from '#probes/tokens.ts';
import type { Store } from '#state/state.ts';

import type { Intention } from '../evidence.ts';

/** What gathering needs. */
export interface GatherParts {
  /** Of the audit: results are numbered below it. */
  readonly id: string;
  readonly environment: Environment;
  readonly configuration: Configuration;
  readonly variables: Variables;
  readonly prober: Pick<Prober, 'sweep'>;
  readonly tokens: Tokens;
  readonly authorities: AuthorityFiles;
  readonly store: Pick<Store, 'runs' | 'watch' | 'work'>;
  /** The version that is meant to run, where one is configured. Never rejects. */
  readonly intended: (environment: Environment, signal: AbortSignal) => Promise<Intention>;
  /** The data folder, which keeps the key of fingerprints. */
  readonly data: string;
  readonly now: () => Date;
}
