import type { Fault } from '../fault.ts';
import { withService, withTeam } from '../plan.ts';
import { minting, otherUser } from './sign-in.ts';

const family = 'concurrency';

export const concurrencyFaults: readonly Fault[] = [
  {
    id: 'concurrency-limit',
    family,
    plan: (plan, draw) => {
      const by = draw.either([{ status: 503 }, { code: 1013 }], [{ status: 503 }, { status: 429 }, { code: 1013 }]);
      const limit = { most: draw.int(2, 3), text: draw.either(['too many connections'], ['capacity reached']), ...by };
      const one = { ...minting(plan, {}, otherUser(plan, draw)), replicas: 1 };
      return withService(one, { socket: { limit } });
    },
  },
  {
    id: 'user-connection-cap',
    family,
    plan: (plan, draw) => {
      const by = draw.either([{ status: 429 }, { code: 1008 }], [{ status: 403 }, { code: 4429 }, { status: 429 }]);
      const text = draw.either(['too many connections of this user'], ['session limit']);
      const limit = { most: draw.int(2, 3), perUser: true, text, ...by };
      const one = { ...minting(plan, {}, otherUser(plan, draw)), replicas: 1 };
      return withService(one, { socket: { limit } });
    },
  },
  {
    id: 'handler-race',
    family,
    plan: (plan, draw) => {
      const races = { from: 1, share: draw.either([0.4], [0.3, 0.5]), code: 1011 };
      return withTeam(withService({ ...plan, replicas: 1 }, { socket: { races } }), { connections: draw.int(6, 8) });
    },
  },
  {
    id: 'http-starved-by-sockets',
    family,
    plan: (plan, draw) =>
      withService({ ...plan, replicas: 1 }, { socket: { starvesFrom: draw.either([3, 4], [2, 4]) } }),
  },
];
