import type { Draw } from '../draw.ts';
import type { Fault } from '../fault.ts';
import { withService, withTeam, type Plan } from '../plan.ts';
import type { Failing } from '../settings.ts';
import { exhaustedFaults } from './backend-exhausted.ts';

const family = 'backend';

export const backendFaults: readonly Fault[] = [
  {
    id: 'backend-saturated',
    family,
    plan: (plan, draw) => {
      const late = { afterMs: draw.either([9_000, 20_000], [12_000, 25_000]) };
      return withService(plan, { paths: { '*': late }, socket: { upgrade: late } });
    },
  },
  {
    id: 'backend-slow',
    family,
    plan: (plan, draw) => {
      const late = { afterMs: plan.team.requestMs + draw.either([500, 1_000], [700, 1_500]) };
      const paths = draw.either(
        [['/api/items'], ['/api/items', '/api/me']],
        [['/api/me'], ['/health/ready', '/api/items']],
      );
      return withService(plan, { paths: Object.fromEntries(paths.map((path) => [path, late])) });
    },
  },
  {
    id: 'dependency-hanging',
    family,
    plan: (plan, draw) => {
      const hangs = { hangs: true };
      const paths = { '/health/ready': hangs, '/api/items': hangs, ...(draw.chance(0.6) && { '/api/me': hangs }) };
      return withService(plan, { paths, socket: draw.chance(0.4) ? { chat: { before: 1, hangs: true } } : {} });
    },
  },
  {
    id: 'database-down',
    family,
    plan: (plan, draw) => {
      const name = draw.either(['database', 'postgres'], ['db', 'mysql', 'database']);
      const word = draw.either(['down', 'unreachable'], ['error', 'fail', 'disconnected']);
      const checks = draw.either(
        [{ [name]: word, cache: 'ok' }],
        [{ [name]: { status: word }, cache: { status: 'ok' } }],
      );
      const ready = { status: 503, body: { status: 'not ready', checks } };
      const text = draw.either(
        ['could not connect to server: Connection refused'],
        ['database unavailable', 'Internal Server Error'],
      );
      return withData(plan, { text, ready, draw });
    },
  },
  {
    id: 'migration-missing',
    family,
    plan: (plan, draw) => {
      const text = draw.either(
        ['relation "items" does not exist', 'no such table: items'],
        ['column "owner_id" does not exist', 'relation "public.items" does not exist'],
      );
      return withData(plan, { text, ready: undefined, draw });
    },
  },
  {
    id: 'auth-service-down',
    family,
    plan: (plan) => withTeam(plan, { signsIn: 'login' }),
    inject: async ({ authService }) => authService.stop(),
  },
  {
    id: 'discovery-entry-dead',
    family,
    plan: (plan, draw) => {
      const dead = { name: 'tools', url: `http://localhost:${draw.either([1, 9], [2, 7])}/health` };
      const alive = { name: 'agents', url: 'SELF/health' };
      return withService(plan, {
        discovery: draw.either(
          [[alive, dead]],
          [
            [dead, alive],
            [alive, alive, dead],
          ],
        ),
      });
    },
  },
  ...exhaustedFaults(family),
];

export interface DataFault {
  /** What the answers say. */
  readonly text: string;
  readonly ready: { readonly status: number; readonly body: unknown } | undefined;
  readonly draw: Draw;
  readonly chat?: Failing | undefined;
}

/** All that needs data fails: the paths with it, and now and then the conversation. */
export function withData(plan: Plan, { text, ready, draw, chat }: DataFault): Plan {
  const answer = {
    status: 500,
    body: draw.either<unknown>([{ error: text }, { detail: text }], [{ error: text }, text]),
  };
  const paths = { '/api/items': answer, ...(ready !== undefined && { '/health/ready': ready }) };
  const failing = chat ?? { before: 1, code: 1011, reason: text.slice(0, 100) };
  return withService(plan, { paths, socket: chat !== undefined || draw.chance(0.5) ? { chat: failing } : {} });
}
