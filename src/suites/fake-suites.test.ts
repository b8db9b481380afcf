import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { WebSocketServer } from 'ws';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { createRedactor } from '#domain/redact.ts';
import { mutantNames, type TestProof } from '#domain/test-proof.ts';
import { pytestCommand } from '#testing/pytest-words.ts';
import { needs } from '#testing/tools.ts';

import { checkProven } from './check-proven.ts';
import { createGuardian } from './guardian.ts';
import { proofSample } from './proof-sample.ts';
import { proveSuite } from './prove-suite.ts';
import { runSuite, type SuiteOutcome } from './run-suite.ts';

const folder = fileURLToPath(new URL('../testing/fake-suites', import.meta.url));
const pytest = [...pytestCommand, '-q', '-p', 'no:cacheprovider'];
const node = [process.execPath, '--test'];

interface Tried {
  readonly first: SuiteOutcome;
  readonly proofs: readonly TestProof[];
  /** What is said of the run when nothing was known of its tests. */
  readonly checked: SuiteOutcome;
  /** The same, when the proofs were known. */
  readonly again: SuiteOutcome;
}

const suites = {
  fakesInPython: { runner: 'pytest', command: [...pytest, 'test_fakes.py'] },
  realInPython: { runner: 'pytest', command: [...pytest, 'test_real.py'] },
  fakesInNode: { runner: 'node-test', command: [...node, 'fakes.e2e.mjs'] },
  realInNode: { runner: 'node-test', command: [...node, 'real.e2e.mjs'] },
} as const;

for (const [language, needed] of [
  ['Python', needs('pytest', 'httpx')],
  ['Node', {}],
] as const) {
  test(`of the green fakes in ${language} none is believed`, needed, async () => {
    const { first, proofs } = await tried(suites[`fakesIn${language}`]);
    assert.deepEqual([first.state, first.verdict], ['passed', 'unproven']);
    const survivors = new Set(proofs.filter(({ survived }) => survived.length > 0).map((proof) => proof.test));
    const believed = first.tests.filter(({ id, outcome }) => outcome === 'passed' && !survivors.has(id));
    assert.deepEqual(
      believed.map(({ id }) => id),
      [],
    );
  });

  test(`of the real ones in ${language} none is called fake`, needed, async () => {
    const { first, proofs, checked, again } = await tried(suites[`realIn${language}`]);
    assert.deepEqual(
      [first.state, checked.verdict, again.verdict],
      ['passed', 'proven', 'proven'],
      again.verdictReason,
    );
    assert.equal(proofs.length, first.tests.length);
    assert.deepEqual(
      proofs.filter(({ survived }) => survived.length > 0),
      [],
    );
    const overSocket = proofs.filter(({ asked }) => asked.length === mutantNames.length);
    assert.deepEqual(
      overSocket.map((proof) => /websocket/iu.test(proof.test)),
      [true],
    );
    assert.ok(proofs.every(({ asked }) => asked.length >= mutantNames.length - 1));
  });
}

test(
  'a suite that meets the stack and does not care is not proven by its first run',
  needs('pytest', 'httpx'),
  async () => {
    const command = [...pytest, 'test_fakes.py', '-k', 'swallows or ignores or falls_back'];
    const { first, checked, again } = await tried({ runner: 'pytest', command });
    assert.deepEqual([first.verdict, checked.verdict, again.verdict], ['proven', 'unproven', 'unproven']);
    assert.match(
      checked.verdictReason ?? '',
      /^3 of 3 passed tests also passed against a target that does not work \(a closed port; r2\): "test_fakes/u,
    );
  },
);

async function tried(suiteText: { readonly runner: string; readonly command: readonly string[] }): Promise<Tried> {
  await using stack = await startStack();
  await using other = await startStack();
  const runs = await mkdtemp(path.join(tmpdir(), 'teneleven-fakes-'));
  const origin = `127.0.0.1:${stack.port}`;
  const { environments, suites: named } = parseConfiguration(
    JSON.stringify({
      environments: {
        staging: { services: { api: { url: `http://${origin}` } }, websockets: { chat: { url: `ws://${origin}/ws` } } },
      },
      suites: {
        tried: {
          ...suiteText,
          environment: {
            STACK_URL: '${services.api.url}',
            STACK_WS: '${websockets.chat.url}',
            OTHER_URL: `http://127.0.0.1:${other.port}`,
            PYTHONDONTWRITEBYTECODE: '1',
          },
        },
      },
    }),
    path.join(folder, 'e2e.yaml'),
  );
  const [environment] = environments.values();
  const [suite] = named.values();
  assert.ok(environment !== undefined && suite !== undefined);
  const order = {
    suite,
    environment,
    selection: {},
    folder: runs,
    marker: `fakes-${process.pid}/r1`,
    variables: { PATH: process.env['PATH'] },
    redactor: createRedactor([]),
    guardian: createGuardian(),
    onVersions: () => undefined,
    onStart: () => undefined,
  };
  const signal = new AbortController().signal;
  try {
    const first = await runSuite(order, signal);
    const sample = proofSample(first.tests, []);
    const selection = { tests: sample.map(({ id }) => id) };
    const { proofs } = await proveSuite({ ...order, selection, run: 'r2', sample, now: () => new Date() }, signal);
    const around = { ...order, run: 'r2', now: () => new Date() };
    const checked = await checkProven(first, { ...around, proofs: [] }, signal);
    return { first, proofs, checked, again: await checkProven(first, { ...around, proofs }, signal) };
  } finally {
    order.guardian.close();
    await rm(runs, { recursive: true, force: true });
  }
}

async function startStack(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((request, response) => {
    const isThing = request.url?.startsWith('/thing') === true;
    response.writeHead(isThing ? 200 : 404, { 'content-type': 'application/json' });
    response.end(isThing ? '{"name":"thing"}' : '{}');
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) =>
    socket.on('message', (_, isBinary) => socket.send('hello', { binary: isBinary })),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const close = async (): Promise<void> => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { port: address.port, [Symbol.asyncDispose]: close };
}
