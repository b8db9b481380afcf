import type { Run } from '#domain/run.ts';
import type { Store } from '#state/state.ts';

import type { AuditKnowledge } from './audit-finding.ts';

interface Loops {
  readonly work: { readonly loops: Pick<Store['work']['loops'], 'list'> };
}

type Deployed = AuditKnowledge['deployed'];

/** How far back a change is looked for, in loops. */
const lookedAt = 20;

/** The newest change of an environment that passed, as the loops wrote it down. */
export async function deployedOn(environment: string, { work }: Loops): Promise<Deployed> {
  const loops = await work.loops.list({ environment, limit: lookedAt });
  const changes = loops.flatMap(({ id, rounds }) =>
    rounds.flatMap(({ number, change, versionsAfter }) =>
      change?.state === 'passed' && change.endedAt !== undefined
        ? [{ name: `${change.name} of ${id}, round ${number}`, endedAt: change.endedAt, versions: versionsAfter }]
        : [],
    ),
  );
  return changes.toSorted((one, other) => Date.parse(other.endedAt) - Date.parse(one.endedAt))[0];
}

/** The same for a run of our own that has just ended: a change may have come to its end while it ran. */
export async function deployedSince(
  { environment, startedAt, queuedAt }: Pick<Run, 'environment' | 'startedAt' | 'queuedAt'>,
  store: Loops,
): Promise<Deployed> {
  const deployed = await deployedOn(environment, store);
  return deployed && { ...deployed, runStartedAt: startedAt ?? queuedAt };
}
