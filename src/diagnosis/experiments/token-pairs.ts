import type { Step } from '#domain/probe.ts';

import { compare, type Side } from './compare.ts';
import type { Aim, Experiment } from './experiment.ts';

export const tokenPairs: Experiment = {
  name: 'token-pairs',
  observes: ['ws.token.good', 'ws.token.bad', 'ws.token.none', 'ws.token.expired'],
  costSeconds: 1.5,
  doing: 'comparing good, bad, expired and no token',
  applies: ({ socket }) => socket?.socket.auth !== undefined,
  run: (aim, lab, signal) => compare(sidesOf(aim), lab, signal),
};

/** The message goes out only where the failure needs it, or came further than what has been looked at since. */
export function needsMessage({ plain, symptom }: Aim): boolean {
  if (plain?.brokeAt === 'round-trip' || plain?.brokeAt === 'hold') return true;
  const isOpened = symptom.phase === 'first-message' || symptom.phase === 'steady';
  return isOpened && plain?.standing === 'down' && opening.has(plain.brokeAt ?? 'close');
}

const opening: ReadonlySet<Step> = new Set(['dns', 'tcp', 'tls', 'upgrade']);

function sidesOf(aim: Aim): readonly Side[] {
  const { socket: endpoint, environment } = aim;
  if (endpoint === undefined) return [];
  const sends = needsMessage(aim);
  const isSigned = environment.credentials.get(endpoint.socket.auth ?? '')?.kind === 'jwt';
  const of = (token: 'bad' | 'none' | 'expired') => ({ endpoint, sends, changed: { token, hold: '0' } });
  return [
    { fact: 'ws.token.good', label: 'with a good token', wish: { endpoint, sends, changed: { hold: '0' } } },
    { fact: 'ws.token.bad', label: 'with a bad token', wish: of('bad') },
    { fact: 'ws.token.none', label: 'without a token', wish: of('none') },
    ...(isSigned ? [{ fact: 'ws.token.expired', label: 'with an expired token', wish: of('expired') } as const] : []),
  ];
}
