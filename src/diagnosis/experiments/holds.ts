import type { ProbeResult } from '#domain/probe.ts';

import type { Aim, Experiment, Finding, Lab } from './experiment.ts';
import { findings, rawOf } from './finding.ts';
import { outcomeWord } from './outcome.ts';

/** Where the report does not say how long a connection lived. */
const usualMs = 3_000;
const [leastMs, mostMs] = [1_500, 25_000];

/** Holds two connections side by side, one idle and one with pings. */
export const holds: Experiment = {
  name: 'holds',
  observes: ['ws.hold-idle', 'ws.hold-pings', 'ws.hold-idle-seconds', 'ws.hold-pings-seconds'],
  costSeconds: 4,
  costHere: (aim) => holdMsOf(aim) / 1_000 + 1,
  doing: 'holding a silent connection beside one with pings',
  applies: ({ socket, plain }) => socket !== undefined && (plain === undefined || plain.ws?.status === 101),
  run: async (aim, lab, signal) => {
    const { socket: endpoint } = aim;
    if (endpoint === undefined) return [];
    const holdMs = holdMsOf(aim);
    const hold = (sign?: 'pings' | 'messages') =>
      lab.probe({ endpoint, sends: sign === 'messages', changed: { hold: String(holdMs), 'hold-with': sign } }, signal);
    const [idle, pings] = await Promise.all([hold(), hold('pings')]);
    // Some servers count no ping as a sign of life.
    const isBusyWanted = pings.brokeAt === 'hold' && endpoint.socket.send !== undefined;
    const pinged = isBusyWanted ? await hold('messages') : pings;
    // Both ended, and nobody is there for a third: it was neither their age nor their silence.
    if (isBusyWanted && isGone(pinged)) return [];
    return [...observe('idle', idle, { holdMs, lab }), ...observe('pings', pinged, { holdMs, lab })];
  },
};

/** No connection could be opened, or only to somebody who has nobody to pass it on to. */
function isGone({ brokeAt, ws }: ProbeResult): boolean {
  return brokeAt === 'tcp' || (brokeAt === 'upgrade' && (ws?.status ?? 0) >= 500);
}

/** A little longer than those of the report lived. */
function holdMsOf({ symptom }: Pick<Aim, 'symptom'>): number {
  const livedMs = symptom.medianMs > 0 ? symptom.medianMs * 1.2 + 500 : usualMs;
  return Math.round(Math.min(mostMs, Math.max(leastMs, livedMs)));
}

function observe(
  kind: 'idle' | 'pings',
  result: ProbeResult,
  { holdMs, lab }: { readonly holdMs: number; readonly lab: Lab },
): readonly Finding[] {
  const word = outcomeWord(result);
  const isHeld = word === 'ok' || result.brokeAt === 'hold';
  const subject = result.endpoint;
  const livedMs = word === 'ok' ? holdMs : result.ws?.openMs;
  const how = kind === 'idle' ? 'held without a word' : 'held with pings';
  const lived = livedMs === undefined ? '' : `, ${(livedMs / 1_000).toFixed(1)} s`;
  const says = `${subject} ${how} for ${holdMs / 1_000} s: ${word}${lived}`;
  const seconds = livedMs === undefined ? undefined : Math.round(livedMs / 100) / 10;
  const raw = rawOf(result);
  return findings(
    [
      { fact: `ws.hold-${kind}`, value: isHeld ? word : undefined, says, raw, subject },
      { fact: `ws.hold-${kind}-seconds`, value: isHeld ? seconds : undefined, says, raw, subject },
    ],
    { group: lab.newGroup(), at: result.startedAt, isControlled: isHeld },
  );
}
