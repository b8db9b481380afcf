import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { parse } from 'yaml';

import { addSuites, entryOf, type SuiteEntry } from './add-suites.ts';
import { findFiles } from './find-files.ts';
import { filesIn, moneyIn, nameFrom, testsIn, tierIn } from './index-words.ts';
import { readIndex } from './read-index.ts';

const headings = `
### Priority 1: Critical Tests (1-25) - $120K+ MRR at Risk
- File: \`tests/e2e/staging/test_priority1_critical_REAL.py\`
- Business Impact: Core platform functionality

### Priority 2: WebSocket Agent Events (Mission Critical)
- File: \`tests/e2e/staging/test_1_websocket_events_staging.py\`
- Owner: @backend-oncall

### Priority 3: Core Agent Pipeline
- Files:
  - \`tests/e2e/staging/test_3_agent_pipeline_staging.py\`
  - \`tests/e2e/test_real_agent_*\` (171 tests total)

### Priority 4: All Remaining Staging Tests
- Full staging test suite coverage (~466+ test functions)
`;

test('headings that name a tier, with lists below them, are suites', () => {
  const { suites, remarks } = readIndex(headings);
  assert.deepEqual(
    suites.map(({ name, priority, files, impact, owner }) => ({ name, priority, files, impact, owner })),
    [
      {
        name: 'critical',
        priority: 1,
        files: ['tests/e2e/staging/test_priority1_critical_REAL.py'],
        impact: '$120K+ MRR: Core platform functionality',
        owner: undefined,
      },
      {
        name: 'websocket-agent-events',
        priority: 2,
        files: ['tests/e2e/staging/test_1_websocket_events_staging.py'],
        impact: undefined,
        owner: '@backend-oncall',
      },
      {
        name: 'core-agent-pipeline',
        priority: 3,
        files: ['tests/e2e/staging/test_3_agent_pipeline_staging.py', 'tests/e2e/test_real_agent_*'],
        impact: undefined,
        owner: undefined,
      },
    ],
  );
  assert.deepEqual(
    suites.flatMap(({ stated }) => stated.map(({ tests, files }) => [tests, files.length])),
    [
      [25, 0],
      [171, 1],
    ],
  );
  assert.deepEqual(remarks, [{ line: 15, says: 'Tier 4 ("all-remaining-staging") names no file' }]);
});

test('a table gives a suite a row, and a row without tier or file is said with its line', () => {
  const { suites, remarks } = readIndex(
    [
      '| Priority | Suite | File | Tests | Business impact | Owner |',
      '|:--|---|---|--:|---|---|',
      '| P1 | Login | `tests/login.test.ts` | 7 | $1,200 MRR | @auth |',
      '| 2 | | tests/chat.test.ts | 1,024 | | |',
      '| later | Odd | tests/x.py | 1 | | |',
      '',
      '| Day | Who |',
      '|---|---|',
      '| Monday | Ada |',
    ].join('\n'),
  );
  assert.deepEqual(
    suites.map(({ name, priority, files, stated, impact, owner }) => [
      name,
      priority,
      files[0],
      stated[0]?.tests,
      impact,
      owner,
    ]),
    [
      ['login', 1, 'tests/login.test.ts', 7, '$1,200 MRR', '@auth'],
      ['chat', 2, 'tests/chat.test.ts', 1_024, undefined, undefined],
    ],
  );
  assert.deepEqual(
    remarks.map(({ line, says }) => [line, says.split(':')[0]]),
    [
      [5, 'Not understood'],
      [7, 'Not understood'],
      [9, 'Not read'],
    ],
  );
});

test('a list whose lines name tier and file themselves is read, and prose is passed over', () => {
  const { suites, remarks } = readIndex(
    'We test a lot.\n\n- P1 Critical: tests/a.py (25 tests) - $10K MRR\n- P1 Critical: tests/b.py\n\nSee tests/c.py for $5.\n```\n- P1 tests/z.py\n```\n',
  );
  assert.deepEqual(
    suites.map(({ name, files, impact, stated }) => [name, files, impact, stated[0]?.tests]),
    [
      ['critical', ['tests/a.py'], '$10K MRR', 25],
      ['critical-b', ['tests/b.py'], undefined, undefined],
    ],
  );
  assert.deepEqual(remarks, [{ line: 6, says: 'Not understood: "See tests/c.py for $5."' }]);
});

test('words of an index are known by their form', () => {
  assert.deepEqual(
    [tierIn('Priority 2: x'), tierIn('P11'), tierIn('tier-3'), tierIn('p0'), tierIn('http')],
    [2, 11, 3, undefined, undefined],
  );
  assert.deepEqual(filesIn('see `a/b.py`, c.test.ts and https://x.example/a/b.py or 4/5.'), ['a/b.py', 'c.test.ts']);
  assert.deepEqual([testsIn('(1-25)'), testsIn('1,024 tests'), testsIn('none')], [25, 1_024, undefined]);
  assert.deepEqual([moneyIn('at $120K+ MRR at risk'), moneyIn('none')], ['$120K+ MRR', undefined]);
  assert.equal(nameFrom('Priority 1: __proto__'), 'proto');
});

test('an index built to break it is read in time', () => {
  const begin = performance.now();
  readIndex(
    `${'| a '.repeat(50_000)}\n${'# Priority 1 '.repeat(10_000)}\n${'- ('.repeat(100_000)}\n${'x/'.repeat(100_000)}\n`,
  );
  assert.ok(performance.now() - begin < 2_000);
});

async function withTests(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-index-'));
  try {
    await mkdir(path.join(folder, 'tests'));
    await writeFile(
      path.join(folder, 'tests/test_a.py'),
      'def test_one():\n    pass\n\nasync def test_two():\n    pass\n',
    );
    await writeFile(path.join(folder, 'tests/test_b.py'), 'class TestB:\n    def test_three(self):\n        pass\n');
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('files are looked for, patterns resolved, and stated counts compared with what the files define', () =>
  withTests(async (folder) => {
    const index = readIndex(
      '## Priority 1: All (4 tests)\n- File: tests/test_*.py\n## P2: Gone\n- File: tests/gone.py\n## P3: Out\n- File: ../x/test_a.py\n',
    );
    const { suites, remarks } = await findFiles(index.suites, folder);
    assert.deepEqual(
      suites.map(({ found }) => found),
      [['tests/test_a.py', 'tests/test_b.py'], [], []],
    );
    assert.deepEqual(
      remarks.map(({ says }) => says),
      [
        'all: 4 tests are stated, and 2 files define 3 (a parametrised test counted once)',
        '"tests/gone.py" of gone is not there',
        '"../x/test_a.py" of out is not there',
      ],
    );
    assert.deepEqual(suites.slice(1).map(entryOf), [undefined, undefined]);
  }));

const yaml = `# ours
environments:
    staging: {} # the only one
suites:
    # by hand
    critical: { runner: pytest, command: [pytest, x.py], priority: 1 } # keep

# after
slack: { channel: "#x" }
`;
const entry = { priority: 1, runner: 'pytest', command: ['pytest', 'x.py'] } as const;

test('new suites go behind the last, every other line stays as it was, and what is there is never touched', () => {
  const other = { ...entry, priority: 2, impact: '$1: "x" # y', owner: '@a' };
  const { text, added, same, differing } = addSuites(
    yaml,
    new Map<string, SuiteEntry>([
      ['critical', entry],
      ['events', other],
    ]),
  );
  assert.deepEqual([added, same, differing], [['events'], ['critical'], []]);
  assert.deepEqual(
    yaml.split('\n').filter((line) => !text.split('\n').includes(line)),
    [],
  );
  assert.deepEqual(parse(text).suites.events, other);
  assert.deepEqual(addSuites(text, new Map([['events', other]])).text, text);
});

test('a suite that is there and differs is said and left alone', () => {
  const { text, differing } = addSuites(yaml, new Map([['critical', { ...entry, priority: 3, owner: '@a' }]]));
  assert.equal(text, yaml);
  assert.deepEqual(differing, [
    { name: 'critical', says: 'priority is 1, the index says 3; owner is not set, the index says "@a"' },
  ]);
});

test('a file without suites, or with suites on one line, gets them too', () => {
  for (const without of ['environments: { staging: {} }\n', 'suites: {}\nenvironments: { staging: {} }\n', '']) {
    assert.deepEqual(parse(addSuites(without, new Map([['a', entry]])).text).suites, { a: entry }, without);
  }
});

test('a line that no person wrote is said and not searched', () => {
  const began = process.cpuUsage();
  for (const piece of ['(', ' ', '.', ':', 'tier ', '1 ']) {
    const { remarks } = readIndex(`# p1 a\n- tier${piece.repeat(100_000 / piece.length)}x\n`);
    assert.match(remarks.map(({ says }) => says).join('\n'), /Not read: the line has \d+ characters, more than/u);
  }
  assert.ok(process.cpuUsage(began).user < 1_000_000);
});
