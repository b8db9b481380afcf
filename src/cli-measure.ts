import { createAuthorityFiles, type AuthorityFiles } from '#probes/prepare-authorities.ts';
import type { Prober } from '#probes/prober.ts';
import { startProber } from '#probes/start-prober.ts';
import { createTokens, type Tokens } from '#probes/tokens.ts';

import type { Session } from './cli-session.ts';
import { workHere, type Here, type WorkParts } from './cli-work.ts';

/** What every worker needs that asks endpoints. */
export interface MeasureParts extends WorkParts {
  readonly prober: Prober;
  readonly tokens: Tokens;
  readonly authorities: AuthorityFiles;
}

/** As `workHere`, with what measures: the thread of the probes begins with the first one. */
export function measureHere<T>(session: Session, here: Here<T, MeasureParts>): Promise<T> {
  return workHere(session, {
    ...here,
    start(parts, signal) {
      const { redactor, variables, now, onBug } = parts;
      const prober = startProber({ redactor, onBug: (bug) => onBug(bug, 'prober') });
      const authorities = createAuthorityFiles();
      const tokens = createTokens({ variables, authorities, now });
      const workers = here.start({ ...parts, prober, tokens, authorities }, signal);
      return {
        async settled() {
          await workers.settled();
          await prober.close();
        },
      };
    },
  });
}
