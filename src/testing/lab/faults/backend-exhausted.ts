import type { Fault } from '../fault.ts';
import { withService, withTeam } from '../plan.ts';

/** What a service has no more of. */
export const exhaustedFaults = (family: string): readonly Fault[] => [
  {
    id: 'pool-exhausted',
    family,
    plan: (plan, draw) => {
      const most = draw.either([2, 3], [3, 4]);
      const text = draw.either(
        [`QueuePool limit of size ${most} overflow 0 reached, connection timed out`],
        ['pool timed out while waiting for an open connection', 'FATAL: remaining connection slots are reserved'],
      );
      const way = draw.either([{ code: 1011 }, { status: 500 }], [{ code: 1011 }, { status: 500 }]);
      const limit = { most, text, afterMs: draw.int(100, 600), ...way };
      return { ...withTeam(withService(plan, { socket: { limit } }), { connections: most + 2 }), replicas: 1 };
    },
  },
  {
    id: 'out-of-memory',
    family,
    plan: (plan, draw) => ({
      ...withService(plan, { exitsOn: draw.either([['/api/items'], ['chat']], [['chat'], ['/api/items', 'chat']]) }),
      replicas: 1,
      restartsMs: draw.either([200], [100, 400]),
    }),
  },
  {
    id: 'files-exhausted',
    family,
    plan: (plan, draw) => {
      const text = draw.either(
        ['[Errno 24] Too many open files'],
        ["EMFILE: too many open files, open '/srv/items.json'"],
      );
      const answer = { status: 500, body: { error: text } };
      const chat = { before: 1, code: 1011, reason: text.slice(0, 100) };
      return withService(plan, {
        paths: { '/api/items': answer, ...(draw.chance(0.5) && { '/health/ready': answer }) },
        socket: draw.chance(0.5) ? { chat } : {},
      });
    },
  },
];
