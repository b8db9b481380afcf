import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import { createTokens } from '#probes/tokens.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import { createIncidentDesk } from '#sweeps/incident-desk.ts';
import { startSweeper } from '#sweeps/start-sweeper.ts';
import type { Ticks } from '#sweeps/cron-ticker.ts';

import { median, type Figure } from './figure.ts';
import { errorOf, makeProbe, type ProbeScene, withProbeScene } from './probe-scene.ts';

const services = 250;
const sweeps = 4;
/** A bot that has been up for an hour has run its code this often. */
const probesBefore = 3_000;
const never = new AbortController().signal;
const variables = {};
const now = () => new Date();
const onBug = (bug: unknown): void => console.error(bug);

/** What a scheduled check costs, all in: preparing, pacing, probing, writing to disk, judging; over whole sweeps with their pauses. */
export function benchCheckCost(): Promise<readonly Figure[]> {
  return withProbeScene(async (scene) => {
    const data = await mkdtemp(path.join(tmpdir(), 'teneleven-bench-'));
    try {
      await warmUp(scene);
      const costs = await measure(scene, data);
      const [first = Number.NaN, ...settled] = costs;
      return [
        {
          name: 'processor time of a scheduled http check',
          value: median(settled),
          limit: 1.5,
          unit: 'ms',
          detail: `median of ${settled.length} sweeps of ${services} endpoints, all of this process: ${settled.map((ms) => ms.toFixed(2)).join(', ')}; after ${probesBefore} others; the first, with a cold store, ${first.toFixed(2)} ms`,
        },
      ];
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  });
}

async function warmUp({ prober, http }: ProbeScene): Promise<void> {
  const probes = Array.from({ length: probesBefore }, (_, number) => makeProbe(`${http}/`, number));
  for await (const result of prober.sweep(probes, { spacingMs: 0, atOnce: 16 }, never)) errorOf(result);
}

async function measure({ prober, http }: ProbeScene, data: string): Promise<readonly number[]> {
  const configuration = parseConfiguration(configurationOf(http), 'e2e.yaml');
  const store = await openJsonStore({ data, keepRuns: 50, now });
  const stop = new AbortController();
  const authorities = createAuthorityFiles();
  const desk = createIncidentDesk({ store, configuration: () => configuration, now, log: { warn: () => undefined } });
  const due = Promise.withResolvers<Ticks['onDue']>();
  const sweeper = startSweeper(
    {
      prober,
      authorities,
      tokens: createTokens({ variables, authorities, now }),
      variables,
      configuration: () => configuration,
      watch: store.watch,
      desk,
      onTrouble: onBug,
      onBug,
      ticker: (_, { onDue }) => {
        due.resolve(onDue);
        return () => undefined;
      },
    },
    stop.signal,
  );
  try {
    return await sweepOften(await due.promise);
  } finally {
    stop.abort();
    await sweeper.settled();
    await store.close();
  }
}

/** Milliseconds of processor time for each check, sweep by sweep. */
async function sweepOften(sweep: Ticks['onDue']): Promise<readonly number[]> {
  const costs: number[] = [];
  for (let round = 0; round < sweeps; round += 1) {
    const before = process.cpuUsage();
    await sweep(new Date());
    await wait(1_000);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1_000 / services);
  }
  return costs;
}

function configurationOf(http: string): string {
  const each = Array.from({ length: services }, (_, number) => `s${number}: { url: "${http}", health: /delayed/5 }`);
  return `environments: { staging: { services: { ${each.join(', ')} } } }
suites: { none: { runner: pytest, command: [pytest] } }
sweeps: { every-minute: { cron: "* * * * *", environment: staging, endpoints: all } }
`;
}
