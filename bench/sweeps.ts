import { blipStream, cleanStream, overdispersedStream } from '#testing/sweep-streams.ts';
import { detect, falseAlarms } from '#testing/sweep-trials.ts';

import { quantile, type Figure } from './figure.ts';

/** Days of each kind of stream; six probes once a minute. */
const days = 1_700;
const cases = 300;
const perDay = 0.01;

/** What the detectors, the bursts and the incident desk do with simulated sweeps: false alarms, and how soon what is real is told. */
export async function benchSweeps(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [name, stream] of Object.entries({
    clean: cleanStream,
    'over-dispersed': overdispersedStream,
    blips: blipStream,
  })) {
    const alarms = await falseAlarms(stream(2_026), days);
    figures.push({
      name: `false alarms, ${name}`,
      value: alarms.length / days,
      limit: perDay,
      unit: 'a day',
      detail: `${alarms.length} in ${days} days of 1,440 sweeps`,
    });
  }
  figures.push(...(await detection(1, { share: 1, limit: 3 })), ...(await detection(0.3, { share: 0.95, limit: 6 })));
  figures.push(...(await detection(0.05, { share: 0.95, limit: 120 })));
  return figures;
}

async function detection(
  rate: number,
  { share, limit }: { readonly share: number; readonly limit: number },
): Promise<readonly Figure[]> {
  const found = [];
  for (let seed = 1; seed <= cases; seed += 1) found.push(await detect(rate, seed));
  const sweeps = found.map((each) => each.sweeps);
  const most = Math.max(...found.map(({ incidents }) => incidents));
  const what = `${rate * 100} % failures`;
  const told: Figure = {
    name: `${what}, told`,
    value: quantile(sweeps, share),
    limit,
    unit: 'sweeps',
    detail: `${share === 1 ? 'the latest' : `p${share * 100}`} of ${cases}, median ${quantile(sweeps, 0.5)}`,
  };
  // A leak comes and goes by chance: it may be resolved and come back as another.
  if (rate < 0.3) return [told];
  return [
    told,
    {
      name: `${what}, incidents`,
      value: most,
      limit: 1,
      unit: 'each',
      detail: `the most of ${cases} outages of four hours`,
    },
  ];
}
