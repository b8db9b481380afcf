import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { auditText } from './audit-text.ts';

const folder = path.join(import.meta.dirname, 'recorded');
const names = readdirSync(folder);
const honest = names.filter((name) => !name.startsWith('fake-'));

function read(name: string): string {
  return readFileSync(path.join(folder, name), 'utf8');
}

async function codesOf(text: string): Promise<readonly string[]> {
  const { findings } = await auditText(Buffer.from(text), (all) => all);
  return findings.map(({ code, weight }) => `${weight} ${code}`);
}

test('nothing is found in real outputs of pytest and node --test and in real JUnit files', async () => {
  assert.ok(honest.length >= 30);
  for (const name of honest) {
    const text = read(name);
    assert.deepEqual(await codesOf(text), [], name);
    if (!name.endsWith('.xml')) assert.deepEqual(await codesOf(`# Log\n\n\`\`\`\n${text}\`\`\`\n`), [], name);
    const stamped = text.replaceAll(/^/gmu, '2026-03-04T05:06:07.1234567Z ');
    if (!name.endsWith('.xml')) assert.deepEqual(await codesOf(stamped), [], `${name}, as a runner of CI prints it`);
  }
});

test('each output is read: its form, its tests and its wall time', async () => {
  for (const name of names) {
    const { report } = await auditText(readFileSync(path.join(folder, name)), (all) => all);
    const form = name.replace(/^fake-/u, '').split(/\d|-/u)[0];
    assert.deepEqual([report.format, report.runs.length], [form, 1], name);
    if (form !== 'junit') assert.notEqual(report.runs[0]?.wallMs, undefined, name);
  }
});

for (const version of ['20', '24']) {
  for (const reporter of ['spec', 'tap']) {
    test(`Node ${version}, ${reporter}: subtests, suites, skipped and planned tests are told apart`, async () => {
      const { report } = await auditText(Buffer.from(read(`node${version}-${reporter}-all.txt`)), (all) => all);
      const [run] = report.runs;
      assert.deepEqual(run?.counts, { passed: 23, failed: 2, skipped: 5, xfailed: 1 });
      assert.equal(run.listed, 31);
    });
  }
}

test('a file without tests, which node counts as one that passed, and tests that skip themselves are found', async () => {
  assert.deepEqual(
    await Promise.all(names.filter((name) => name.startsWith('fake-')).map((name) => codesOf(read(name)))),
    [['doubt most-skipped'], ['doubt nothing-tested'], ['doubt nothing-tested'], ['doubt most-skipped']],
  );
});

interface Corruption {
  readonly of: string;
  readonly by: (text: string) => string;
  readonly found: string;
}

const toFive = (text: string): string => {
  let n = 0;
  return text.replaceAll(/\(\d+\.\d+ms\)/gu, () => `(${(5_000 + 13 * (n += 1)).toFixed(3)}ms)`);
};
const longer = (text: string): string => text.replace(/duration_ms \d+/u, 'duration_ms 900000');

const corruptions: readonly Corruption[] = [
  {
    of: 'node24-spec-shop.txt',
    by: (text) => text.replace('ℹ pass 8', 'ℹ pass 9'),
    found: 'contradiction counts-do-not-add-up',
  },
  {
    of: 'node20-tap-shop.txt',
    by: (text) => text.replace('# skipped 1', '# skipped 0'),
    found: 'contradiction counts-do-not-add-up',
  },
  {
    of: 'node24-spec-red.txt',
    by: (text) => text.replace('pass 1', 'pass 2').replace('fail 2', 'fail 1'),
    found: 'contradiction counts-differ',
  },
  {
    of: 'node20-tap-red.txt',
    by: (text) => text.replace('# pass 1', '# pass 3').replace('# fail 2', '# fail 0'),
    found: 'contradiction counts-differ',
  },
  {
    of: 'node24-spec-many.txt',
    by: (text) => text.replace(/\(\d+\.\d+ms\)/u, '(99999.123ms)'),
    found: 'contradiction durations-exceed-wall-time',
  },
  {
    of: 'node24-tap-many.txt',
    by: (text) => text.replace(/duration_ms: .*/u, 'duration_ms: 99999.123'),
    found: 'contradiction durations-exceed-wall-time',
  },
  { of: 'node20-spec-many.txt', by: (text) => longer(toFive(text)), found: 'doubt timer-padded' },
  {
    of: 'node24-spec-many.txt',
    by: (text) => longer(text.replaceAll(/\(\d+\.\d+ms\)/gu, '(1234.567ms)')),
    found: 'doubt identical-durations',
  },
  {
    of: 'node24-tap-many.txt',
    by: (text) => longer(text.replaceAll(/^  duration_ms: .*/gmu, '  duration_ms: 1234.567')),
    found: 'doubt identical-durations',
  },
  {
    of: 'pytest-durations.txt',
    by: (text) => text.replace(/ in \d+\.\d+s/u, ' in 0.10s'),
    found: 'contradiction durations-exceed-wall-time',
  },
  {
    of: 'pytest-verbose.txt',
    by: (text) => text.replace('14 passed', '13 passed, 1 failed'),
    found: 'contradiction counts-differ',
  },
  {
    of: 'pytest-plain.txt',
    by: (text) => text.replace('collected 16', 'collected 9'),
    found: 'contradiction more-run-than-selected',
  },
  {
    of: 'pytest-plain.txt',
    by: (text) => text.replace('collected 16', 'collected 25'),
    found: 'doubt fewer-run-than-selected',
  },
  {
    of: 'pytest-xdist.txt',
    by: (text) => text.replace('14 passed', '0 passed').replace('1 skipped', '15 skipped'),
    found: 'doubt nothing-tested',
  },
  {
    of: 'pytest-xdist-verbose.txt',
    by: (text) => text.replace('14 passed, 1 skipped', '4 passed, 11 skipped'),
    found: 'doubt most-skipped',
  },
  {
    of: 'pytest-red-verbose.txt',
    by: (text) => text.replace('2 failed, 2 passed, 2 errors', '5 passed'),
    found: 'contradiction counts-differ',
  },
  {
    of: 'pytest-plain.txt',
    by: (text) => text.replace(/ in \d+\.\d+s/u, ' in 211.07s (0:04:31)'),
    found: 'contradiction wall-time-forms-differ',
  },
  {
    of: 'junit-shop.xml',
    by: (text) => text.replace('skipped="2"', 'skipped="9"'),
    found: 'contradiction counts-differ',
  },
  {
    of: 'junit-xdist.xml',
    by: (text) =>
      text
        .replace(/time="\d+\.\d+" timestamp/u, 'time="0.01" timestamp')
        .replace(/(<testcase[^>]*time=")[^"]*/u, '$19.5'),
    found: 'contradiction durations-exceed-wall-time',
  },
];

for (const [index, { of, by, found }] of corruptions.entries()) {
  test(`corruption ${index + 1}: ${of} made wrong is found as ${found}`, async () => {
    const text = read(of);
    assert.notEqual(by(text), text);
    assert.ok((await codesOf(by(text))).includes(found), (await codesOf(by(text))).join());
  });
}
