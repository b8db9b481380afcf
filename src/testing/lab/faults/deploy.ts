import type { Fault } from '../fault.ts';
import { mergeSettings, withReplica, withService, withTeam } from '../plan.ts';
import type { Failing } from '../settings.ts';
import { startService, type RunningService } from '../start-service.ts';
import type { System } from '../start-system.ts';

const family = 'deploy';

export const deployFaults: readonly Fault[] = [
  {
    id: 'deploy-in-progress',
    family,
    plan: (plan, draw) => ({ ...plan, replicas: draw.int(1, 2) }),
    inject: async (system, draw) => {
      const everyMs = draw.either([1_200, 1_600], [1_000, 2_000]);
      const next = `2.${draw.int(0, 9)}.0`;
      roll(system, { everyMs, next, gapMs: draw.either([500], [300, 700]) });
    },
  },
  {
    id: 'replica-bad',
    family,
    plan: (plan, draw) => {
      const failing: Failing = draw.either(
        [{ code: 1011, reason: 'Internal error' }, { crashes: true }],
        [{ raises: 'no such column' }, { code: 1011, reason: 'state' }, { crashes: true }],
      );
      const broken = { status: draw.either([500], [500, 503]), body: { error: 'internal error' } };
      const bad = draw.chance(0.6)
        ? { socket: { accepted: failing } }
        : { paths: { '/api/me': broken, '/api/items': broken } };
      const replicas = draw.int(2, 3);
      return withReplica({ ...plan, replicas }, draw.int(0, replicas - 1), bad);
    },
  },
  {
    id: 'stale-version',
    family,
    plan: (plan, draw) => {
      const intended = `${plan.service.version}-next${draw.int(1, 9)}`;
      const deploy = { command: ['true'], expectVersion: intended };
      return withTeam(plan, {
        environment: { ...plan.team.environment, deploy },
        variables: { ...plan.team.variables, EXPECTED_VERSION: intended },
      });
    },
  },
  {
    id: 'cold-start',
    family,
    plan: (plan, draw) =>
      withService(
        { ...plan, replicas: 1 },
        {
          coldAfterMs: draw.either([300], [200, 400]),
          isColdForAll: draw.either([false], [true]),
          coldMs: plan.team.requestMs + draw.either([800], [500, 1_500]),
        },
      ),
  },
];

interface Rolling {
  readonly everyMs: number;
  readonly gapMs: number;
  readonly next: string;
}

const mostRolls = 40;

/** Replaces one replica after the other, again and again, in turn by the next version and by the one before. */
function roll(system: System, { everyMs, gapMs, next }: Rolling): void {
  const { plan, ports } = system;
  const over = new AbortController();
  const running = new Map<number, RunningService>(system.replicas.map((each, index) => [index, each]));
  const again = async (count: number): Promise<void> => {
    const index = count % plan.replicas;
    await running.get(index)?.stop();
    await new Promise((resolve) => void setTimeout(resolve, gapMs));
    if (over.signal.aborted) return;
    const isNext = Math.floor(count / plan.replicas) % 2 === 0;
    const own = mergeSettings(plan.service, plan.replica.get(index) ?? {});
    const settings = { ...own, uptimeS: 0, version: isNext ? next : own.version };
    const instance = `api-${index + 1}`;
    const port = ports.replicas[index] ?? 0;
    running.set(
      index,
      await startService({ backend: plan.backend, role: 'api', instance, settings, prefix: [], port }),
    );
  };
  const going = (async () => {
    for (let count = 0; count < mostRolls && !over.signal.aborted; count += 1) {
      await new Promise((resolve) => void setTimeout(resolve, everyMs));
      if (!over.signal.aborted) await again(count).catch(() => undefined);
    }
  })();
  system.after(async () => {
    over.abort();
    await going;
    await Promise.all([...running.values()].map((service) => service.stop()));
  });
}
