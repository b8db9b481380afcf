import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { WsFacts } from '#domain/probe.ts';
import { makeWebSocketProbe } from '#testing/make-websocket-probe.ts';
import { closeFrame, frameOf, type Scripted, serveScripted } from '#testing/scripted-socket.ts';

import { probeWebSocket } from './websocket-probe.ts';

const signal = AbortSignal.timeout(60_000);

function closing(ws: WsFacts | undefined): readonly unknown[] {
  return [ws?.closeCode, ws?.closeReason, ws?.closedBy, ws?.isClean, ws?.endedBy];
}

/** What a server does once the WebSocket is open, before any event, and what must be recorded. */
const ends: readonly {
  readonly title: string;
  readonly play: (scripted: Scripted) => void;
  readonly facts: readonly unknown[];
  readonly code: string;
  readonly says: RegExp;
}[] = [
  {
    title: 'a close frame with 1011 and a reason',
    play: ({ socket }) => void socket.end(closeFrame(1011, 'Internal error')),
    facts: [1011, 'Internal error', 'server', true, 'server-end'],
    code: 'CLOSE_1011',
    says: /received 1011 "Internal error", \d\.\d ms after the upgrade/u,
  },
  {
    title: 'a close frame with 1011 and no reason',
    play: ({ socket }) => void socket.end(closeFrame(1011)),
    facts: [1011, '', 'server', true, 'server-end'],
    code: 'CLOSE_1011',
    says: /received 1011 with an empty reason/u,
  },
  {
    title: 'an empty close frame',
    play: ({ socket }) => void socket.end(frameOf(0x88, '')),
    facts: [1005, '', 'server', true, 'server-end'],
    code: 'CLOSE_1005',
    says: /without a code \(1005\)/u,
  },
  {
    title: 'a close frame with a code that is not allowed',
    play: ({ socket }) => void socket.end(closeFrame(999, 'odd')),
    facts: [999, 'odd', 'server', true, 'server-end'],
    code: 'CLOSE_999',
    says: /received 999 "odd", a code that no close frame may carry/u,
  },
  {
    title: 'a close frame with the code that stands for none',
    play: ({ socket }) => void socket.end(closeFrame(1006)),
    facts: [1006, '', 'server', true, 'server-end'],
    code: 'CLOSE_1006',
    says: /received 1006 with an empty reason, a code that no close frame may carry/u,
  },
  {
    title: 'a close frame with 1011, and a reset behind it',
    play: ({ socket, frame }) => {
      socket.write(closeFrame(1011, 'Internal error'));
      void frame(8).then(() => socket.resetAndDestroy());
    },
    facts: [1011, 'Internal error', 'server', false, 'server-reset'],
    code: 'CLOSE_1011',
    says: /received 1011 "Internal error"/u,
  },
  {
    title: 'a FIN without a close frame',
    play: ({ socket }) => void socket.end(),
    facts: [1006, undefined, 'nobody', false, 'server-end'],
    code: 'CLOSE_1006',
    says: /1006: the other side ended it \(FIN\) without a close frame/u,
  },
  {
    title: 'a reset',
    play: ({ socket }) => void setTimeout(() => socket.resetAndDestroy(), 30),
    facts: [1006, undefined, 'nobody', false, 'server-reset'],
    code: 'CLOSE_1006',
    says: /broke it \(ECONNRESET\) without a close frame/u,
  },
  {
    title: 'a close frame with a payload of one byte',
    play: ({ socket }) => void socket.write(frameOf(0x88, 'x')),
    facts: [1002, '', 'client', false, 'client'],
    code: 'SENT_1002',
    says: /sent 1002, the server broke the protocol: a close frame with a payload of one byte/u,
  },
  {
    title: 'a masked frame',
    play: ({ socket }) => void socket.write(Buffer.from([0x81, 0x81, 1, 2, 3, 4, 0x60])),
    facts: [1002, '', 'client', false, 'client'],
    code: 'SENT_1002',
    says: /a masked frame/u,
  },
  {
    title: 'a frame with reserved bits',
    play: ({ socket }) => void socket.write(frameOf(0xc1, 'x')),
    facts: [1002, '', 'client', false, 'client'],
    code: 'SENT_1002',
    says: /reserved bits/u,
  },
  {
    title: 'a text that is not UTF-8',
    play: ({ socket }) => void socket.write(frameOf(0x81, Buffer.from([0xff, 0xfe]))),
    facts: [1007, '', 'client', false, 'client'],
    code: 'SENT_1007',
    says: /not UTF-8/u,
  },
  {
    title: 'a message over 64 KiB',
    play: ({ socket }) => void socket.write(frameOf(0x81, 'x'.repeat(65_537))),
    facts: [1009, '', 'client', false, 'client'],
    code: 'SENT_1009',
    says: /sent 1009, own limit: a message of 65537 bytes, at most 65536 are taken/u,
  },
  {
    title: 'a message over 64 KiB in fragments',
    play: ({ socket }) => {
      socket.write(frameOf(0x01, 'x'.repeat(40_000)));
      socket.write(frameOf(0x80, 'x'.repeat(40_000)));
    },
    facts: [1009, '', 'client', false, 'client'],
    code: 'SENT_1009',
    says: /sent 1009, own limit: a message of 80000 bytes/u,
  },
  {
    title: 'a flood of frames',
    play: ({ socket }) => {
      const many = Buffer.concat(Array.from({ length: 500 }, () => frameOf(0x81, 'x')));
      const pour = (): void => void (socket.destroyed || socket.write(many, () => setImmediate(pour)));
      pour();
    },
    facts: [1008, '', 'client', false, 'client'],
    code: 'SENT_1008',
    says: /sent 1008, own limit: more than 2000 frames within 1 s/u,
  },
];

for (const { title, play, facts, code, says } of ends) {
  test(`a server that sends ${title} is recorded as it was`, async (t) => {
    const url = await serveScripted(t, (scripted) => {
      scripted.socket.write(scripted.accept());
      play(scripted);
    });
    const result = await probeWebSocket(makeWebSocketProbe(url, { welcome: 'connected' }), signal);
    assert.deepEqual([result.brokeAt, result.problem?.code], ['welcome', code]);
    assert.match(result.problem?.message ?? '', says);
    assert.deepEqual(closing(result.ws), facts);
    assert.ok(result.durationMs < 2_000);
  });
}

/** Speaks until we say goodbye, and then takes it in its own way. */
const goodbyes: readonly {
  readonly title: string;
  readonly play: (scripted: Scripted) => void;
  readonly facts: readonly unknown[];
  readonly brokeAt: string | undefined;
  readonly says: RegExp;
}[] = [
  {
    title: 'answers it',
    play: ({ socket }) => void socket.end(closeFrame(1000)),
    facts: [1000, '', 'client', true, 'server-end'],
    brokeAt: undefined,
    says: /^1000, answered with 1000 after \d/u,
  },
  {
    title: 'answers it with an empty close frame and leaves the connection open',
    play: ({ socket }) => void socket.write(frameOf(0x88, '')),
    facts: [1000, '', 'client', true, 'client'],
    brokeAt: undefined,
    says: /^1000, answered with 1005/u,
  },
  {
    title: 'ends without a close frame',
    play: ({ socket }) => void socket.end(),
    facts: [1000, '', 'client', false, 'server-end'],
    brokeAt: undefined,
    says: /ended the connection without a close frame/u,
  },
  {
    title: 'says nothing',
    play: () => undefined,
    facts: [1000, '', 'client', false, 'client'],
    brokeAt: undefined,
    says: /no close frame came back within 2 s/u,
  },
  {
    title: 'resets',
    play: ({ socket }) => void socket.resetAndDestroy(),
    facts: [1000, '', 'client', false, 'server-reset'],
    brokeAt: 'close',
    says: /answered with a reset/u,
  },
  {
    title: 'closes with 1011 of its own at the same moment',
    play: ({ socket }) => void socket.end(closeFrame(1011, 'boom')),
    facts: [1011, 'boom', 'server', true, 'server-end'],
    brokeAt: 'close',
    says: /the server closed with 1011 "boom" as we said 1000/u,
  },
];

for (const { title, play, facts, brokeAt, says } of goodbyes) {
  test(`of our close frame, a server that ${title} is told`, async (t) => {
    const url = await serveScripted(t, (scripted) => {
      scripted.socket.write(scripted.accept());
      void scripted.frame(9).then((payload) => scripted.socket.write(frameOf(0x8a, payload)));
      void scripted.frame(8).then(() => play(scripted));
    });
    const result = await probeWebSocket(makeWebSocketProbe(url), signal);
    assert.equal(result.brokeAt, brokeAt);
    assert.deepEqual(closing(result.ws), facts);
    assert.match(result.steps.find(({ step }) => step === 'close')?.detail ?? '', says);
    assert.ok((result.ws?.pingMs ?? 0) > 0);
  });
}

for (const { code, reason } of [
  { code: 1008, reason: 'rate limit' },
  { code: 1011, reason: 'tool auth service crashed' },
]) {
  test(`a close with ${code} "${reason}" after an expected event is not held against auth`, async (t) => {
    const url = await serveScripted(t, ({ socket, accept, frame }) => {
      socket.write(accept());
      void frame(1).then(() =>
        socket.end(Buffer.concat([frameOf(0x81, '{"type":"started"}'), closeFrame(code, reason)])),
      );
    });
    const asked = {
      authBy: 'header',
      token: 'good',
      send: '{"type":"chat"}',
      expect: ['started', 'completed'],
    } as const;
    const result = await probeWebSocket(makeWebSocketProbe(url, asked), signal);
    assert.deepEqual([result.brokeAt, result.problem?.code], ['round-trip', `CLOSE_${code}`]);
    assert.equal(result.steps.find(({ step }) => step === 'auth')?.outcome, 'passed');
  });
}

test('pings are answered, fragments are put together, binary messages are noted by length', async (t) => {
  const answered = Promise.withResolvers<string>();
  const url = await serveScripted(t, ({ socket, accept, frame }) => {
    socket.write(accept());
    socket.write(frameOf(0x89, 'are you there'));
    socket.write(frameOf(0x01, '{"type":"conn'));
    socket.write(frameOf(0x89, 'in between'));
    socket.write(frameOf(0x00, 'ected"'));
    socket.write(frameOf(0x80, '}'));
    socket.write(frameOf(0x82, Buffer.from([1, 2, 3])));
    void frame(10).then((payload) => answered.resolve(payload.toString()));
    void frame(9).then((payload) => socket.write(frameOf(0x8a, payload)));
    void frame(8).then(() => socket.end(closeFrame(1000)));
  });
  const result = await probeWebSocket(makeWebSocketProbe(url, { welcome: 'connected' }), signal);
  assert.equal(result.standing, 'up');
  assert.equal(await answered.promise, 'are you there');
  assert.deepEqual(
    result.ws?.events.map(({ type, text, bytes }) => ({ type, text, bytes })),
    [
      { type: 'connected', text: '{"type":"connected"}', bytes: 20 },
      { type: undefined, text: undefined, bytes: 3 },
    ],
  );
});

test('of many events the first and the last are kept, their texts cut', async (t) => {
  const url = await serveScripted(t, ({ socket, accept, frame }) => {
    socket.write(accept());
    for (let count = 1; count <= 300; count += 1) socket.write(frameOf(0x81, `${count} ${'x'.repeat(600)}`));
    void frame(9).then((payload) => socket.write(frameOf(0x8a, payload)));
    void frame(8).then(() => socket.end(closeFrame(1000)));
  });
  const { ws } = await probeWebSocket(makeWebSocketProbe(url), signal);
  assert.equal(ws?.events.length, 200);
  assert.deepEqual(
    [ws?.events[0]?.text?.split(' ')[0], ws?.events.at(-1)?.text?.split(' ')[0], ws?.events[0]?.text?.length],
    ['1', '300', 500],
  );
});

test('a server that asks without end and never reads does not make us keep more than a bound', async (t) => {
  const url = await serveScripted(t, ({ socket, accept }) => {
    socket.write(accept());
    socket.pause();
    const pings = Buffer.concat(Array.from({ length: 1_000 }, () => frameOf(0x89, 'x'.repeat(125))));
    for (let count = 0; count < 4; count += 1) socket.write(pings);
  });
  const result = await probeWebSocket(makeWebSocketProbe(url, { welcome: 'connected' }), signal);
  assert.equal(result.problem?.code, 'SENT_1008');
  assert.ok(result.durationMs < 2_500);
});
