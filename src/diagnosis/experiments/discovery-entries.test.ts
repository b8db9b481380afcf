import assert from 'node:assert/strict';
import { test } from 'node:test';

import { entriesIn } from './discovery-entries.ts';

const at = new URL('http://127.0.0.1:4100/discovery');
const hosts = new Set(['127.0.0.1', 'chat.staging.example']);

const bodies: readonly (readonly [body: unknown, named: readonly string[]])[] = [
  [{ services: [{ name: 'rooms', url: 'http://127.0.0.1:4200/rooms' }] }, ['http://127.0.0.1:4200/rooms']],
  [{ rooms: ['127.0.0.1:4200', 'localhost:4201'] }, ['http://127.0.0.1:4200/', 'http://localhost:4201/']],
  [
    {
      instances: [
        { host: '127.0.0.1', port: 4200 },
        { ip: '127.0.0.2', port: '4300', path: '/up' },
      ],
    },
    ['http://127.0.0.1:4200/', 'http://127.0.0.2:4300/up'],
  ],
  [[{ ws: 'wss://chat.staging.example/ws' }], ['https://chat.staging.example/ws']],
  [{ self: '/discovery', rooms: '/rooms/3?x=1', root: '/' }, ['/rooms/3?x=1']],
  [{ docs: 'https://docs.example.org/', text: 'see /rooms for more', at: '//elsewhere.example' }, []],
];

test('addresses are found in every form in which discovery names them, those of other hosts are not reached', () => {
  for (const [body, named] of bodies) {
    const found = entriesIn(JSON.stringify(body), { at, hosts });
    assert.deepEqual(
      found.map(({ origin = '', path }) => origin + path),
      named,
    );
  }
});

test('a list of lines is read as well, and each address is asked once', () => {
  const text = 'rooms 127.0.0.1:4200 up\nagents 127.0.0.1:4201 up\nrooms 127.0.0.1:4200 up\n';
  assert.deepEqual(
    entriesIn(text, { at, hosts }).map(({ origin }) => origin),
    ['http://127.0.0.1:4200', 'http://127.0.0.1:4201'],
  );
});

test('an answer that is deep or long is read to a limit', () => {
  let deep: unknown = 'http://127.0.0.1:1/';
  for (let level = 0; level < 50; level += 1) deep = [deep];
  assert.deepEqual(entriesIn(JSON.stringify(deep), { at, hosts }), []);
  const many = Array.from({ length: 5_000 }, (_, index) => `/rooms/${index}`);
  assert.equal(entriesIn(JSON.stringify(many), { at, hosts }).length, 500);
});
