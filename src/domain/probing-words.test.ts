import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeHttpFacts, makeProbeResult, makeProbing } from '#testing/make-probe-result.ts';

import type { Probing } from './probing.ts';
import { aimInWords, probingInWords, statusOfProbing } from './probing-words.ts';
import { probingActions, probingReport } from './probing-report.ts';

const slow = makeProbeResult({ http: makeHttpFacts({ firstByteMs: 212 }) });
const down = (endpoint: string, code = 'ECONNREFUSED') =>
  makeProbeResult({ endpoint, standing: 'down', brokeAt: 'tcp', problem: { code, message: `${endpoint} refused` } });
const all = (count: number, word = 'all') =>
  ({ kind: 'endpoints', word, endpoints: Array.from({ length: count }, (_, index) => `e${index}`) }) as const;
const pairs = { kind: 'pairs', word: 'chat', endpoint: 'chat', factors: ['token', 'route'] } as const;
const pair = { endpoint: 'chat', factor: 'token', arms: [], says: 's' } as const;

const sentences: readonly (readonly [Partial<Probing>, string, ReturnType<typeof statusOfProbing>])[] = [
  [{ state: 'queued' }, 'api on staging: probe queued', 'queued'],
  [{ state: 'running', aim: all(7) }, 'Probing all 7 endpoints of staging', 'running'],
  [{ state: 'running', aim: pairs }, 'Varying token, route of chat on staging', 'running'],
  [{ state: 'interrupted', aim: all(3, 'api') }, 'Probing 3 endpoints of api on staging was interrupted', 'stopped'],
  [{ results: [slow] }, 'api on staging answers in 212 ms', 'passed'],
  [
    { aim: all(7), counts: { up: 7, down: 0, unknown: 0 }, results: [slow] },
    'All 7 endpoints of staging answer, slowest api 212 ms',
    'passed',
  ],
  [
    { aim: all(7), counts: { up: 5, down: 0, unknown: 2 }, results: [slow] },
    '5 of 7 endpoints of staging answer, 2 could not be measured, slowest api 212 ms',
    'unproven',
  ],
  [
    { aim: all(7), counts: { up: 6, down: 1, unknown: 0 }, results: [down('chat'), slow] },
    '1 of 7 endpoints of staging is down: chat',
    'failed',
  ],
  [
    { aim: all(9, 'api'), counts: { up: 4, down: 4, unknown: 1 }, results: ['a', 'b', 'c', 'd'].map((id) => down(id)) },
    '4 of 9 endpoints of api on staging are down, all at tcp (ECONNREFUSED), 1 could not be measured: a, b, c and 1 more',
    'failed',
  ],
  [
    { aim: all(2), counts: { up: 0, down: 2, unknown: 0 }, results: [down('a'), down('b', 'TIMEOUT')] },
    '2 of 2 endpoints of staging are down: a, b',
    'failed',
  ],
  [
    { counts: { up: 0, down: 0, unknown: 0 }, results: [], problem: 'It is gone' },
    'api on staging could not be probed: It is gone',
    'unproven',
  ],
  [
    { aim: { kind: 'address', url: 'https://example.com/?token=secret' }, environment: undefined, state: 'queued' },
    'https://example.com/: probe queued',
    'queued',
  ],
  [
    {
      aim: pairs,
      results: [],
      pairs: [
        { ...pair, verdict: 'matters' },
        { ...pair, verdict: 'matters' },
      ],
    },
    'chat on staging: token makes a difference',
    'note',
  ],
  [
    { aim: pairs, results: [], pairs: [{ ...pair, verdict: 'no-difference' }] },
    'chat on staging: nothing that was varied makes a difference',
    'note',
  ],
  [
    { aim: pairs, results: [], pairs: [{ ...pair, verdict: 'not-measured' }] },
    'chat on staging: nothing that could be settled',
    'note',
  ],
];

for (const [parts, sentence, status] of sentences) {
  test(`a probing reads "${sentence}"`, () => {
    const probing = makeProbing(parts);
    assert.deepEqual([probingInWords(probing), statusOfProbing(probing)], [sentence, status]);
  });
}

test('what was asked for is named without the query of an address', () => {
  assert.equal(
    aimInWords({ aim: { kind: 'address', url: 'wss://example.com/ws?token=secret' } }),
    'wss://example.com/ws',
  );
});

const labels = (parts: Partial<Probing>) => probingActions(makeProbing(parts)).map(({ label }) => label);

test('only a websocket that is down alone is offered to be varied', () => {
  const socket = { ...down('chat'), kind: 'websocket' } as const;
  const counts = { up: 0, down: 1, unknown: 0 };
  assert.deepEqual(labels({}), ['Probe again', 'Show details']);
  assert.deepEqual(labels({ results: [socket], counts }), ['Probe again', 'Vary', 'Show details']);
  assert.deepEqual(labels({ results: [socket, slow], counts }), ['Probe again', 'Show details']);
  assert.deepEqual(labels({ state: 'running' }), []);
});

test('a terminal shows the certificate also where it is not remarkable', () => {
  const tls = { names: ['api.example.com'], chain: [], daysLeft: 61, isTrusted: true };
  const { sections } = probingReport(makeProbing({ results: [makeProbeResult({ tls })] }));
  assert.match(JSON.stringify(sections), /certificate of api\.example\.com, 61 days left/u);
});
