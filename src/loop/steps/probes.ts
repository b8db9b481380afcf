import type { ProbeResult } from '#domain/probe.ts';
import { isProbingActive, type Probing } from '#domain/probing.ts';
import { endpointsOf } from '#probes/endpoints.ts';

import { followRecord } from '../follow-record.ts';
import { finding, observe, type LoopStepWork, type Seen } from '../step-context.ts';

const mostNamed = 5;
const mostSeen = 20;

/** Probes every endpoint once: a health path may be green while the socket is broken. */
export const probesStep: LoopStepWork = async (context, signal) => {
  const { environment, parts, loop, round, write } = context;
  const endpoints = endpointsOf(environment).map(({ id }) => id);
  if (endpoints.length === 0) return { state: 'skipped', says: 'No endpoint is configured' };
  const { probings } = parts.store.watch;
  const { probing: queued } = await probings.add({
    requestId: `${loop.id}.${round.number}.probes`,
    environment: environment.name,
    aim: { kind: 'endpoints', word: 'all', endpoints },
    partOf: loop.id,
    requestedBy: loop.requestedBy,
    place: loop.place,
    queuedAt: parts.now().toISOString(),
  });
  await write({ kind: 'noted', round: { probing: queued.id } });
  const ended = await followRecord(
    {
      get: () => probings.get(queued.id),
      subscribe: (listener) => probings.subscribe((id) => void (id === queued.id && listener())),
      hasEnded: (each) => !isProbingActive(each),
    },
    signal,
  );
  if (ended === undefined || isProbingActive(ended)) {
    return { state: 'interrupted', says: `${queued.id} did not end` };
  }
  const seen = seenIn(ended);
  const isGood =
    ended.state === 'done' && ended.counts.down + ended.counts.unknown === 0 && ended.problem === undefined;
  return {
    state: isGood ? 'passed' : 'failed',
    says: sayProbing(ended),
    saw: seen.map(observe(context, 'probes', 'probe')),
  };
};

function sayProbing({ id, counts, results, problem, state }: Probing): string {
  const { up, down, unknown } = counts;
  const total = up + down + unknown;
  if (state !== 'done') return `${id} was ${state}`;
  const bad = results.filter(({ standing }) => standing !== 'up');
  const named = bad.slice(0, mostNamed).map(sayResult);
  const more = bad.length > named.length ? [`and ${bad.length - named.length} more`] : [];
  const first = `${up} of ${total} endpoints up${unknown > 0 ? `, ${unknown} not measured` : ''} (${id})`;
  return [first, ...named, ...more, ...(problem === undefined ? [] : [problem])].join('; ');
}

function sayResult({ endpoint, standing, brokeAt, problem }: ProbeResult): string {
  const where = brokeAt === undefined ? '' : ` at ${brokeAt}`;
  return `${endpoint} is ${standing}${where}${problem === undefined ? '' : `: ${problem.message}`}`;
}

function seenIn({ id, counts, results, problem }: Probing): readonly Seen[] {
  const { up, down, unknown } = counts;
  const bad = results.filter(({ standing }) => standing !== 'up').slice(0, mostSeen);
  return [
    { fact: 'probes.up', value: up, says: `${id}: ${up} up, ${down} down, ${unknown} not measured`, subject: id },
    ...bad.map((result): Seen => {
      const value = result.problem?.code ?? result.standing;
      return { fact: 'probes.broken', value, says: sayResult(result), subject: result.endpoint, raw: result.url };
    }),
    ...bad.map((result) => finding('endpoint-broken', sayResult(result), result.endpoint)),
    ...(problem === undefined ? [] : [finding('probes-incomplete', problem)]),
  ];
}
