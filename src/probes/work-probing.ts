import type { Environment } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { Probing, ProbingAim } from '#domain/probing.ts';

import { closesOf } from './closes-of.ts';
import { findEndpoint, type Endpoint } from './endpoints.ts';
import { measurePairs } from './measure-pairs.ts';
import { createTally, type Tally } from './probing-tally.ts';
import { prepareProbe, toResult } from './prepare-probe.ts';
import { probeAdHoc } from './probe-ad-hoc.ts';
import type { Probe } from './probe.ts';
import type { ProbingWorkerParts } from './start-probing-worker.ts';

/** Those of one person asking: quick to end, gentle to what is measured. */
const pace = { spacingMs: 20, atOnce: 16 };

/** Measures all that one probing is about and writes it down, the results before the end. */
export async function workProbing(queued: Probing, parts: ProbingWorkerParts, signal: AbortSignal): Promise<void> {
  const { probings } = parts.store.watch;
  const begin = { state: 'running', startedAt: parts.now().toISOString(), problem: undefined } as const;
  const probing = await probings.change(queued.id, begin);
  const tally = createTally(probing.id, parts);
  const problem = await measure(probing, { parts, tally, signal });
  // What was stopped on the way is measured again at the next start.
  if (signal.aborted) return tally.stop();
  await keep(tally.all(), parts);
  const { counts, results, pairs } = tally.summary();
  await tally.stop();
  const endedAt = parts.now().toISOString();
  await probings.change(probing.id, { state: 'done', endedAt, counts, results, pairs, problem });
}

export interface Measuring {
  readonly parts: ProbingWorkerParts;
  readonly tally: Tally;
  readonly signal: AbortSignal;
}

/** Resolves to why nothing, or not all, could be measured. */
async function measure(probing: Probing, measuring: Measuring): Promise<string | undefined> {
  const { parts, tally, signal } = measuring;
  const { aim } = probing;
  try {
    switch (aim.kind) {
      case 'address': {
        const wish = { id: `${probing.id}.1`, url: aim.url };
        tally.add(await probeAdHoc(wish, { ...parts.guard, prober: parts.prober, now: parts.now }, signal));
        return undefined;
      }
      case 'endpoints':
        return await measureEndpoints(probing, aim, measuring);
      case 'pairs':
        await measurePairs({ id: probing.id, aim, environment: environmentOf(probing, parts) }, measuring);
        return undefined;
    }
  } catch (error) {
    if (error instanceof OperatorError) return `${error.message}. ${error.hint}`;
    parts.onBug(error, probing.id);
    return 'A fault inside Teneleven; its log says more';
  }
}

async function measureEndpoints(
  probing: Probing,
  aim: Extract<ProbingAim, { kind: 'endpoints' }>,
  { parts, tally, signal }: Measuring,
): Promise<string | undefined> {
  const environment = environmentOf(probing, parts);
  const found = aim.endpoints.map((id) => findEndpoint(id, environment));
  const endpoints = found.filter((endpoint) => endpoint !== undefined);
  const probes: Probe[] = [];
  for (const [index, endpoint] of endpoints.entries()) {
    const prepared = await prepare(endpoint, `${probing.id}.${index + 1}`, { environment, parts, signal });
    if ('unprepared' in prepared) tally.add(prepared.unprepared);
    else probes.push(prepared.probe);
  }
  for await (const result of parts.prober.sweep(probes, pace, signal)) tally.add(result);
  const gone = found.length - endpoints.length;
  return gone === 0 ? undefined : `${gone} of ${found.length} endpoints are not configured any more`;
}

interface Preparing {
  readonly environment: Environment;
  readonly parts: ProbingWorkerParts;
  readonly signal: AbortSignal;
}

async function prepare(
  endpoint: Endpoint,
  id: string,
  { environment, parts, signal }: Preparing,
): Promise<{ readonly probe: Probe } | { readonly unprepared: ProbeResult }> {
  const wish = { ...parts, environment, id, location: 'here' };
  const startedAt = parts.now();
  const prepared = await prepareProbe(endpoint, wish, signal);
  if (!('unprepared' in prepared)) return { probe: prepared };
  return { unprepared: toResult(prepared, endpoint, { ...wish, startedAt }) };
}

function environmentOf({ environment: name = '' }: Probing, { configuration }: ProbingWorkerParts): Environment {
  const environment = configuration().environments.get(name);
  if (environment !== undefined) return environment;
  throw new OperatorError({
    code: 'UNKNOWN_ENVIRONMENT',
    message: `"${name}" is not configured any more`,
    hint: 'Add it to e2e.yaml again, or probe another',
  });
}

/** Plain results of configured endpoints are history; the closes in them count. */
async function keep(results: readonly ProbeResult[], { store }: ProbingWorkerParts): Promise<void> {
  const plain = results.filter((each) => each.environment !== undefined && Object.keys(each.changed).length === 0);
  if (plain.length > 0) await store.watch.probes.add(plain);
  const closes = plain.flatMap((each) => closesOf(each));
  if (closes.length > 0) await store.watch.ledger.add(closes);
}
