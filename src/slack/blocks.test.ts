import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line, Reply, Section, Span } from '#domain/reply.ts';
import { breaches } from '#testing/slack-limits.ts';

import { sectionBlocks, toMessage } from './blocks.ts';

const hostile =
  '<!channel> <!here|x> <@U1> <!subteam^S123|x> <https://evil.test|docs> @here @everyone `code``` *b* _i_ & &lt; \u202egnp\u2066 \u0000\u0007 \ud800 :tada:';
const reply = (parts: Partial<Reply>): Reply => ({
  headline: 'h',
  status: 'note',
  sections: [],
  actions: [],
  ...parts,
});

const plain = (text: string): object => ({ type: 'plain_text', text, emoji: false });
const drawn = (done: number): string =>
  JSON.stringify(toMessage(reply({ sections: [{ kind: 'bar', done, total: 500, red: 0 }] })).blocks);

const spans: readonly Span[] = [
  hostile,
  { kind: 'strong', text: hostile },
  { kind: 'code', text: hostile },
  { kind: 'link', text: hostile, url: 'https://example.com/a?b=1&c=<d>|e' },
  { kind: 'link', text: hostile, url: 'javascript:alert(1)' },
  { kind: 'person', id: hostile },
  { kind: 'person', id: '@channel' },
];

test('every kind of span in every kind of section is inert and inside the limits', () => {
  for (const span of spans) {
    const sections: readonly Section[] = [
      { kind: 'text', line: [span] },
      { kind: 'aside', line: [span, span] },
      { kind: 'facts', facts: [{ label: hostile, value: [span] }] },
      { kind: 'list', items: [[span], [span, span]] },
      { kind: 'code', text: hostile },
      { kind: 'table', columns: [hostile, 'b'], rows: [[hostile], ['', 'x', 'surplus']] },
    ];
    const action = { label: hostile, words: ['stop', 'r1'], confirm: hostile };
    const message = toMessage(reply({ headline: hostile, status: 'failed', sections, actions: [action] }));
    assert.deepEqual(breaches(message), [], JSON.stringify(span));
  }
});

test('untrusted text stands in rich text, plain text and table cells as it is, never in mrkdwn', () => {
  const { blocks, text } = toMessage(reply({ sections: [{ kind: 'text', line: ['<!channel> & `x`'] }] }));
  assert.deepEqual(blocks[1], {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '<!channel> & `x`' }] }],
  });
  assert.equal(text, 'h\n&lt;!channel&gt; &amp; `x`');
});

test('five hundred failures with 100 kB each keep all limits and still say how many there are', () => {
  const message = hostile.repeat(800);
  const items = Array.from({ length: 500 }, (_, index): Line => [{ kind: 'code', text: `test_${index}` }, message]);
  const sections: readonly Section[] = [
    { kind: 'bar', done: 500, total: 500, red: 500 },
    { kind: 'list', items },
    { kind: 'code', text: message },
    { kind: 'table', columns: Array(30).fill('column'), rows: Array(500).fill(Array(30).fill(message)) },
    { kind: 'table', columns: ['a'], rows: [[message]] },
    ...items.map((line): Section => ({ kind: 'aside', line })),
  ];
  const actions = Array.from({ length: 40 }, (_, index) => ({
    label: message,
    words: ['show', `r${index}`],
    confirm: message,
  }));
  const started = performance.now();
  const made = toMessage(reply({ headline: message, status: 'failed', sections, actions }));
  assert.ok(performance.now() - started < 1_000);
  assert.deepEqual(breaches(made), []);
  assert.match(JSON.stringify(made.blocks), /500 of 500 · 500 failed/u);
  assert.match(JSON.stringify(made.blocks), /Shortened here/u);
});

test('four hundred sections stay within fifty blocks in a message and as many as asked for in a view', () => {
  const sections = Array.from({ length: 400 }, (_, index): Section => ({ kind: 'text', line: [`line ${index}`] }));
  assert.deepEqual(breaches(toMessage(reply({ sections }))), []);
  assert.equal(sectionBlocks(sections, { blocks: 90, characters: 100_000, tables: false }).length, 90);
});

test('nothing at all is still a message that Slack takes', () => {
  const empty: readonly Section[] = [
    { kind: 'text', line: ['', { kind: 'strong', text: '\u0000' }] },
    { kind: 'aside', line: [] },
    { kind: 'facts', facts: [] },
    { kind: 'list', items: [[], ['']] },
    { kind: 'code', text: '' },
    { kind: 'table', columns: [], rows: [] },
  ];
  for (const status of ['note', 'failed'] as const) {
    const message = toMessage(
      reply({ headline: ' ', status, sections: empty, actions: [{ label: '', words: ['help'] }] }),
    );
    assert.deepEqual(breaches(message), []);
    assert.equal(message.text, 'Teneleven');
  }
});

test('the bar is drawn for the eye and said in words', () => {
  const bar: Section = { kind: 'bar', done: 15, total: 25, red: 2 };
  const { blocks, text } = toMessage(reply({ sections: [bar, { kind: 'bar', done: 3, red: 0 }] }));
  assert.match(JSON.stringify(blocks), /████████████░░░░░░░░ 15 of 25 · 2 failed/u);
  assert.equal(text, 'h\n15 of 25, 2 failed\n3 done');
});

test('a bar is full only when all is done', () => {
  assert.match(drawn(499), /█{19}░ 499 of 500/u);
  assert.match(drawn(500), /█{20} 500 of 500/u);
});

test('people are mentioned by id, groups by id, names are text', () => {
  const line: Line = [
    'for ',
    { kind: 'person', id: 'U0ANA1' },
    { kind: 'person', id: 'S0ONCALL1' },
    { kind: 'person', id: '@sre' },
  ];
  const { blocks, text } = toMessage(
    reply({
      sections: [
        { kind: 'text', line },
        { kind: 'aside', line },
      ],
    }),
  );
  assert.deepEqual(blocks.slice(1), [
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'for ' },
            { type: 'user', user_id: 'U0ANA1' },
            { type: 'usergroup', usergroup_id: 'S0ONCALL1' },
            { type: 'text', text: '@sre' },
          ],
        },
      ],
    },
    {
      type: 'context',
      elements: [
        { type: 'plain_text', text: 'for', emoji: false },
        { type: 'mrkdwn', text: '<@U0ANA1>' },
        { type: 'mrkdwn', text: '<!subteam^S0ONCALL1>' },
        { type: 'plain_text', text: '@sre', emoji: false },
      ],
    },
  ]);
  assert.equal(text, 'h\nfor <@U0ANA1><!subteam^S0ONCALL1>@sre\nfor <@U0ANA1><!subteam^S0ONCALL1>@sre');
});

test('a button says its words and holds only the ids', () => {
  const actions = [
    { label: 'Stop', words: ['stop', 'r12'], style: 'danger' as const, confirm: 'Stop r12?' },
    { label: 'Suites', words: ['suites'] },
  ];
  const { blocks } = toMessage(reply({ actions }));
  assert.deepEqual(blocks[1], {
    type: 'actions',
    elements: [
      {
        type: 'button',
        text: plain('Stop'),
        action_id: 'e2e:stop:0',
        value: 'r12',
        style: 'danger',
        confirm: {
          title: plain('Stop'),
          text: plain('Stop r12?'),
          confirm: plain('Stop'),
          deny: plain('Leave it'),
          style: 'danger',
        },
      },
      { type: 'button', text: plain('Suites'), action_id: 'e2e:suites:1' },
    ],
  });
});

test('a choice is a select whose options hold the ids and their word, and stays within the limits', () => {
  const action = { label: 'Silence', words: ['silence', 'i3'], choices: [{ label: '1 hour', word: '1h' }] };
  const { blocks } = toMessage(reply({ actions: [{ label: 'Resolve', words: ['resolve', 'i3'] }, action] }));
  assert.deepEqual(blocks[1], {
    type: 'actions',
    elements: [
      { type: 'button', text: plain('Resolve'), action_id: 'e2e:resolve:0', value: 'i3' },
      {
        type: 'static_select',
        placeholder: plain('Silence'),
        action_id: 'e2e:silence:1',
        options: [{ text: plain('1 hour'), value: 'i3 1h' }],
      },
    ],
  });
  const choices = Array.from({ length: 300 }, () => ({ label: hostile.repeat(9), word: 'x' }));
  const worst = toMessage(reply({ actions: [{ ...action, label: hostile.repeat(9), choices }] }));
  assert.deepEqual(breaches(worst), []);
  const long = [{ label: 'x', word: 'x'.repeat(200) }];
  assert.equal(toMessage(reply({ actions: [{ ...action, choices: long }] })).blocks.length, 1);
});

test('the first table is a table, the second and those of a view are text', () => {
  const table: Section = {
    kind: 'table',
    columns: ['run', 'state'],
    rows: [
      ['r1', 'failed'],
      ['r12', ''],
    ],
  };
  const { blocks, text } = toMessage(reply({ sections: [table, table] }));
  assert.deepEqual(
    blocks.slice(1).map((block) => block.type),
    ['table', 'rich_text'],
  );
  assert.match(JSON.stringify(blocks[2]), /run {2}state\\nr1 {3}failed\\nr12 {2}–/u);
  assert.equal(text.split('\n')[1], 'run: r1, state: failed');
});

test('a table of two thousand short cells is cut to what fits, and the rest is counted', () => {
  const columns = Array.from({ length: 20 }, (_, index) => `c${index}`);
  const rows = Array.from({ length: 99 }, () => columns.map(() => 'x'));
  const message = toMessage(reply({ sections: [{ kind: 'table', columns, rows }] }));
  assert.deepEqual(breaches(message), []);
  assert.match(JSON.stringify(message.blocks), /\d+ more rows are not shown/u);
});

test('twenty people in the small print stay within ten elements', () => {
  const line = Array.from({ length: 20 }, (_, index) => ({ kind: 'person' as const, id: `U0ANA${index}` }));
  assert.deepEqual(breaches(toMessage(reply({ sections: [{ kind: 'aside', line }] }))), []);
});

test('text is at most 4,000 characters after escaping and never cuts an escape in two', () => {
  for (const length of [3_890, 3_899, 3_900, 5_000]) {
    const { text } = toMessage(reply({ headline: 'h', sections: [{ kind: 'code', text: '<'.repeat(length) }] }));
    assert.ok(text.length <= 4_000);
    assert.match(text, /^h\n(?:&lt;)+…?$/u);
  }
});
