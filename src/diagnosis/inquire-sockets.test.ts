import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test, type TestContext } from 'node:test';

import { type WebSocket, WebSocketServer } from 'ws';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { badCitationsOf } from '#testing/lab/judge-trial.ts';
import { type InquiryScene, openInquiryScene } from '#testing/inquiry-scene.ts';
import { makeSymptom } from '#testing/make-symptom.ts';

import type { Inquired } from './inquire.ts';

let scene: InquiryScene;
before(async () => {
  scene = await openInquiryScene();
});
after(() => scene[Symbol.asyncDispose]());

const mostMs = 12_000;

/** Asks a websocket of one's own why a conversation over it ended with that code, in a test that opens many. */
async function askWhy(t: TestContext, meet: (socket: WebSocket) => void, closeCode: number): Promise<Inquired> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  t.after(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await once(server, 'listening');
  server.on('connection', meet);
  const address = server.address();
  const url = `ws://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
  const yaml = `environments: { staging: { websockets: { desk: { url: '${url}', send: hello } } } }\nsuites: {}\n`;
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment !== undefined);
  const tests = ['many tabs at once'];
  const symptom = makeSymptom({ phase: 'first-message', error: 'ConnectionClosedError', closeCode, tests });
  const found = await scene.ask([symptom], { environment }, AbortSignal.timeout(mostMs));
  assert.deepEqual(badCitationsOf(found), []);
  return found;
}

const valueOf = ({ observations }: Inquired, fact: string): unknown =>
  observations.find((each) => each.fact === fact)?.value;

test('where the oldest connection has to go for the next one, that is a cap, and no race', async (t) => {
  const open: WebSocket[] = [];
  const found = await askWhy(
    t,
    (socket) => {
      open.push(socket);
      socket.on('close', () => open.splice(open.indexOf(socket), 1));
      if (open.length > 3) open[0]?.close(4001, 'signed in elsewhere');
    },
    4001,
  );
  assert.equal(valueOf(found, 'ws.oldest-closed'), true);
  assert.equal(valueOf(found, 'ws.knee-repeats'), true);
  assert.equal(valueOf(found, 'ws.fails-from'), 4);
  const confidence = (id: string): number =>
    found.diagnoses[0]?.causes.find((cause) => cause.id === id)?.confidence ?? 0;
  assert.ok(confidence('user-connection-cap') > confidence('handler-race'));
});
