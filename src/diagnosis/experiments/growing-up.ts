import type { ProbeResult } from '#domain/probe.ts';

import { subjectOf } from './address-families.ts';
import type { Experiment } from './experiment.ts';
import { alone, findings } from './finding.ts';
import { pause } from './pause.ts';
import { isGap } from './later-look.ts';
import { outcomeWord } from './outcome.ts';
import { isYoung } from './young.ts';

const everyMs = 1_000;
const mostMs = 7_000;
/** As old as most are ready by, where there is time to wait for it. */
const grownSeconds = 28;
const confirmations = 4;

/** Asks a service that has just started again and again, until it passes or enough time has gone by. */
export const growingUp: Experiment = {
  name: 'growing-up',
  observes: ['replay.after-start', 'replay.went-away'],
  costSeconds: 4,
  holdsFor: 'operation',
  doing: 'waiting for a service that has just started',
  applies: ({ plain }, lab) => plain?.standing === 'down' && isYoung(lab.youngest()),
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    const young = lab.youngest();
    if (endpoint === undefined || young === undefined) return [];
    const at = lab.now().toISOString();
    const beganMs = performance.now();
    const words: string[] = [];
    const untilMs = lab.isThorough ? Math.max(mostMs, (grownSeconds - young) * 1_000) : mostMs;
    while (!signal.aborted && performance.now() - beganMs < untilMs) {
      const result = await lab.probe(
        { endpoint, sends: true, changed: endpoint.kind === 'websocket' ? { hold: '0' } : {} },
        signal,
      );
      words.push(outcomeWord(result) ?? 'not measured');
      if (result.standing === 'up') break;
      await pause(everyMs, signal);
    }
    // One good answer may be that of another replica. The replays before it failed.
    const again: ProbeResult[] = [];
    while (words.at(-1) === 'ok' && again.length < confirmations) again.push(await lab.probe({ endpoint }, signal));
    const value = again.length > 0 && again.every(({ standing }) => standing === 'up');
    const seconds = ((performance.now() - beganMs) / 1_000).toFixed(1);
    const says = `${endpoint.id}, of a service that had been up for ${Math.round(young)} s: ${words.join(', ')} within ${seconds} s`;
    const subject = endpoint.id;
    const isGone = deathsIn(words) >= fewestDeaths || undefined;
    return findings(
      [
        { fact: 'replay.after-start', value, says, subject },
        { fact: 'replay.went-away', value: isGone, says: `${says}; after each time there was nobody`, subject },
      ],
      alone(lab, at),
    );
  },
};

/** Once may be a deploy that goes on just now. */
const fewestDeaths = 2;

/** How often nobody was there right after the connection had broken off in the middle. */
function deathsIn(words: readonly string[]): number {
  return words.filter(
    (word, index) => /^round-trip (?:CLOSE_1006|ECONNRESET)$/u.test(word) && isGap(words[index + 1] ?? ''),
  ).length;
}
