import { classifyReason } from '#domain/close.ts';
import type { ProbeResult } from '#domain/probe.ts';

import { phraseOf } from '../phrases.ts';
import type { Experiment, Finding, Lab } from './experiment.ts';
import { alone, findings, rawOf } from './finding.ts';
import { outcomeWord, sayResult } from './outcome.ts';

export const plainSocket: Experiment = {
  name: 'plain-socket',
  observes: [
    'ws.plain',
    'ws.close-reason',
    'http.phrase',
    'ws.closed-by',
    'ws.close-code',
    'ws.last-event',
    'ws.events-in-a-lump',
    'ws.subprotocol-selected',
  ],
  costSeconds: 1.5,
  doing: 'probing the websocket as configured',
  applies: ({ socket }) => socket !== undefined,
  run: async ({ socket }, lab, signal) =>
    socket === undefined ? [] : observeSocket(await lab.probe({ endpoint: socket, sends: true }, signal), lab),
};

const lumpMs = 5;

/** All that one plain probe of a websocket says. */
export function observeSocket(result: ProbeResult, lab: Lab): readonly Finding[] {
  const subject = result.endpoint;
  const says = `${subject} as configured: ${sayResult(result)}`;
  const raw = rawOf(result);
  const { ws } = result;
  const isClosed = ws?.closeCode !== undefined && result.standing === 'down' && ws.closedBy !== 'client';
  const reason = isClosed ? classifyReason(ws.closeCode, ws.closeReason) : undefined;
  const plain = outcomeWord(result);
  const isMeasured = plain !== undefined;
  const seen = [
    { fact: 'ws.plain', value: plain },
    { fact: 'ws.close-code', value: isClosed ? ws.closeCode : undefined },
    { fact: 'ws.closed-by', value: isClosed ? ws.closedBy : undefined },
    { fact: 'ws.close-reason', value: reason },
    { fact: 'ws.last-event', value: isMeasured ? lastEventOf(result) : undefined },
    { fact: 'ws.events-in-a-lump', value: isMeasured ? isLump(result) : undefined },
    { fact: 'ws.subprotocol-selected', value: isSelected(result) },
  ] as const;
  const told = isClosed ? phraseOf(ws.closeReason ?? '') : 'none';
  const ofReason = { fact: 'http.phrase', value: told === 'none' ? undefined : told, raw, subject } as const;
  return findings(
    [
      ...seen.map((each) => ({ ...each, says: `${says}${toldOf(each.fact, each.value)}`, raw, subject })),
      { ...ofReason, says: `${says}: ${told}` },
    ],
    alone(lab, result.startedAt),
  );
}

const words: Readonly<Record<string, string>> = {
  'ws.closed-by': '; closed by: ',
  'ws.close-reason': '; its reason: ',
  'ws.last-event': '; the last event: ',
  'ws.events-in-a-lump': '; its events came all at once: ',
};

/** What the sentence of the probe does not say by itself. */
function toldOf(fact: string, value: unknown): string {
  const head = words[fact];
  return head === undefined ? '' : `${head}${String(value)}`;
}

function lastEventOf({ ws, standing }: ProbeResult): string | undefined {
  if (ws?.status !== 101 || standing !== 'down') return undefined;
  return ws.events.findLast(({ from }) => from === 'server')?.type ?? 'none';
}

/** Whether its events came within a few milliseconds, long after they were asked for; undefined where there were too few. */
export function isLump({ ws }: ProbeResult): boolean | undefined {
  const sentMs = ws?.events.findLast(({ from }) => from === 'client')?.atMs;
  const times = (ws?.events ?? []).flatMap(({ from, atMs }) =>
    from === 'server' && atMs >= (sentMs ?? 0) ? [atMs] : [],
  );
  if (times.length < 4 || sentMs === undefined) return undefined;
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  return last - first <= lumpMs && first - sentMs > 20 * lumpMs;
}

function isSelected({ ws }: ProbeResult): boolean | undefined {
  if (ws === undefined || ws.offered.length === 0 || ws.status !== 101) return undefined;
  return ws.subprotocol !== undefined;
}
