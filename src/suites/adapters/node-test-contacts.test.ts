import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { WebSocketServer } from 'ws';

import type { TestResult } from '#domain/test-result.ts';
import { suiteOnDisk } from '#testing/suite-run.ts';

const ws = pathToFileURL(new URL('../../../node_modules/ws/wrapper.mjs', import.meta.url).pathname).href;

const whole = `
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { after, before, beforeEach, describe, it, test } from 'node:test';
import { WebSocket } from '${ws}';

const port = Number(process.env.PORT);
const url = \`http://localhost:\${port}/\`;
const ask = async () => (await fetch(url)).text();

test('asks', async () => assert.equal(await ask(), 'hello'));
test('asks again', async () => assert.equal(await ask(), 'hello'));
test('asks nothing', () => {});
test('is refused', async () => assert.rejects(fetch('http://127.0.0.1:1/')));
test('asks by request', async () => {
  const body = await new Promise((resolve) => http.get(url, async (response) => resolve(String(await response.toArray()))));
  assert.equal(body, 'hello');
});
test('by callback', (t, done) => { http.get(url, (response) => response.resume().on('end', done)); });
test('socket', async (t) => {
  const socket = new WebSocket(url.replace('http', 'ws'));
  t.after(() => socket.terminate());
  await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject));
});
test('outer', async (t) => { await t.test('inner', ask); });
describe('set up', () => {
  let text;
  beforeEach(async () => { text = await ask(); });
  it('uses it', () => assert.equal(text, 'hello'));
});
describe('at once', { concurrency: 3 }, () => {
  it('one', async () => { await ask(); });
  it('two', async () => { await new Promise((resolve) => setTimeout(resolve, 20)); });
  it('three', ask);
});
describe('shared', () => {
  let socket;
  before(async () => { socket = new WebSocket(url.replace('http', 'ws')); await new Promise((resolve) => socket.once('message', resolve)); });
  after(() => socket.terminate());
  it('speaks', async () => { socket.send('x'); await new Promise((resolve) => socket.once('message', resolve)); });
  it('is silent', async () => {});
});
`;

const rootHooks = `
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

let text;
before((context) => {
  const of = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(context), 'fullName').get;
  Object.defineProperty(Object.getPrototypeOf(context), 'fullName', {
    get() {
      if (this.name === '<root>') throw new TypeError('no parent');
      return Reflect.apply(of, this, []);
    },
  });
});
before(async () => { text = await (await fetch(\`http://localhost:\${process.env.PORT}/\`)).text(); });
test('uses what was fetched', () => assert.equal(text, 'hello'));
test('asks nothing', () => {});
`;

const met = [
  'asks',
  'asks again',
  'asks by request',
  'by callback',
  'socket',
  'outer > inner',
  'outer',
  'set up > uses it',
  'at once > one',
  'at once > three',
  'shared > speaks',
];

for (const [mode, words] of [
  ['in a process of its own', []],
  ['in the process of the runner', ['--test-isolation=none']],
] as const) {
  test(`each test of a file ${mode} is told with what it was connected to`, async () => {
    const { tests, port } = await contactsOf(words);
    const reached = tests.filter(({ contacts }) =>
      contacts?.some((each) => each.host === 'localhost' && each.port === port && (each.bytesIn ?? 0) > 0),
    );
    assert.deepEqual(reached.map(nameOf), met);
    const others = tests.filter((each) => !reached.includes(each));
    assert.deepEqual(
      others.map((each) => [nameOf(each), each.contacts]),
      ['asks nothing', 'is refused', 'at once > two', 'shared > is silent'].map((name) => [name, []]),
    );
  });
}

test('a hook of the whole file is recorded where Node throws when it is asked for its name, as Node 20 does', async () => {
  const { tests } = await contactsOf([], { suite: rootHooks, passed: 2 });
  assert.deepEqual(
    tests.map((each) => [nameOf(each), each.contacts?.length]),
    [
      ['uses what was fetched', 1],
      ['asks nothing', 0],
    ],
  );
});

async function contactsOf(
  words: readonly string[],
  { suite, passed } = { suite: whole, passed: 15 },
): Promise<{ tests: readonly TestResult[]; port: number }> {
  await using server = createServer((_, response) => response.end('hello')).listen(0, 'localhost');
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.on('message', () => socket.send('back')).send('welcome'));
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  using files = suiteOnDisk({ 'it.test.mjs': suite });
  const { report, stdout } = await files.run({
    runner: 'node-test',
    command: [process.execPath, '--test', ...words, 'it.test.mjs'],
    variables: { PORT: String(address.port) },
  });
  server.closeAllConnections();
  assert.equal(report.tests.filter(({ outcome }) => outcome === 'passed').length, passed, stdout);
  return { tests: report.tests, port: address.port };
}

function nameOf({ id }: TestResult): string {
  return id.split(' > ').slice(1).join(' > ');
}
