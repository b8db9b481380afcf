import type { Fault } from '../fault.ts';
import { withService, withTeam } from '../plan.ts';
import { socketEvents } from '../write-team.ts';
import { minting, otherUser } from './sign-in.ts';

const family = 'events';

export const eventFaults: readonly Fault[] = [
  {
    id: 'event-missing',
    family,
    plan: (plan, draw) => {
      const missed = draw.either(['tool_completed', 'agent_thinking'], ['tool_executing', 'agent_started']);
      return withService(plan, { socket: { events: socketEvents.filter((name) => name !== missed) } });
    },
  },
  {
    id: 'event-out-of-order',
    family,
    plan: (plan, draw) => {
      const at = draw.either([1], [0, 2]);
      const [one = '', other = ''] = socketEvents.slice(at, at + 2);
      const events = socketEvents.map((name) => (name === one ? other : name === other ? one : name));
      return withService(plan, { socket: { events } });
    },
  },
  {
    id: 'event-cross-user',
    family,
    plan: (plan, draw) => {
      const other = otherUser(plan, draw);
      const two = withTeam({ ...minting(plan, {}, other), replicas: 1 }, {});
      const changed = withTeam(two, { variables: { ...two.team.variables, OTHER_USER: other } });
      return withService(changed, { socket: { crosses: true } });
    },
  },
  {
    id: 'model-stalled',
    family,
    plan: (plan, draw) => withService(plan, { socket: { chat: { before: draw.either([2], [1, 2, 3]), hangs: true } } }),
  },
];
