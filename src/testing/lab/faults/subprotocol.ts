import type { Fault } from '../fault.ts';
import { withService, withTeam } from '../plan.ts';

const family = 'subprotocol';

export const subprotocolFaults: readonly Fault[] = [
  {
    id: 'token-illegal-in-subprotocol',
    family,
    plan: (plan, draw) =>
      withTeam(plan, { signsIn: 'minted', variables: { TOKEN_PADDING: draw.either(['=', '=='], ['=']) } }),
  },
  {
    id: 'subprotocol-not-selected',
    family,
    // Python's client takes it as it is.
    plan: (plan) => ({ ...withService(plan, { socket: { selects: 'none' } }), runner: 'node-test' }),
  },
  {
    id: 'subprotocol-not-offered',
    family,
    plan: (plan, draw) =>
      withService(plan, { socket: { selects: draw.either(['chat', 'v2.chat'], ['bearer', 'graphql-ws']) } }),
  },
  {
    id: 'token-in-wrong-slot',
    family,
    plan: (plan, draw) =>
      withService(plan, {
        socket: { reads: draw.either([['header', 'dot']], [['header', 'dot']]) },
        refusal: draw.either([401], [403, 401]),
      }),
  },
];
