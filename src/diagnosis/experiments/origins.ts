import type { SocketEndpoint } from '#probes/endpoints.ts';

import { compare, type Side } from './compare.ts';
import type { Aim, Experiment } from './experiment.ts';
import { needsMessage } from './token-pairs.ts';

/** Reserved for documentation: nobody's page is there. */
const elsewhere = 'https://origin.example.com';

/** The upgrade as configured, beside one with the Origin that the test sent, or without Origin and with another. */
export const origins: Experiment = {
  name: 'origins',
  observes: ['ws.origin.none', 'ws.origin.other', 'ws.origin.of-test', 'ws.token.good'],
  costSeconds: 1.5,
  doing: 'comparing with, without and with another Origin',
  applies: (aim) => sidesOf(aim).length > 0,
  run: async (aim, lab, signal) => {
    const found = await compare(sidesOf(aim), lab, signal);
    // Where it is refused as configured as well, that of the test is not what it is refused for.
    const isGood = found.some(({ fact, value }) => fact === 'ws.token.good' && value === 'ok');
    return isGood ? found : found.filter(({ fact }) => fact !== 'ws.origin.of-test');
  },
};

interface OfSocket {
  readonly endpoint: SocketEndpoint;
  readonly sends: boolean;
}

function sidesOf(aim: Aim): readonly Side[] {
  const { socket: endpoint, symptom } = aim;
  if (endpoint === undefined) return [];
  const sends = needsMessage(aim);
  const { origin } = endpoint.socket;
  // What a test sends is not always what is configured.
  if (symptom.origin !== undefined && symptom.origin !== origin) return ofTest({ endpoint, sends }, symptom.origin);
  if (origin === undefined) return [];
  return [
    { fact: 'ws.token.good', label: `with Origin ${origin}`, wish: { endpoint, sends } },
    { fact: 'ws.origin.none', label: 'without Origin', wish: { endpoint, sends, headers: { origin: '' } } },
    {
      fact: 'ws.origin.other',
      label: 'with another Origin',
      wish: { endpoint, sends, headers: { origin: elsewhere } },
    },
  ];
}

function ofTest(wish: OfSocket, origin: string): readonly Side[] {
  const own = sayOrigin(wish.endpoint.socket.origin);
  const label = `with Origin ${origin}, as the test sent it`;
  return [
    { fact: 'ws.token.good', label: `as configured, ${own}`, wish },
    { fact: 'ws.origin.of-test', label, wish: { ...wish, headers: { origin } } },
  ];
}

function sayOrigin(origin: string | undefined): string {
  return origin === undefined ? 'without Origin' : `with Origin ${origin}`;
}
