import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';

import type { Symptom } from '#domain/diagnosis.ts';
import { badCitationsOf } from '#testing/lab/judge-trial.ts';
import { type InquiryScene, openInquiryScene, proberHere } from '#testing/inquiry-scene.ts';
import { makeSymptom } from '#testing/make-symptom.ts';

import { experiments } from './experiments/experiments.ts';
import type { Inquired, Progress } from './inquire.ts';
import { isFactName } from './predicted-values.ts';

let scene: InquiryScene;
before(async () => {
  scene = await openInquiryScene();
});
after(() => scene[Symbol.asyncDispose]());

const socket = (): string => scene.stack.webSocketUrl;
const api = (path: string): string => `${scene.stack.apiUrl}${path}`;
const closed = (closeCode: number, changes: Partial<Symptom> = {}): Partial<Symptom> => ({
  phase: 'first-message',
  error: 'ConnectionClosedError',
  closeCode,
  closedBy: closeCode === 1006 ? 'nobody' : 'server',
  target: socket(),
  ...changes,
});
const refused = (status: number): Partial<Symptom> => ({ status, target: socket() });
const answered = (status: number, path: string): Partial<Symptom> => ({
  phase: 'http',
  error: 'HTTPStatusError',
  status,
  target: api(path),
});

/** What a suite says of each fault of the stack. */
const shown: Readonly<Record<string, () => Partial<Symptom>>> = {
  'handler-error': () => closed(1011, { closeReason: 'Internal error' }),
  'handler-crash': () => closed(1006),
  'upgrade-not-forwarded': () => refused(404),
  'route-missing': () => refused(403),
  'no-healthy-upstream': () => answered(503, '/health'),
  'token-secret-mismatch': () => refused(401),
  'database-down': () => answered(500, '/api/threads'),
  'service-restart': () => closed(1012, { phase: 'steady' }),
  'message-too-big': () => closed(1009, { phase: 'steady' }),
  'idle-timeout': () => closed(1006, { phase: 'steady', medianMs: 1_300 }),
  'concurrency-limit': () => ({ ...refused(503), tests: ['three connections at once'] }),
};

for (const [fault, symptomOf] of Object.entries(shown)) {
  test(`of ${fault} the likeliest cause is ${fault}, within the time of a quick inquiry`, async () => {
    scene.stack.faults.set([fault]);
    const beganMs = performance.now();
    const found = await scene.ask([makeSymptom(symptomOf())]);
    assert.equal(topOf(found), fault, sayAll(found));
    assert.ok(performance.now() - beganMs < 15_000);
    assertCited(found);
  });
}

for (const [name, symptomOf] of Object.entries({
  'a refused upgrade': () => refused(503),
  'a close with 1011': () => closed(1011),
  'a failed path': () => answered(500, '/api/threads'),
  'an assertion that says nothing of the stack': () => ({ phase: 'assertion', error: 'AssertionError' }) as const,
})) {
  test(`on a healthy stack ${name} is not reproduced, and nobody is accused`, async () => {
    scene.stack.faults.set([]);
    const found = await scene.ask([makeSymptom(symptomOf())]);
    assert.equal(topOf(found), 'healthy', sayAll(found));
    assert.equal(found.observations.find(({ fact }) => fact === 'replay.passed')?.value, 3);
  });
}

test('a closed port is a refused connection, not an error of ours', async () => {
  const port = await freePort();
  const url = `ws://127.0.0.1:${port}/ws`;
  const symptom = makeSymptom({ phase: 'tcp', error: 'ConnectionRefusedError', target: url });
  const variables = { ...scene.stack.variables, DEMO_WS_URL: url, DEMO_API_URL: `http://127.0.0.1:${port}` };
  const found = await scene.ask([symptom], { variables });
  assert.equal(topOf(found), 'connection-refused', sayAll(found));
});

test('symptoms of one endpoint share what was seen of it, and each gets its own diagnosis', async () => {
  scene.stack.faults.set(['handler-error']);
  const one = makeSymptom(closed(1011, { closeReason: 'Internal error' }));
  const alone = await scene.ask([one]);
  const both = await scene.ask([one, makeSymptom({ ...closed(1011), id: 's2' })]);
  assert.deepEqual(
    both.diagnoses.map(({ symptom, causes }) => [symptom.id, causes[0]?.id]),
    [
      ['s1', 'handler-error'],
      ['s2', 'handler-error'],
    ],
  );
  assert.ok(both.probes <= alone.probes + 3, `${both.probes} experiments for two, ${alone.probes} for one`);
});

test('an aborted inquiry says what is known so far', async () => {
  scene.stack.faults.set(['accept-delayed']);
  const stop = new AbortController();
  const onProgress = ({ doing }: Progress): void => void (doing !== '' && setTimeout(() => stop.abort(), 100));
  const beganMs = performance.now();
  const found = await scene.ask([makeSymptom(refused(503))], { onProgress }, stop.signal);
  assert.ok(performance.now() - beganMs < 3_000);
  assert.equal(found.diagnoses.length, 1);
  assert.ok(found.observations.length > 0);
});

test('never more than ten connections are open at a time, and never more than fifteen experiments are made', async () => {
  scene.stack.faults.set(['concurrency-limit']);
  let [open, most] = [0, 0];
  const probe: typeof proberHere.probe = async (each, signal) => {
    open += 1;
    most = Math.max(most, open);
    try {
      return await proberHere.probe(each, signal);
    } finally {
      open -= 1;
    }
  };
  const found = await scene.ask([makeSymptom({ ...refused(503), tests: ['many at once'] })], { prober: { probe } });
  assert.ok(most <= 10 && most > 1, `${most} at a time`);
  assert.ok(found.probes <= 15);
});

test('the first failure leaves three experiments to each of the next two', async () => {
  scene.stack.faults.set([]);
  const begun: number[] = [];
  const onProgress = ({ doing, probes }: Progress): void => {
    if (doing.startsWith('doing what failed again')) begun.push(probes);
  };
  const targets = [socket(), api('/api/threads'), api('/discovery')];
  const symptoms = targets.map((target, index) => makeSymptom({ ...closed(1006), id: `s${index + 1}`, target }));
  // Of what fails in a way that nobody knows all is asked that there is to ask.
  const problem = { code: 'UNKNOWN', message: 'it failed: UNKNOWN', isOurs: false } as const;
  const probe: typeof proberHere.probe = async (each, signal) => {
    const result = await proberHere.probe(each, signal);
    return each.kind === 'http' ? result : { ...result, standing: 'down', brokeAt: 'welcome', problem };
  };
  const parts = { onProgress, depth: 'full', prober: { probe } } as const;
  const found = await scene.ask(symptoms, parts, AbortSignal.timeout(60_000));
  assert.equal(begun[0], 0);
  assert.ok(begun[1] === 8 && found.probes > 8, `${begun.join(', ')} of ${found.probes}`);
});

test('every experiment observes what is in the vocabulary, and names itself once', () => {
  for (const { observes } of experiments) assert.ok(observes.every(isFactName));
  assert.equal(new Set(experiments.map(({ name }) => name)).size, experiments.length);
});

function topOf({ diagnoses: [first] }: Inquired): string | undefined {
  return first?.causes[0]?.id;
}

function sayAll({ diagnoses: [first], observations }: Inquired): string {
  const causes = (first?.causes ?? []).slice(0, 4).map(({ id, confidence }) => `${id} ${confidence.toFixed(2)}`);
  return [causes.join(', '), ...observations.map(({ id, fact, value }) => `${id} ${fact} ${value}`)].join('\n');
}

/** Every id exists, and the sentence of each has the value in it. */
function assertCited(found: Inquired): void {
  assert.deepEqual(badCitationsOf(found), []);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => void server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
