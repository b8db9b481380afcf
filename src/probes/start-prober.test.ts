import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { createRedactor } from '#domain/redact.ts';
import { makeHttpProbe } from '#testing/make-probe.ts';
import { waitFor } from '#testing/wait-for.ts';

import type { Prober } from './prober.ts';
import { startProber, type ProberParts } from './start-prober.ts';
import { createOpenThread, type OpenLink } from './thread-link.ts';

const program = new URL('../testing/programs/odd-prober.ts', import.meta.url);
const never = new AbortController().signal;
const pace = { spacingMs: 0, atOnce: 16 };

/** The deaths of threads are counted as bugs, and their starts. */
function startOdd(
  t: TestContext,
  parts: Partial<ProberParts> = {},
): { readonly prober: Prober; readonly bugs: unknown[]; readonly starts: () => number } {
  const bugs: unknown[] = [];
  let started = 0;
  const openThread = createOpenThread(program);
  const openLink: OpenLink = (listener) => {
    started += 1;
    return openThread(listener);
  };
  const prober = startProber({
    redactor: () => createRedactor([]),
    onBug: (bug) => bugs.push(bug),
    openLink,
    ...parts,
  });
  t.after(() => prober.close());
  return { prober, bugs, starts: () => started };
}

const named = (endpoint: string, number = 1) => makeHttpProbe({ endpoint, id: `p1.${number}` });
const codeOf = ({ problem, standing }: ProbeResult) => `${standing} ${problem?.code ?? ''}`.trim();

async function collect(results: AsyncIterable<ProbeResult>): Promise<readonly ProbeResult[]> {
  const collected: ProbeResult[] = [];
  for await (const result of results) collected.push(result);
  return collected;
}

test('a thread is started with the first probe and serves the next ones too', async (t) => {
  const { prober, starts, bugs } = startOdd(t);
  assert.equal(starts(), 0);
  assert.equal(codeOf(await prober.probe(named('fine'), never)), 'up');
  assert.equal(codeOf(await prober.probe(named('fine'), never)), 'up');
  assert.equal(starts(), 1);
  assert.deepEqual(bugs, []);
});

for (const death of ['crashes', 'exits', 'rejects', 'exhausts']) {
  test(`a thread that ${death} leaves what was under way unknown, is reported, and is started again`, async (t) => {
    const { prober, starts, bugs } = startOdd(t);
    const bystander = prober.probe(named('hangs'), never);
    assert.equal(codeOf(await prober.probe(named(death), never)), 'unknown PROBER_DIED');
    assert.equal(codeOf(await bystander), 'unknown PROBER_DIED');
    assert.equal(bugs.length, 1);
    assert.equal(codeOf(await prober.probe(named('fine'), never)), 'up');
    assert.equal(starts(), 2);
  });
}

test('a sweep goes on in a new thread behind what died with the old one', async (t) => {
  const { prober, starts } = startOdd(t);
  const probes = Array.from({ length: 1_000 }, (_, number) => named(number === 20 ? 'exits' : 'fine', number));
  const results = await collect(prober.sweep(probes, pace, never));
  assert.deepEqual(new Set(results.map(({ id }) => id)).size, 1_000);
  const codes = new Set(results.map(codeOf));
  assert.deepEqual(codes, new Set(['up', 'unknown PROBER_DIED']));
  assert.equal(starts(), 2);
});

test('what is thrown inside a probe is a result of its own and reported', async (t) => {
  const { prober, starts, bugs } = startOdd(t);
  assert.equal(codeOf(await prober.probe(named('throws'), never)), 'unknown BUG');
  assert.equal(codeOf(await prober.probe(named('fine'), never)), 'up');
  assert.equal(starts(), 1);
  assert.match(String(bugs.map((bug) => (bug instanceof Error ? bug.cause : bug))), /a mistake in a probe/u);
});

test('one probe can be stopped while others go on', async (t) => {
  const { prober } = startOdd(t);
  const stop = new AbortController();
  const stopped = prober.probe(named('hangs'), stop.signal);
  assert.equal(codeOf(await prober.probe(named('fine'), never)), 'up');
  stop.abort();
  assert.equal(codeOf(await stopped), 'unknown ABORTED');
  assert.equal(codeOf(await prober.probe(named('fine'), stop.signal)), 'unknown ABORTED');
});

test('a stopped sweep has a result for each of its probes', async (t) => {
  const { prober } = startOdd(t);
  const stop = new AbortController();
  const probes = Array.from({ length: 1_000 }, (_, number) => named(number < 10 ? 'fine' : 'hangs', number));
  const results: ProbeResult[] = [];
  for await (const result of prober.sweep(probes, pace, stop.signal)) {
    results.push(result);
    if (results.length === 10) stop.abort();
  }
  assert.equal(new Set(results.map(({ id }) => id)).size, 1_000);
  assert.equal(results.filter((result) => codeOf(result) === 'unknown ABORTED').length, 990);
  assert.equal((await collect(prober.sweep(probes, pace, stop.signal))).length, 1_000);
});

test('whoever leaves a sweep early ends its probes', async (t) => {
  const { prober } = startOdd(t);
  const probes = ['fine', ...Array.from({ length: 63 }, () => 'hangs')].map(named);
  for await (const result of prober.sweep(probes, { spacingMs: 0, atOnce: 64 }, never)) {
    assert.equal(codeOf(result), 'up');
    break;
  }
  const results = await collect(prober.sweep([named('fine')], pace, never));
  assert.deepEqual(results.map(codeOf), ['up']);
});

test('a sweep has a thousand results of a thousand probes, and those of single probes come in between', async (t) => {
  const { prober, starts } = startOdd(t);
  const probes = Array.from({ length: 1_000 }, (_, number) => named('fine', number));
  const sweeping = collect(prober.sweep(probes, { spacingMs: 0.5, atOnce: 64 }, never));
  assert.equal(codeOf(await prober.probe(named('fine'), never)), 'up');
  const results = await sweeping;
  assert.equal(new Set(results.map(({ id }) => id)).size, 1_000);
  assert.ok(results.every(({ standing }) => standing === 'up'));
  assert.equal(starts(), 1);
});

test('closing ends what is under way as unknown, and nothing is probed after', async (t) => {
  const { prober, starts, bugs } = startOdd(t);
  const single = prober.probe(named('hangs'), never);
  const probes = Array.from({ length: 400 }, (_, number) => named('hangs', number));
  const sweeping = collect(prober.sweep(probes, pace, never));
  assert.equal(codeOf(await prober.probe(named('fine'), never)), 'up');
  await prober.close();
  assert.equal(codeOf(await single), 'unknown PROBER_CLOSED');
  const results = await sweeping;
  assert.equal(results.length, 400);
  assert.deepEqual(new Set(results.map(codeOf)), new Set(['unknown PROBER_CLOSED']));
  assert.equal(codeOf(await prober.probe(named('fine'), never)), 'unknown PROBER_CLOSED');
  assert.equal((await collect(prober.sweep(probes, pace, never))).length, 400);
  assert.equal(starts(), 1);
  assert.deepEqual(bugs, []);
});

test('a thread that nobody needs is ended, and started again when it is needed', async (t) => {
  let ended = 0;
  const openThread = createOpenThread(program);
  const openLink: OpenLink = (listener) => {
    const link = openThread(listener);
    return {
      ...link,
      end: async () => {
        await link.end();
        ended += 1;
      },
    };
  };
  const { prober, bugs } = startOdd(t, { idleMs: 30, openLink });
  assert.equal(codeOf(await prober.probe(named('fine'), never)), 'up');
  await waitFor('the idle thread to end', () => (ended === 1 ? true : undefined));
  assert.equal(codeOf(await prober.probe(named('fine'), never)), 'up');
  assert.deepEqual(bugs, []);
});

test('the thread knows no variables and prints nothing', async (t) => {
  const { prober } = startOdd(t);
  assert.equal((await prober.probe(named('says variables'), never)).location, '');
  const write = t.mock.method(process.stdout, 'write');
  await prober.probe(named('chatters'), never);
  assert.equal(write.mock.calls.filter(({ arguments: [text] }) => String(text).includes('standard output')).length, 0);
});

test('more probes than can wait are refused as unknown', async (t) => {
  const { prober } = startOdd(t);
  const stop = new AbortController();
  const probes = Array.from({ length: 5_000 }, () => prober.probe(named('hangs'), stop.signal));
  assert.equal(codeOf(await prober.probe(named('fine'), never)), 'unknown PROBER_FULL');
  stop.abort();
  const results = await Promise.all(probes);
  assert.deepEqual(new Set(results.map(codeOf)), new Set(['unknown ABORTED']));
});
