import type { Fault } from '../fault.ts';
import { withService, withTeam } from '../plan.ts';
import type { Failing } from '../settings.ts';

const family = 'application';

export const applicationFaults: readonly Fault[] = [
  {
    id: 'accept-delayed',
    family,
    plan: (plan, draw) => {
      const slow = draw.either([{ hangs: true }], [{ hangs: true }, { afterMs: 12_000 }]);
      return withService(plan, { socket: { upgrade: { of: 'good', ...slow } } });
    },
  },
  {
    id: 'handler-error',
    family,
    plan: (plan, draw) => {
      const failing: Failing = draw.either(
        [{ raises: "KeyError: 'tenant'" }, { code: 1011, reason: 'Internal error' }],
        [{ raises: 'list index out of range' }, { code: 1011, reason: 'unexpected condition' }],
      );
      const socket = draw.chance(0.5) ? { accepted: failing } : { chat: { ...failing, before: draw.int(0, 3) } };
      return withService(plan, { socket });
    },
  },
  {
    id: 'handler-crash',
    family,
    plan: (plan, draw) => {
      const failing: Failing = { crashes: true, afterMs: draw.either([0], [0, 30]) };
      const socket = draw.chance(0.5) ? { accepted: failing } : { chat: { ...failing, before: draw.int(0, 3) } };
      return withService(plan, { socket });
    },
  },
  {
    id: 'handler-returned-early',
    family,
    plan: (plan, draw) =>
      withService(plan, {
        socket: { chat: { code: draw.either([1000], [1000, 1005]) === 1000 ? 1000 : 1001, before: draw.int(0, 3) } },
      }),
  },
  {
    id: 'startup-race',
    family,
    plan: (plan, draw) => withService(plan, { uptimeS: 0, readyAfterMs: draw.either([6_000, 8_000], [5_000, 9_000]) }),
  },
  {
    id: 'schema-changed',
    family,
    plan: (plan, draw) => {
      const chat: Failing = draw.either(
        [
          { code: 1007, reason: 'field "content" is required' },
          { code: 1003, reason: 'unsupported message type "chat"' },
        ],
        [
          { code: 1003, reason: 'cannot accept' },
          { code: 1007, reason: 'validation error: 1 field' },
        ],
      );
      return draw.chance(0.6)
        ? withService(plan, { socket: { chat } })
        : withService(plan, { socket: { events: [draw.either(['error'], ['validation_error'])] } });
    },
  },
  {
    id: 'message-too-big',
    family,
    plan: (plan, draw) => {
      const mostBytes = draw.either([1_024, 4_096], [2_000, 8_000]);
      const variables = { ...plan.team.variables, LARGE_BYTES: String(draw.int(20_000, 60_000)) };
      return withTeam(withService(plan, { socket: { mostBytes } }), { variables });
    },
  },
  {
    id: 'event-loop-blocked',
    family,
    plan: (plan, draw) =>
      withService(plan, {
        socket: {
          chat: { blocksMs: plan.team.requestMs + draw.either([700, 1_500], [1_000, 2_500]), before: draw.int(0, 2) },
        },
      }),
  },
  {
    id: 'policy-violation',
    family,
    plan: (plan, draw) => {
      const reason = draw.either(
        ['message rate exceeded', 'client version is too old'],
        ['terms of use were not accepted', 'only one conversation per user'],
      );
      const failing: Failing = { code: 1008, reason };
      const socket = draw.chance(0.5) ? { accepted: failing } : { chat: { ...failing, before: draw.int(0, 2) } };
      return withService(plan, { socket });
    },
  },
  {
    id: 'service-restart',
    family,
    plan: (plan, draw) => {
      const failing: Failing = { code: 1012, reason: draw.either(['service restart'], ['restarting', '']) };
      return withService(plan, { uptimeS: draw.int(2, 60), socket: { chat: { ...failing, before: draw.int(0, 3) } } });
    },
  },
  {
    id: 'try-again-later',
    family,
    plan: (plan, draw) => {
      const failing: Failing = { code: 1013, reason: draw.either(['try again later'], ['overloaded', 'backing off']) };
      const socket = draw.chance(0.5) ? { accepted: failing } : { chat: { ...failing, before: draw.int(0, 2) } };
      return withService(plan, { socket });
    },
  },
];
