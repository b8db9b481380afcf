import { median, quantile, type Figure } from './figure.ts';
import { errorOf, makeProbe, type ProbeScene, withProbeScene } from './probe-scene.ts';

const endpoints = 20;
const repeats = 40;
const rounds = 5;
const spacingMs = 4;
const delayMs = 20;
const stallMs = 100;
/** A stall begins this often, so one probe in four meets one. */
const everyMs = 400;
const never = new AbortController().signal;

/** How far 100 ms without a turn of the main thread move the 95th percentile of any endpoint. */
export function benchStall(): Promise<readonly Figure[]> {
  return withProbeScene(async (scene) => {
    await measure(scene);
    const seen: { readonly worst: number; readonly p95: string }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const calm = await measure(scene);
      const stalling = setInterval(stall, everyMs);
      const stalled = await measure(scene);
      clearInterval(stalling);
      const moved = calm.map((errors, number) => quantile(stalled[number] ?? [], 0.95) - quantile(errors, 0.95));
      seen.push({ worst: Math.max(...moved), p95: `${ofAll(stalled)} ms against ${ofAll(calm)} ms` });
    }
    const detail = `worst of ${endpoints} endpoints, median of ${rounds} rounds of ${repeats} probes each with and without; p95 of all ${seen.map(({ p95 }) => p95).join(', ')}`;
    const value = median(seen.map(({ worst }) => worst));
    return [{ name: `a stall of ${stallMs} ms moves a p95 by`, value, limit: 8, unit: 'ms', detail }];
  });
}

const ofAll = (errors: readonly (readonly number[])[]) => quantile(errors.flat(), 0.95).toFixed(2);

/** Errors of each endpoint. */
async function measure({ prober, http }: ProbeScene): Promise<readonly (readonly number[])[]> {
  const errors: number[][] = Array.from({ length: endpoints }, () => []);
  const probes = Array.from({ length: endpoints * repeats }, (_, number) =>
    makeProbe(`${http}/delayed/${delayMs}`, number % endpoints),
  );
  for await (const result of prober.sweep(probes, { spacingMs, atOnce: 64 }, never))
    errors[Number(result.endpoint.slice('service-'.length))]?.push(errorOf(result));
  return errors;
}

function stall(): void {
  const end = performance.now() + stallMs;
  while (performance.now() < end);
}
