import type { Experiment } from './experiment.ts';
import { alone, findings, rawOf } from './finding.ts';

const ladder = [512, 2_048, 16_384, 65_000];

/** Sends messages of growing size until one does not come through. */
export const sizes: Experiment = {
  name: 'sizes',
  observes: ['ws.largest-ok', 'ws.refused-size'],
  costSeconds: 2,
  doing: 'sending messages of growing size',
  applies: ({ socket, plain }) =>
    socket?.socket.send !== undefined && (plain === undefined || plain.ws?.status === 101),
  run: async ({ socket: endpoint }, lab, signal) => {
    if (endpoint === undefined) return [];
    const result = await lab.probe({ endpoint, sends: true, changed: { size: ladder.join(','), hold: '0' } }, signal);
    const detail = result.steps.find(({ step }) => step === 'round-trip')?.detail;
    const value = largestIn(detail);
    const refused = refusedIn(detail);
    const says = `${endpoint.id}: the largest message that came through had ${value} bytes of ${ladder.at(-1)}${result.problem === undefined ? '' : `, then ${result.problem.message}`}`;
    const shared = { raw: rawOf(result), subject: endpoint.id };
    const ended = `${endpoint.id}: a message of ${refused} bytes ended it${result.problem === undefined ? '' : `: ${result.problem.message}`}`;
    return findings(
      [
        { fact: 'ws.largest-ok', value, says, ...shared },
        { fact: 'ws.refused-size', value: refused, says: ended, ...shared },
      ],
      alone(lab, result.startedAt),
    );
  },
};

function refusedIn(detail: string | undefined): number | undefined {
  const told = /sizes in bytes: .*?(\d+) ended it/u.exec(detail ?? '')?.[1];
  return told === undefined ? undefined : Number(told);
}

/** `sizes in bytes: 512 taken, 2048 ended it`. */
function largestIn(detail: string | undefined): number | undefined {
  const told = /sizes in bytes: (.*)/u.exec(detail ?? '')?.[1];
  if (told === undefined) return undefined;
  const good = [...told.matchAll(/(\d+) (?:echoed|taken)/gu)].map(([, bytes]) => Number(bytes));
  return Math.max(0, ...good);
}
