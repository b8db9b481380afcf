import type { ChangeRecord } from '#domain/loop.ts';
import type { Run } from '#domain/run.ts';
import type { WorkStore } from '#state/work.ts';

import type { NewObservation } from './observation-book.ts';

export interface DeployParts {
  readonly store: { readonly loops: Pick<WorkStore['loops'], 'list'> };
  readonly now: Date;
}

const mostLoops = 20;

interface Deploy extends ChangeRecord {
  readonly loop: string;
  readonly versions: string;
}

/** What our own deploys of the environment say of a run: whether one went on meanwhile, and how the last before it ended. */
export async function observeDeploys(run: Run, { store, now }: DeployParts): Promise<readonly NewObservation[]> {
  const loops = await store.loops.list({ environment: run.environment, limit: mostLoops });
  const deploys = loops.flatMap(({ id, rounds }) =>
    rounds.flatMap(({ change, versionsBefore, versionsAfter }): readonly Deploy[] =>
      change === undefined ? [] : [{ ...change, loop: id, versions: sayVersions(versionsBefore, versionsAfter) }],
    ),
  );
  if (deploys.length === 0) return [];
  const from = run.startedAt ?? run.queuedAt;
  const to = run.endedAt ?? now.toISOString();
  const during = deploys.find(({ startedAt, endedAt }) => startedAt < to && (endedAt ?? now.toISOString()) > from);
  const [last] = deploys
    .filter(({ endedAt }) => endedAt !== undefined && endedAt <= from)
    .toSorted((one, other) => (other.endedAt ?? '').localeCompare(one.endedAt ?? ''));
  const seen: readonly Seen[] = [
    {
      fact: 'deploy.during-run',
      value: during !== undefined,
      says:
        during === undefined
          ? `none of ${deploys.length} known deploys went on while ${run.id} ran`
          : `while ${run.id} ran, ${sayDeploy(during)}`,
      raw: rawOf(during),
      group: 'deploy:during',
    },
    ...ofLast(last, from),
  ];
  return seen.map((each) => ({ source: 'deploy', at: from, isControlled: false, ...each }));
}

type Seen = Omit<NewObservation, 'source' | 'at' | 'isControlled'>;

function ofLast(last: Deploy | undefined, from: string): readonly Seen[] {
  if (last === undefined) return [];
  const seconds = Math.round((Date.parse(from) - Date.parse(last.endedAt ?? from)) / 1_000);
  const says = `the last deploy before, ${seconds} s earlier: ${sayDeploy(last)}`;
  const raw = rawOf(last);
  return [
    { fact: 'deploy.last', value: last.state === 'passed' ? 'passed' : 'failed', says, raw, group: 'deploy:last' },
    { fact: 'deploy.seconds-before', value: seconds, says, raw, group: 'deploy:last' },
  ];
}

function sayDeploy({ name, loop, state, startedAt, endedAt, versions }: Deploy): string {
  const ended = endedAt === undefined ? 'has not ended' : `ended ${endedAt}`;
  return `${name} of ${loop} began ${startedAt}, ${ended} (${state})${versions}`;
}

function sayVersions(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(after).map(
    ([service, version]) => `${service} ${before[service] ?? 'unknown'} → ${version}`,
  );
  return pairs.length === 0 ? '' : `; versions: ${pairs.join(', ').slice(0, 200)}`;
}

function rawOf(deploy: Deploy | undefined): string | undefined {
  return deploy === undefined ? undefined : [deploy.command.join(' '), ...deploy.tail].join('\n').slice(0, 1_000);
}
