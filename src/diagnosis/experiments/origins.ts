import type { SocketEndpoint } from '#probes/endpoints.ts';

import { compare, type Side } from './compare.ts';
import type { Aim, Experiment } from './experiment.ts';

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

function sidesOf({ socket: endpoint, symptom }: Aim): readonly Side[] {
  if (endpoint === undefined) return [];
  const { origin } = endpoint.socket;
  // What a test sends is not always what is configured.
  if (symptom.origin !== undefined && symptom.origin !== origin) return ofTest(endpoint, symptom.origin);
  if (origin === undefined) return [];
  return [
    { fact: 'ws.token.good', label: `with Origin ${origin}`, wish: { endpoint } },
    { fact: 'ws.origin.none', label: 'without Origin', wish: { endpoint, headers: { origin: '' } } },
    { fact: 'ws.origin.other', label: 'with another Origin', wish: { endpoint, headers: { origin: elsewhere } } },
  ];
}

function ofTest(endpoint: SocketEndpoint, origin: string): readonly Side[] {
  const label = `with Origin ${origin}, as the test sent it`;
  return [
    { fact: 'ws.token.good', label: `as configured, ${sayOrigin(endpoint.socket.origin)}`, wish: { endpoint } },
    { fact: 'ws.origin.of-test', label, wish: { endpoint, headers: { origin } } },
  ];
}

function sayOrigin(origin: string | undefined): string {
  return origin === undefined ? 'without Origin' : `with Origin ${origin}`;
}
