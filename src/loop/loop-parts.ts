import type { Configuration } from '#domain/configuration.ts';
import type { Loop } from '#domain/loop.ts';
import type { OperatorError } from '#domain/operator-error.ts';
import type { Redactor } from '#domain/redact.ts';
import type { Variables } from '#domain/setting.ts';
import type { AuthorityFiles } from '#probes/prepare-authorities.ts';
import type { Prober } from '#probes/prober.ts';
import type { Tokens } from '#probes/tokens.ts';
import type { Store } from '#state/state.ts';
import type { Guardian } from '#suites/guardian.ts';

export interface LoopWorkerParts {
  readonly store: Pick<Store, 'runs' | 'locks' | 'watch' | 'work' | 'subscribe'>;
  readonly configuration: () => Configuration;
  readonly variables: Variables;
  readonly redactor: () => Redactor;
  /** Ends the commands that it began when this program dies. */
  readonly guardian: Guardian;
  readonly prober: Pick<Prober, 'probe'>;
  readonly tokens: Tokens;
  readonly authorities: AuthorityFiles;
  /** The data folder: the markers of commands are made from it. */
  readonly data: string;
  readonly now: () => Date;
  /** Told each time that the disk refused to take a record; it is tried again. */
  readonly onTrouble: (error: OperatorError) => void;
  /** Told of bugs; the loop itself ends red. */
  readonly onBug: (error: unknown, loopId: string) => void;
  /** Which loops are this worker's; absent: all. */
  readonly takes?: ((loop: Loop) => boolean) | undefined;
}
