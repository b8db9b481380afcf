import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';

const cli = path.resolve(import.meta.dirname, 'cli.ts');
const bad = '**Command:** `pytest a.py`\n**Duration:** 3.00s\n- test_one_thing (2.900s)\n- test_other_thing (2.800s)\n';
const good = bad.replace('3.00s', '6.00s');

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** In a folder without a configuration. */
async function audit(t: TestContext, words: readonly string[], input = ''): Promise<Said> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'teneleven-audit-'));
  t.after(() => rmSync(cwd, { recursive: true }));
  writeFileSync(path.join(cwd, 'bad.md'), bad);
  writeFileSync(path.join(cwd, 'good.md'), good);
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [cli, 'audit-report', ...words], { cwd, env: { PATH } });
  child.stdin.on('error', () => undefined).end(input);
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exited, out, err };
}

test('a report that contradicts itself ends with 1, another with 0, without a configuration', async (t) => {
  const found = await audit(t, ['bad.md']);
  assert.equal(found.code, 1);
  assert.match(found.out, /^bad\.md: 1 contradiction\n/);
  assert.match(found.out, /5\.70 s − 3\.00 s = 2\.70 s too much\n {2}- line 1: \*\*Command:\*\* `pytest a\.py`\n/);
  assert.equal((await audit(t, ['good.md'])).code, 0);
});

test('standard input is audited, and --json prints findings with their lines, and what was read', async (t) => {
  const { code, out } = await audit(t, ['-', '--json'], bad);
  const document = JSON.parse(out);
  assert.deepEqual([code, document.findings.length, document.report.format], [1, 1, 'markdown']);
  assert.deepEqual(document.findings[0].evidence[1], { line: 2, quote: '**Duration:** 3.00s' });
});

test('a missing file and missing words end with 2 and say how', async (t) => {
  for (const words of [[], ['nowhere.md'], ['.'], ['bad.md', 'good.md']]) {
    const { code, err } = await audit(t, words);
    assert.deepEqual([code, err.includes('audit-report <file|-> [--json]')], [2, true], words.join(' '));
  }
});
