import { setTimeout as wait } from 'node:timers/promises';

import { z } from 'zod';

import { median, quantile, type Figure } from './figure.ts';
import { errorOf, makeProbe, type ProbeScene, withProbeScene } from './probe-scene.ts';

const endpoints = 1_000;
const spacingMs = 4;
const rounds = 3;
const toldSchema = z.record(z.string(), z.number());
const never = new AbortController().signal;
/** Milliseconds that the targets wait, different for neighbours. */
const delayOf = (number: number) => 5 + ((number * 7) % 56);

/** One sweep of a thousand endpoints whose delays are known, beside the exporter launched at the same pace. */
export function benchTiming(): Promise<readonly Figure[]> {
  return withProbeScene(async (scene) => {
    await measureOurs(scene);
    const ours: (readonly number[])[] = [];
    const theirs: (readonly number[])[] = [];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await measureOurs(scene));
      theirs.push(await measureTheirs(scene));
    }
    const detail = `${rounds} sweeps of ${endpoints} endpoints, one in ${spacingMs} ms, beside a delay of 5 to 60 ms`;
    return [
      {
        name: 'first byte, error in the median',
        value: ofRounds(ours, 0.5),
        limit: 0.5,
        unit: 'ms',
        detail: `${detail}; ${beside(ours, theirs, 0.5)}`,
      },
      {
        name: 'first byte, error at p99',
        value: ofRounds(ours, 0.99),
        limit: 10,
        unit: 'ms',
        detail: `${detail}; ${beside(ours, theirs, 0.99)}`,
      },
    ];
  });
}

async function measureOurs({ prober, http }: ProbeScene): Promise<readonly number[]> {
  const probes = Array.from({ length: endpoints }, (_, number) =>
    makeProbe(`${http}/delayed/${delayOf(number)}`, number),
  );
  const errors: number[] = [];
  for await (const result of prober.sweep(probes, { spacingMs, atOnce: 64 }, never))
    errors.push(Math.abs(errorOf(result)));
  return errors;
}

/** The exporter shows no headers: the target is asked afterwards how long it waited. */
async function measureTheirs({ exporter, http }: ProbeScene): Promise<readonly number[]> {
  if (exporter === undefined) return [];
  const begin = performance.now();
  const pending: Promise<number | undefined>[] = [];
  for (let number = 0; number < endpoints; number += 1) {
    const due = begin + number * spacingMs;
    while (performance.now() < due) await wait(1);
    pending.push(exporter.probe(`${http}/delayed/${delayOf(number)}/${number}`));
  }
  const tookMs = await Promise.all(pending);
  const told = new Map(Object.entries(toldSchema.parse(await (await fetch(`${http}/told`)).json())));
  return tookMs.map((ms, number) => Math.abs((ms ?? Number.NaN) - (told.get(String(number)) ?? Number.NaN)));
}

const ofRounds = (errors: readonly (readonly number[])[], share: number) =>
  median(errors.map((round) => quantile(round, share)));

function beside(ours: readonly (readonly number[])[], theirs: readonly (readonly number[])[], share: number): string {
  const quietest = Math.min(...ours.map((round) => quantile(round, share)));
  return `quietest sweep ${quietest.toFixed(2)} ms; exporter ${ofRounds(theirs, share).toFixed(2)} ms`;
}
