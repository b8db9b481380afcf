import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { recompute } from '#report/recompute.ts';
import { withDataFolder, withStore } from '#testing/data-folder.ts';

const cli = path.resolve(import.meta.dirname, 'cli.ts');
const ada = { id: 'U1', name: 'Ada', via: 'slack' } as const;
const yaml = `environments: { staging: {} }
suites: { critical: { runner: pytest, command: [pytest, tests/a.py], priority: 1, impact: "$120K+ MRR", owner: "@ada" } }
`;

type Say = (...words: readonly string[]) => {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A terminal beside a bot that holds the store, with one run that has ended. */
function withTerminal(work: (say: Say, folder: string) => Promise<void>): Promise<void> {
  return withDataFolder((data) =>
    withStore(data, async (store) => {
      const folder = path.dirname(data);
      await writeFile(path.join(folder, 'e2e.yaml'), yaml);
      const order = { suite: 'critical', environment: 'staging', selection: {}, requestedBy: ada } as const;
      await store.runs.add({ ...order, requestId: 'q', queuedAt: new Date().toISOString() });
      await store.runs.change('r1', { state: 'running', startedAt: '2026-03-02T10:00:00.000Z' });
      await store.runs.saveTests('r1', [{ id: 'a | <b>', outcome: 'failed', durationMs: 5, attempts: 1 }]);
      await store.runs.change('r1', { state: 'failed', verdict: 'failed', endedAt: '2026-03-02T10:00:01.000Z' });
      const env = { PATH: process.env['PATH'] };
      const say: Say = (...words) =>
        spawnSync(process.execPath, [cli, ...words, '--data', data], { cwd: folder, encoding: 'utf8', env });
      await work(say, folder);
    }),
  );
}

test('a report is printed as Markdown, page or JSON, or written into a file, beside a running bot', () =>
  withTerminal(async (say, folder) => {
    const markdown = say('report', 'r1');
    assert.deepEqual([markdown.status, markdown.stderr], [0, '']);
    assert.match(markdown.stdout, /^# r1: critical on staging\n/u);
    assert.match(markdown.stdout, /\\\$120K\+ MRR \(critical; owner \\@ada\): red: 1 of 1 test \[r1\]/u);
    assert.match(say('report', 'R1', '--format=html').stdout, /^<!doctype html>.*a \| &lt;b&gt;/su);
    const json = say('report', 'r1', '--format', 'json').stdout;
    assert.deepEqual(recompute(JSON.parse(json)), []);
    assert.equal(say('report', 'r1', '--json').stdout, json);
    const written = say('report', 'r1', '--out', 'r1.md');
    assert.deepEqual([written.status, written.stdout], [0, '']);
    assert.equal(await readFile(path.join(folder, 'r1.md'), 'utf8'), markdown.stdout);
  }));

test('what is no report is said, and ends with 2', () =>
  withTerminal(async (say) => {
    for (const [words, code] of [
      [['report'], /missing/u],
      [['report', 'critical'], /neither a run \(r12\) nor a loop \(l1\)/u],
      [['report', 'r1', '--format', 'pdf'], /"pdf" is not a format: md, html, json/u],
      [['report', 'r1', '--out', 'no/such/folder.md'], /cannot be written: ENOENT/u],
      [['report', 'r7'], /No run named "r7"/u],
      [['report', 'l7'], /No loop named "l7"/u],
    ] as const) {
      const { status, stderr } = say(...words);
      assert.deepEqual([status, code.test(stderr)], [2, true], `${words.join(' ')}: ${stderr}`);
    }
  }));

test('an index is imported into the file, once', () =>
  withTerminal(async (say, folder) => {
    await writeFile(path.join(folder, 'test_chat.py'), 'def test_one():\n    pass\n');
    await writeFile(
      path.join(folder, 'INDEX.md'),
      '## Priority 2: Chat (2 tests) - $10K MRR\n- File: `test_chat.py`\n- odd\n',
    );
    const shown = say('import-index', 'INDEX.md');
    assert.match(shown.stdout, /^suites:\n {2}chat:\n {4}priority: 2\n/u);
    assert.match(
      shown.stderr,
      /INDEX\.md:1: chat: 2 tests are stated, and test_chat\.py defines 1.*\nINDEX\.md:3: Not understood: "- odd"\n/u,
    );
    assert.equal(await readFile(path.join(folder, 'e2e.yaml'), 'utf8'), yaml);
    assert.equal(say('import-index', 'INDEX.md', '--write').status, 0);
    assert.match(say('suites').stdout, /chat · p2 · pytest/u);
    const after = await readFile(path.join(folder, 'e2e.yaml'), 'utf8');
    assert.match(say('import-index', 'INDEX.md', '--write').stderr, /Nothing to add/u);
    assert.equal(await readFile(path.join(folder, 'e2e.yaml'), 'utf8'), after);
    assert.equal(say('import-index', 'nowhere.md').status, 2);
  }));
