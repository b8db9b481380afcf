import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { logInto, node, program, runTrial } from '#testing/trial.ts';

async function makeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'execute-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('output comes as clean lines, redacted, from where it was written, and goes into the log', async () => {
  const told = await runTrial(
    node(String.raw`console.log('\x1b[1ma\x1b[0m hidden-word'); console.error('b'); process.exitCode = 3`),
  );
  const { lines, durationMs, marker, ...rest } = told;
  assert.deepEqual(
    lines.toSorted((one, other) => one.from.localeCompare(other.from)),
    [
      { text: 'b', from: 'stderr' },
      { text: 'a [redacted]', from: 'stdout' },
    ],
  );
  assert.ok(durationMs > 0);
  assert.match(marker, /r1$/);
  assert.deepEqual(
    { ...rest, logged: rest.logged.split('\n').toSorted() },
    {
      ended: 'exited',
      code: 3,
      signal: undefined,
      findings: [],
      logged: ['', 'a [redacted]', 'b'],
    },
  );
});

test('a word of the command reaches the program as it is, whatever a shell would make of it', async () => {
  const words = [
    ';rm -rf /',
    '$(id)',
    '`id`',
    '-k',
    '--rootdir=/',
    '* ~ $HOME',
    'it\'s "quoted"',
    '&& exit 1',
    'two\nlines',
    '',
  ];
  const { lines } = await runTrial(
    node('for (const word of process.argv.slice(1)) console.log(JSON.stringify(word))', '--', ...words),
  );
  assert.deepEqual(
    lines.map(({ text }) => JSON.parse(text)),
    words,
  );
});

test('a word with a NUL starts nothing', async () => {
  const { ended, reason } = await runTrial(node('0', 'a\0b'));
  assert.equal(ended, 'lost');
  assert.match(reason ?? '', /could not be started/);
});

test('a child gets exactly the variables of the order, and no input', async () => {
  const variables = { TENELEVEN_RUN: 'exactly/r1', ONE: '1' };
  // Under coverage Node itself adds its own variable to every child.
  const script =
    'delete process.env.NODE_V8_COVERAGE; console.log(Object.keys(process.env).toSorted().join()); process.stdin.on("end", () => console.log("end")).resume()';
  const { lines } = await runTrial(node(script), { variables });
  assert.deepEqual(
    lines.map(({ text }) => text),
    ['ONE,TENELEVEN_RUN', 'end'],
  );
});

test('a program that is killed says by which signal', async () => {
  const { ended, code, signal } = await runTrial(
    node('process.kill(process.pid, "SIGSEGV"); setTimeout(() => {}, 9999)'),
  );
  assert.deepEqual({ ended, code, signal }, { ended: 'exited', code: undefined, signal: 'SIGSEGV' });
});

test('what cannot be started says why and what to do', async (t) => {
  const folder = await makeFolder(t);
  const file = path.join(folder, 'plain');
  await writeFile(file, 'no program');
  const reasonOf = async (command: readonly string[], cwd = folder): Promise<string> => {
    const { ended, reason } = await runTrial(command, { cwd });
    assert.equal(ended, 'lost');
    return reason ?? '';
  };
  assert.match(await reasonOf(['pytst']), /^The program "pytst" is in none of the folders of PATH; install it/);
  assert.match(await reasonOf(['./missing.sh']), /^The program "\.\/missing\.sh" is not there \(looked from ".*"\)/);
  assert.match(await reasonOf([file]), /may not be executed; make it executable/);
  assert.match(await reasonOf(['true'], path.join(folder, 'gone')), /^The folder ".*gone" is not there; correct "cwd"/);
  assert.match(await reasonOf([]), /^The command is empty/);
  assert.match(await reasonOf(['true', 'x'.repeat(4_000_000)]), /longer than this system takes/);
});

test('a line of a gigabyte needs less than 64 MB of memory, and its beginning is told', async () => {
  await runTrial(program('print-bytes.ts', '64'));
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
  const { ended, lines } = await runTrial(program('print-bytes.ts', '1024'));
  clearInterval(timer);
  assert.equal(ended, 'exited');
  assert.match(lines[0]?.text.slice(-80) ?? '', /x … \[1,073,\d{3},\d{3} more bytes of this line left out\]$/);
  assert.ok(most - before < 64_000_000, `${((most - before) / 1e6).toFixed(1)} MB more`);
});

test('a child that writes faster than the log takes is made to wait, and nothing is lost', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const count = 300_000;
  const seen: number[] = [];
  const running = runTrial(
    node(`for (let at = 0; at < ${count}; at += 1000) console.log(("line " + at + "\\n").repeat(1000).trim())`),
    {
      log: logInto(() => released),
      onLine: () => void seen.push(seen.length),
    },
  );
  for (let before = -1; seen.length === 0 || seen.length > before; await setTimeout(100)) before = seen.length;
  assert.ok(seen.length < 50_000, `${seen.length} lines were read while the log took none`);
  release();
  assert.equal((await running).ended, 'exited');
  assert.equal(seen.length, count);
});

test('lines of a file of events come as events, the last one too, and not into the log', async (t) => {
  const folder = await makeFolder(t);
  const script = `const file = 'events'; console.log('out');
    setTimeout(() => fs.writeFileSync(file, '{"a":'), 50); setTimeout(() => fs.appendFileSync(file, '1}\\nhidden-word'), 250)`;
  const { lines, logged } = await runTrial(node(script), { cwd: folder, events: path.join(folder, 'events') });
  assert.deepEqual(lines, [
    { text: 'out', from: 'stdout' },
    { text: '{"a":1}', from: 'events' },
    { text: '[redacted]', from: 'events' },
  ]);
  assert.equal(logged, 'out\n');
});

test('a link in the place of the events is not followed', async (t) => {
  const folder = await makeFolder(t);
  await writeFile(path.join(folder, 'elsewhere'), 'not ours\n');
  await symlink('elsewhere', path.join(folder, 'events'));
  const { ended, lines } = await runTrial(node('0'), { events: path.join(folder, 'events') });
  assert.deepEqual({ ended, lines }, { ended: 'exited', lines: [] });
});

test('an order that was cancelled before it began starts nothing', async (t) => {
  const folder = await makeFolder(t);
  const { ended, lines } = await runTrial(node('require("fs").writeFileSync("started", "")'), {
    cwd: folder,
    signal: AbortSignal.abort(),
  });
  assert.deepEqual({ ended, lines }, { ended: 'cancelled', lines: [] });
});
