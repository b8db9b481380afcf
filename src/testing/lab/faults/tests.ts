import { once } from 'node:events';
import { createServer } from 'node:http';

import type { Draw } from '../draw.ts';
import type { Fault } from '../fault.ts';
import { withService, withTeam, type Plan } from '../plan.ts';
import type { System } from '../start-system.ts';

const family = 'tests';

/** The suite that is at fault, and what it needs to be. */
function faulty(plan: Plan, fault: string, variables: Readonly<Record<string, string>> = {}): Plan {
  return withTeam(plan, { suite: 'faulty', variables: { ...plan.team.variables, FAULT: fault, ...variables } });
}

const pytest = (plan: Plan): Plan => ({ ...plan, runner: 'pytest' });

/** A stack of somebody else, which knows none of our users. */
async function startOther({ after }: System, draw: Draw): Promise<number> {
  const status = draw.either([404], [404, 403]);
  const server = createServer((_, response) => response.writeHead(status).end('{"error":"not found"}'));
  server.listen(draw.int(20_000, 29_000), '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export const testFaults: readonly Fault[] = [
  {
    id: 'wrong-target',
    family,
    plan: (plan, draw) => {
      // Nothing listens there, or the stack of somebody else: which one is started when it is up.
      const port = draw.int(30_100, 31_900);
      return faulty(plan, 'wrong-target', { OTHER_URL: `http://127.0.0.1:${port}`, OTHER_PORT: String(port) });
    },
    inject: async (system, draw) => {
      const port = Number(system.plan.team.variables['OTHER_PORT']);
      await startOther(system, { ...draw, int: () => port });
    },
  },
  {
    id: 'timeout-too-short',
    family,
    plan: (plan, draw) => {
      const [patience, takesMs] = draw.either<readonly [number, number]>(
        [[1, 1_400]],
        [
          [0.5, 900],
          [1, 1_800],
        ],
      );
      // It has always taken that long: a green run on a quick service would tell of one that became slow.
      const own = withTeam(plan, { hasHistory: false });
      const slow = withService(own, { paths: { '/api/items': { afterMs: takesMs + draw.int(0, 300) } } });
      return faulty(slow, 'timeout-too-short', { PATIENCE_S: String(patience) });
    },
  },
  {
    id: 'fake-pass',
    family,
    plan: (plan) => faulty(plan, 'fake-pass'),
  },
  {
    id: 'timer-padded',
    family,
    plan: (plan, draw) => faulty(plan, 'timer-padded', { PADDING_S: String(draw.either([0.5, 1], [1, 2])) }),
  },
  {
    id: 'tests-not-collected',
    family,
    plan: (plan, draw) =>
      withTeam(faulty(plan, 'tests-not-collected', { LOSES: draw.either(['import', 'some'], ['import', 'some']) }), {
        hasHistory: true,
      }),
  },
  {
    id: 'fixture-error',
    family,
    plan: (plan, draw) =>
      faulty(plan, 'fixture-error', {
        BREAKS: draw.either(['file'], ['key']),
        SCOPE: draw.either(['function'], ['module', 'session']),
      }),
  },
  { id: 'order-dependence', family, plan: (plan) => faulty(plan, 'order-dependence') },
  {
    id: 'flaky-test',
    family,
    plan: (plan, draw) => faulty(plan, 'flaky-test', { SHARE: String(draw.either([0.5], [0.4, 0.6])) }),
  },
  { id: 'event-loop-leak', family, plan: (plan) => pytest(faulty(plan, 'event-loop-leak')) },
  {
    id: 'client-library-changed',
    family,
    plan: (plan, draw) =>
      pytest(
        faulty(plan, 'client-library-changed', { ARGUMENT: draw.either(['additional_headers'], ['user_headers']) }),
      ),
  },
  {
    id: 'wrong-assertion',
    family,
    plan: (plan, draw) => faulty(plan, 'wrong-assertion', { PLAN: draw.either(['free'], ['trial', 'pro']) }),
  },
  {
    id: 'runner-offline',
    family,
    inject: (_, draw) => {
      const name = `staging-${draw.int(100, 999)}`;
      const [api, auth, control] = ['api', 'auth', 'status'].map((each) => `${each}.${name}.invalid`);
      const paths = { directApi: `http://${api}`, directSocket: `ws://${api}/ws` };
      const away = { api: `https://${api}`, auth: `https://${auth}`, socket: `wss://${api}/ws`, ...paths };
      return Promise.resolve({ ...away, control: `http://${control}/` });
    },
  },
];
