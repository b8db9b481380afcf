import { compare } from './compare.ts';
import type { Experiment } from './experiment.ts';

/** Reserved for documentation: nobody's page is there. */
const elsewhere = 'https://origin.example.com';

export const origins: Experiment = {
  name: 'origins',
  observes: ['ws.origin.none', 'ws.origin.other', 'ws.token.good'],
  costSeconds: 1.5,
  connections: 9,
  doing: 'comparing with, without and with another Origin',
  applies: ({ socket }) => socket?.socket.origin !== undefined,
  run: async ({ socket: endpoint }, lab, signal) =>
    endpoint === undefined
      ? []
      : compare(
          [
            { fact: 'ws.token.good', label: `with Origin ${endpoint.socket.origin}`, wish: { endpoint } },
            { fact: 'ws.origin.none', label: 'without Origin', wish: { endpoint, headers: { origin: '' } } },
            {
              fact: 'ws.origin.other',
              label: 'with another Origin',
              wish: { endpoint, headers: { origin: elsewhere } },
            },
          ],
          lab,
          signal,
        ),
};
