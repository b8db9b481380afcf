import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createRedactor } from '#domain/redact.ts';

import { createOutputSink } from './output.ts';

interface Told {
  readonly lines: readonly string[];
  readonly logged: string;
}

function tell(pieces: Iterable<string | Buffer>, secrets: readonly string[] = []): Told {
  const lines: string[] = [];
  let logged = '';
  const sink = createOutputSink({
    redactor: createRedactor(secrets),
    from: 'stdout',
    onLine: (text) => lines.push(text),
    append: (text) => {
      logged += text;
      return undefined;
    },
  });
  for (const piece of pieces) void sink.write(Buffer.from(piece));
  sink.end();
  return { lines, logged };
}

test('lines come whole however the bytes are split', () => {
  const text = 'one\n\n\u001B[32mzwölf ✓\u001B[0m\r\n10 %\r100 %\nlast';
  const expected = ['one', '', 'zwölf ✓', '100 %', 'last'];
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at += 1) {
    const told = tell([bytes.subarray(0, at), bytes.subarray(at)]);
    assert.deepEqual(told, { lines: expected, logged: `${expected.join('\n')}\n` });
  }
  assert.deepEqual(tell(Array.from(bytes, (byte) => Buffer.of(byte))).lines, expected);
});

test('invalid UTF-8 is replaced', () => {
  assert.deepEqual(tell([Buffer.of(0x61, 0xff, 0xc3, 0x28, 0x0a)]).lines, ['a\uFFFD\uFFFD(']);
});

test('a secret is taken out wherever the pipe splits it, also between colours', () => {
  const secret = 'correct-horse';
  const text = `a correct-\u001B[1mhorse b\n`;
  for (let at = 0; at <= text.length; at += 1) {
    assert.deepEqual(tell([text.slice(0, at), text.slice(at)], [secret]).lines, ['a [redacted] b']);
  }
});

test('a secret is taken out with what hides it, or as base64 over lines, and no line gets lost', () => {
  const secret = 'correct-horse-battery-staple';
  const base64 = Buffer.from(`KEY=${secret}\n`).toString('base64').replaceAll(/.{16}/g, '$&\n');
  const { lines, logged } = tell(['a correct-hor\u00ADse-batt#x1B[1mery-staple b\n', base64, '\nY29ycmVj'], [secret]);
  assert.deepEqual(lines, ['a [redacted] b', 'S0VZPW[redacted]', '[redacted]', '[redacted]UK', 'Y29ycmVj']);
  assert.equal(logged, `${lines.join('\n')}\n`);
});

test('the body of a private key is taken out over many lines', () => {
  const key = [
    '-----BEGIN PRIVATE KEY-----',
    'MIIEvQIBADANBgkqhkiG9w0B',
    'AQEFAASCBKcwggSjAgEAAoIB',
    '-----END PRIVATE KEY-----',
  ];
  const told = tell(key.map((line) => `${line}\n`));
  assert.deepEqual(told.lines, [key[0], '[redacted]', '[redacted]', key[3]]);
});

test('a line that is too long is cut, what it lacks is said, and the next line is whole', () => {
  const { lines } = tell([Buffer.alloc(60_000, 'x'), Buffer.alloc(60_000, 'y'), 'z\nnext\n']);
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? '', /^x{60000}y+ … \[54,529 more bytes of this line left out\]$/);
  assert.ok((lines[0] ?? '').length <= 65_536);
  assert.equal(lines[1], 'next');
});

test('a secret that the cut of a long line splits does not show its beginning', () => {
  const secret = `correct-horse-${'battery-staple-'.repeat(20)}`;
  for (const before of [65_300, 65_400, 65_460, 65_530]) {
    const { lines, logged } = tell(['x'.repeat(before), `${secret}${'y'.repeat(99)}\n`], [secret]);
    assert.doesNotMatch(lines.join('') + logged, /corr/);
  }
});

test('a progress line of any length keeps its last rewrite', () => {
  const rewrites = Array.from({ length: 20_000 }, (_, count) => `${count} of 20000\r`);
  assert.deepEqual(tell([...rewrites, 'done\nnext']).lines, ['done', 'next']);
});
