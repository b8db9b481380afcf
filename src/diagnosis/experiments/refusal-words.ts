import type { ProbeResult } from '#domain/probe.ts';
import type { Endpoint } from '#probes/endpoints.ts';

import type { Aim, Experiment, Lab } from './experiment.ts';
import { findings, rawOf } from './finding.ts';
import { outcomeWord } from './outcome.ts';

const rounds = 2;

/** What a service says of our good token, beside what it says of one with a wrong signature. */
export const refusalWords: Experiment = {
  name: 'refusal-words',
  observes: ['auth.refusals-differ'],
  costSeconds: 0.6,
  doing: 'comparing how a good and a bad token are refused',
  applies: (aim) => subjectOf(aim) !== undefined,
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    if (endpoint === undefined) return [];
    const told: { readonly good: ProbeResult; readonly bad: ProbeResult }[] = [];
    for (let round = 0; round < rounds && !signal.aborted; round += 1) {
      const good = await lab.probe({ endpoint, changed: noHold(endpoint) }, signal);
      told.push({ good, bad: await lab.probe({ endpoint, changed: { ...noHold(endpoint), token: 'bad' } }, signal) });
    }
    return observe(told, lab);
  },
};

function noHold({ kind }: Endpoint) {
  return kind === 'websocket' ? { hold: '0' } : {};
}

/** A path that signs in; else the websocket. */
function subjectOf({ paths, socket, failingPath }: Aim): Endpoint | undefined {
  if (failingPath?.check.auth !== undefined) return failingPath;
  return (
    paths.find(({ check }) => check.auth !== undefined) ?? (socket?.socket.auth === undefined ? undefined : socket)
  );
}

function observe(told: readonly { readonly good: ProbeResult; readonly bad: ProbeResult }[], lab: Lab) {
  const [first] = told;
  const isRefused = told.every(({ good, bad }) => good.standing === 'down' && bad.standing === 'down');
  if (first === undefined || told.length < rounds || !isRefused) return [];
  const [goods, bads] = [told.map(({ good }) => wordsOf(good)), told.map(({ bad }) => wordsOf(bad))];
  const isSteady = new Set(goods).size === 1 && new Set(bads).size === 1;
  if (!isSteady || goods[0] === undefined || bads[0] === undefined) return [];
  const value = goods[0] !== bads[0];
  const subject = first.good.endpoint;
  const says = `${subject} says "${goods[0].slice(0, 150)}" of our token, and "${bads[0].slice(0, 150)}" of one with a wrong signature`;
  const at = first.good.startedAt;
  return findings([{ fact: 'auth.refusals-differ', value, says, raw: rawOf(first.good), subject }], {
    group: lab.newGroup(),
    at,
    isControlled: true,
  });
}

/** Without what differs from answer to answer: ids, times. */
function wordsOf(result: ProbeResult): string {
  const body = result.http?.body ?? result.ws?.body ?? '';
  const reason = result.ws?.closeReason ?? '';
  return `${outcomeWord(result) ?? ''} ${reason} ${body}`.replaceAll(/[\da-f-]*\d[\da-f-]*/giu, '#').trim();
}
