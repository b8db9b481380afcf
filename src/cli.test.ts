import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

/** What `npx teneleven` starts, and the same with types. */
for (const entry of ['../bin/teneleven.mjs', 'cli.ts']) {
  const file = path.resolve(import.meta.dirname, entry);
  const say = (...words: readonly string[]) =>
    spawnSync(process.execPath, [file, ...words], {
      cwd: tmpdir(),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });

  test(`by ${entry} help and version need no configuration, a command without one says the way out and ends with 2`, () => {
    assert.match(say('--help').stdout, /^Usage: teneleven <command>.*teneleven run <suite/su);
    assert.match(say('--version').stdout, /^\d+\.\d+\.\d+\n$/u);
    const { status, stderr } = say('status', '--config', 'missing.yaml');
    assert.equal(status, 2);
    assert.match(stderr, /missing\.yaml" does not exist\n.*\n\nenvironments:\n {2}staging:/su);
  });
}
