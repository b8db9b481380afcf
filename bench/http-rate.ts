import { median, type Figure } from './figure.ts';
import { errorOf, makeProbe, type ProbeScene, withProbeScene } from './probe-scene.ts';

const probes = 2_000;
const atOnce = 16;
const rounds = 5;
const never = new AbortController().signal;

/** Fresh connections probed per second of processor time, all of this process against all of the exporter's. */
export function benchHttpRate(): Promise<readonly Figure[]> {
  return withProbeScene(async (scene) => {
    const figures: Figure[] = [];
    for (const scheme of ['http', 'https'] as const) {
      await measureOurs(scene, scheme);
      await measureTheirs(scene, scheme);
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        ours.push(await measureOurs(scene, scheme));
        if (scene.exporter !== undefined) theirs.push(await measureTheirs(scene, scheme));
      }
      if (theirs.length > 0) figures.push(toFigure(scheme, ours, theirs));
      else console.log(`SKIPPED ${scheme}: ${rateOf(ours)} probes per processor second, compared with nothing`);
    }
    return figures;
  });
}

/** Milliseconds of processor time for one probe. */
async function measureOurs({ prober, ca, ...targets }: ProbeScene, scheme: 'http' | 'https'): Promise<number> {
  const authority = scheme === 'https' ? ca : undefined;
  const asked = Array.from({ length: probes }, (_, number) => makeProbe(`${targets[scheme]}/`, number, authority));
  const before = process.cpuUsage();
  for await (const result of prober.sweep(asked, { spacingMs: 0, atOnce }, never)) errorOf(result);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / probes;
}

async function measureTheirs({ exporter, ...targets }: ProbeScene, scheme: 'http' | 'https'): Promise<number> {
  if (exporter === undefined) return Number.NaN;
  const before = await exporter.cpuSeconds();
  let left = probes;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      if ((await exporter.probe(`${targets[scheme]}/`)) === undefined)
        throw new Error('A probe of the exporter failed');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  return (((await exporter.cpuSeconds()) - before) * 1_000) / probes;
}

function toFigure(scheme: string, ours: readonly number[], theirs: readonly number[]): Figure {
  return {
    name: `processor time of a fresh ${scheme} probe, against the blackbox exporter`,
    value: median(ours) / median(theirs),
    limit: scheme === 'http' ? 0.5 : 1,
    unit: '×',
    detail: `medians of ${rounds} rounds of ${probes}: ${median(ours).toFixed(3)} ms against ${median(theirs).toFixed(3)} ms, ${rateOf(ours)} against ${rateOf(theirs)} probes per processor second; quietest ${Math.min(...ours).toFixed(3)} ms against ${Math.min(...theirs).toFixed(3)} ms`,
  };
}

const rateOf = (costMs: readonly number[]) => (1_000 / median(costMs)).toFixed(0);
