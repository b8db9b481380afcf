import type { ProbeResult } from '#domain/probe.ts';

import { outcomeSeen } from './answer-facts.ts';
import type { Experiment, Lab, ProbeWish } from './experiment.ts';
import { findings, type Seen } from './finding.ts';
import { needsMessage } from './token-pairs.ts';

const rounds = 2;
const offered = { 'sec-websocket-extensions': 'permessage-deflate; client_max_window_bits' };
/** We cannot read what is compressed: that it was agreed on, and came, is all that is asked. */
const agreed = /EXTENSION_NOT_OFFERED|SENT_1002/u;

/** With permessage-deflate offered, as most clients do, beside without, as our probes are. */
export const compression: Experiment = {
  name: 'compression',
  observes: ['ws.no-deflate', 'ws.deflate'],
  costSeconds: 1.2,
  doing: 'comparing with and without compression',
  applies: ({ isSocket, socket }) => isSocket && socket !== undefined,
  run: async (aim, lab, signal) => {
    const { socket: endpoint } = aim;
    if (endpoint === undefined) return [];
    const sends = needsMessage(aim);
    const plain: ProbeWish = { endpoint, sends, changed: { hold: '0' } };
    const results: { readonly without: ProbeResult; readonly with: ProbeResult }[] = [];
    for (let round = 0; round < rounds && !signal.aborted; round += 1) {
      const without = await lab.probe(plain, signal);
      results.push({ without, with: await lab.probe({ ...plain, headers: offered }, signal) });
    }
    return observe(results, lab);
  },
};

function observe(results: readonly { readonly without: ProbeResult; readonly with: ProbeResult }[], lab: Lab) {
  const [first] = results;
  if (first === undefined) return [];
  const sides: readonly (readonly Seen[])[] = [
    results.map((each) => outcomeSeen('ws.no-deflate', 'without permessage-deflate', each.without)),
    results.map((each) =>
      asOffered(outcomeSeen('ws.deflate', 'with permessage-deflate offered', each.with), each.with),
    ),
  ];
  const isSame = sides.every((seen) => new Set(seen.map(({ value }) => value)).size === 1) && results.length === rounds;
  const at = first.without.startedAt;
  return sides.flatMap((seen) => findings(seen.slice(0, 1), { group: lab.newGroup(), at, isControlled: isSame }));
}

/** Compressed frames that no answer had agreed on are no agreement. */
function asOffered(seen: Seen, { ws }: ProbeResult): Seen {
  const isAgreed = (ws?.headers?.['sec-websocket-extensions'] ?? '') !== '';
  if (typeof seen.value !== 'string' || !agreed.test(seen.value) || !isAgreed) return seen;
  return { ...seen, value: 'ok', says: `${seen.subject}, with permessage-deflate offered: ok, it was agreed on` };
}
