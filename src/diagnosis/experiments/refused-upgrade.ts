import { refusalFacts } from './answer-facts.ts';
import { compare } from './compare.ts';
import type { Experiment } from './experiment.ts';
import { alone, findings } from './finding.ts';
import { needsMessage } from './token-pairs.ts';

/** Names a browser, as firewalls of applications want it. */
const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

export const refusedUpgrade: Experiment = {
  name: 'refused-upgrade',
  observes: ['http.server', 'http.body', 'http.phrase', 'http.other-agent'],
  costSeconds: 0.8,
  holdsFor: 'operation',
  doing: 'looking at who refuses, and whether a browser is refused as well',
  applies: ({ isSocket, socket, failingPath, plain }) => {
    const status = plain?.ws?.status ?? plain?.http?.status;
    const subject = isSocket ? socket : failingPath;
    return subject !== undefined && plain?.standing === 'down' && status !== undefined && status >= 300;
  },
  run: async (aim, lab, signal) => {
    const { isSocket, socket, failingPath } = aim;
    const endpoint = isSocket ? socket : failingPath;
    const sends = needsMessage(aim);
    if (endpoint === undefined) return [];
    const own = isSocket ? 'ws.plain' : 'http.failing-path';
    const compared = await compare(
      [
        { fact: own, label: 'as configured', wish: { endpoint, sends } },
        {
          fact: 'http.other-agent',
          label: 'with the User-Agent of a browser',
          wish: { endpoint, sends, headers: { 'user-agent': browser } },
        },
      ],
      lab,
      signal,
    );
    const refused = await lab.probe({ endpoint }, signal);
    return [...compared, ...findings(refusalFacts(refused), alone(lab, refused.startedAt))];
  },
};
