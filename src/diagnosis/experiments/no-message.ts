import { compare } from './compare.ts';
import type { Experiment } from './experiment.ts';

/** Opens it without a word, beside the configured probe. */
export const noMessage: Experiment = {
  name: 'no-message',
  observes: ['ws.no-message', 'ws.plain'],
  costSeconds: 3,
  doing: 'comparing with and without a message',
  applies: ({ socket }) => socket?.socket.send !== undefined,
  run: async ({ socket: endpoint }, lab, signal) =>
    endpoint === undefined
      ? []
      : compare(
          [
            { fact: 'ws.no-message', label: 'without a message', wish: { endpoint, changed: { hold: '700' } } },
            { fact: 'ws.plain', label: 'as configured', wish: { endpoint, sends: true, changed: { hold: '0' } } },
          ],
          lab,
          signal,
        ),
};
