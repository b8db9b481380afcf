import assert from 'node:assert/strict';
import { test } from 'node:test';

import { closeFrame, frameOf } from '#testing/scripted-socket.ts';

import { createFrameReader } from './websocket-reader.ts';

/** Everything that is read out of those chunks, in words. */
function read(chunks: readonly Buffer[], maxBytes = 1_000): readonly string[] {
  const seen: string[] = [];
  const reader = createFrameReader(
    {
      frame: () => undefined,
      message: (payload, isBinary) => void seen.push(`${isBinary ? 'binary' : 'text'} ${payload.toString('latin1')}`),
      ping: (payload) => void seen.push(`ping ${payload.toString('latin1')}`),
      pong: (payload) => void seen.push(`pong ${payload.toString('latin1')}`),
      close: (code, reason) => void seen.push(`close ${code} ${reason}`),
      violation: ({ code, message }) => void seen.push(`violation ${code} ${message}`),
    },
    maxBytes,
  );
  for (const chunk of chunks) reader.push(chunk);
  return seen;
}

const stream = Buffer.concat([
  frameOf(0x81, 'one'),
  frameOf(0x89, ''),
  frameOf(0x01, 'tw'),
  frameOf(0x8a, 'pong'),
  frameOf(0x00, ''),
  frameOf(0x80, 'o'),
  frameOf(0x82, 'x'.repeat(300)),
  closeFrame(1011, 'Internal error'),
  frameOf(0x81, 'nothing behind a close frame is read'),
]);
const words = ['text one', 'ping ', 'pong pong', 'text two', `binary ${'x'.repeat(300)}`, 'close 1011 Internal error'];

test('frames are the same whether they arrive at once, byte by byte or cut anywhere', () => {
  assert.deepEqual(read([stream]), words);
  assert.deepEqual(read([...stream].map((byte) => Buffer.from([byte]))), words);
  for (let cut = 1; cut < stream.length; cut += 1) {
    assert.deepEqual(read([stream.subarray(0, cut), stream.subarray(cut)]), words);
  }
});

test('a length of eight bytes is refused before its payload is there', () => {
  const head = Buffer.from([0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  assert.match(read([head])[0] ?? '', /^violation 1009 /u);
});

const violations: readonly (readonly [string, Buffer, number])[] = [
  ['a continuation of nothing', frameOf(0x80, 'x'), 1002],
  ['a new message within another', Buffer.concat([frameOf(0x01, 'x'), frameOf(0x81, 'y')]), 1002],
  ['an unknown opcode for data', frameOf(0x83, 'x'), 1002],
  ['an unknown opcode for control', frameOf(0x8b, 'x'), 1002],
  ['a ping in fragments', frameOf(0x09, 'x'), 1002],
  ['a ping of 126 bytes', frameOf(0x89, 'x'.repeat(126)), 1002],
  ['compression that was not agreed on', frameOf(0xc1, 'x'), 1002],
  ['a close frame of one byte', frameOf(0x88, 'x'), 1002],
  ['half a character', frameOf(0x81, Buffer.from([0xe2, 0x82])), 1007],
  ['more than is taken', frameOf(0x81, 'x'.repeat(1_001)), 1009],
];

for (const [title, bytes, code] of violations) {
  test(`${title} is refused with ${code}, and nothing behind it is read`, () => {
    const seen = read([Buffer.concat([bytes, frameOf(0x81, 'behind')])]);
    assert.equal(seen.length, 1);
    assert.match(seen[0] ?? '', new RegExp(`^violation ${code} `, 'u'));
  });
}

test('a character that is cut by a fragment is whole in the message', () => {
  const euro = Buffer.from('€');
  const chunks = [frameOf(0x01, euro.subarray(0, 1)), frameOf(0x80, euro.subarray(1))];
  assert.deepEqual(read(chunks), [`text ${euro.toString('latin1')}`]);
});
