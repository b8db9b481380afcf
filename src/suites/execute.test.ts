import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { createRedactor } from '#domain/redact.ts';
import { needs } from '#testing/tools.ts';

import { execute, type ExecuteOrder } from './execute.ts';
import type { Exit } from './exit.ts';
import { readProcEntry } from './proc.ts';
import type { RunLog } from './run-log.ts';
import type { LineSource } from './runner.ts';

interface Told extends Exit {
  readonly lines: readonly { readonly text: string; readonly from: LineSource }[];
  readonly logged: string;
}

let runs = 0;

interface Trial extends Partial<ExecuteOrder> {
  readonly signal?: AbortSignal;
  /** Called with the lines so far, after each. */
  readonly onLines?: (lines: readonly string[]) => void;
}

async function run(command: readonly string[], { signal, onLines, ...changes }: Trial = {}): Promise<Told> {
  const lines: Told['lines'][number][] = [];
  let logged = '';
  const marker = `test-of-execute-${process.pid}/r${(runs += 1)}`;
  const log = logInto((text) => {
    logged += text;
    return undefined;
  });
  const onLine = (text: string, from: LineSource): void => {
    lines.push({ text, from });
    onLines?.(lines.map((line) => line.text));
  };
  const variables = { PATH: process.env['PATH'] ?? '', TENELEVEN_RUN: marker };
  const order = {
    command,
    cwd: tmpdir(),
    variables,
    marker,
    timeoutMs: 20_000,
    redactor: createRedactor(['hidden-word']),
  };
  const exit = await execute({ ...order, onLine, log, ...changes }, signal ?? new AbortController().signal);
  return { ...exit, lines, logged };
}

function logInto(append: RunLog['append']): RunLog {
  return { append, flush: done, close: done, findings: () => [], [Symbol.asyncDispose]: done };
}

async function done(): Promise<void> {}

function node(script: string, ...words: readonly string[]): readonly string[] {
  return [process.execPath, '-e', script, ...words];
}

function program(name: string, ...words: readonly string[]): readonly string[] {
  return [process.execPath, fileURLToPath(new URL(`../testing/programs/${name}`, import.meta.url)), ...words];
}

/** The programs that said `word pid` of themselves or of what they started. */
function pidsIn({ lines }: Told): readonly number[] {
  return lines.map(({ text }) => Number(/^[a-z-]+ (\d+)$/.exec(text)?.[1])).filter((pid) => pid > 0);
}

function assertNobodyLeft(told: Told, count: number): void {
  const pids = pidsIn(told);
  assert.equal(pids.length, count);
  assert.deepEqual(
    pids.filter((pid) => readProcEntry(pid) !== undefined),
    [],
  );
}

async function makeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'execute-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('output comes as clean lines, redacted, from where it was written, and goes into the log', async () => {
  const told = await run(
    node(String.raw`console.log('\x1b[1ma\x1b[0m hidden-word'); console.error('b'); process.exitCode = 3`),
  );
  const { lines, durationMs, ...rest } = told;
  assert.deepEqual(
    lines.toSorted((one, other) => one.from.localeCompare(other.from)),
    [
      { text: 'b', from: 'stderr' },
      { text: 'a [redacted]', from: 'stdout' },
    ],
  );
  assert.ok(durationMs > 0);
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
  const { lines } = await run(
    node('for (const word of process.argv.slice(1)) console.log(JSON.stringify(word))', '--', ...words),
  );
  assert.deepEqual(
    lines.map(({ text }) => JSON.parse(text)),
    words,
  );
});

test('a word with a NUL starts nothing', async () => {
  const { ended, reason } = await run(node('0', 'a\0b'));
  assert.equal(ended, 'lost');
  assert.match(reason ?? '', /could not be started/);
});

test('a child gets exactly the variables of the order, and no input', async () => {
  const variables = { TENELEVEN_RUN: 'exactly/r1', ONE: '1' };
  const script =
    'console.log(Object.keys(process.env).toSorted().join()); process.stdin.on("end", () => console.log("end")).resume()';
  const { lines } = await run(node(script), { variables });
  assert.deepEqual(
    lines.map(({ text }) => text),
    ['ONE,TENELEVEN_RUN', 'end'],
  );
});

test('a program that is killed says by which signal', async () => {
  const { ended, code, signal } = await run(node('process.kill(process.pid, "SIGSEGV"); setTimeout(() => {}, 9999)'));
  assert.deepEqual({ ended, code, signal }, { ended: 'exited', code: undefined, signal: 'SIGSEGV' });
});

test('what cannot be started says why and what to do', async (t) => {
  const folder = await makeFolder(t);
  const file = path.join(folder, 'plain');
  await writeFile(file, 'no program');
  const reasonOf = async (command: readonly string[], cwd = folder): Promise<string> => {
    const { ended, reason } = await run(command, { cwd });
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

test('an order that was cancelled before it began starts nothing', async (t) => {
  const folder = await makeFolder(t);
  const { ended, lines } = await run(node('require("fs").writeFileSync("started", "")'), {
    cwd: folder,
    signal: AbortSignal.abort(),
  });
  assert.deepEqual({ ended, lines }, { ended: 'cancelled', lines: [] });
});

test('a program that ignores SIGTERM is killed after its grace period', async () => {
  const startedAt = performance.now();
  const told = await run(
    node(
      'process.on("SIGTERM", () => console.log("no")); console.log("self " + process.pid); setInterval(() => {}, 9999)',
    ),
    {
      timeoutMs: 500,
      graceMs: 300,
    },
  );
  const { ended, code, signal, findings } = told;
  assert.deepEqual(
    { ended, code, signal, findings },
    { ended: 'timed-out', code: undefined, signal: 'SIGKILL', findings: [] },
  );
  assert.ok(performance.now() - startedAt >= 800);
  assert.equal(told.lines.at(-1)?.text, 'no');
  assertNobodyLeft(told, 1);
});

test('a program that obeys SIGTERM is not waited for any longer, and its last words are told', async () => {
  const stop = new AbortController();
  const script =
    'process.on("SIGTERM", () => { console.log("bye"); process.exit(7); }); console.log("ready"); setInterval(() => {}, 9999)';
  const { ended, code, lines, durationMs } = await run(node(script), {
    signal: stop.signal,
    graceMs: 15_000,
    onLines: () => stop.abort(),
  });
  assert.deepEqual({ ended, code, last: lines.at(-1)?.text }, { ended: 'cancelled', code: 7, last: 'bye' });
  assert.ok(durationMs < 5_000);
});

const kin = ['child', 'own-session', 'without-environment', 'holding-output', 'daemon'];

test(
  'children, their own sessions, cleared environments and daemons that ignore SIGTERM end with a cancelled run',
  needs('proc'),
  async () => {
    const stop = new AbortController();
    const onLines = (lines: readonly string[]): void => {
      if (lines.filter((line) => / \d+$/.test(line)).length === kin.length) stop.abort();
    };
    const told = await run(program('start-kin.ts', ...kin, 'and-stay'), { signal: stop.signal, graceMs: 300, onLines });
    assert.equal(told.ended, 'cancelled');
    assertNobodyLeft(told, kin.length);
  },
);

test(
  'what a command that has ended left running is ended and reported, also when it holds the output',
  needs('proc'),
  async () => {
    const told = await run(program('start-kin.ts', 'holding-output', 'own-session', 'daemon'), { graceMs: 200 });
    assert.equal(told.ended, 'exited');
    assert.equal(told.code, 0);
    assertNobodyLeft(told, 3);
    assert.deepEqual(
      told.findings?.map(({ code }) => code),
      ['left-running'],
    );
    for (const pid of pidsIn(told)) assert.ok(told.findings?.[0]?.message.includes(`node stay.ts (${pid})`));
  },
);

test('a program that forks for ever into new sessions is caught', needs('proc', 'pytest'), async () => {
  const told = await run(['/usr/bin/python3', program('fork-on.py')[1] ?? ''], { graceMs: 100 });
  assert.deepEqual(
    told.findings?.map(({ code }) => code),
    ['left-running'],
  );
  const marker = `test-of-execute-${process.pid}/r${runs}`;
  const { endFamily } = await import('./end-family.ts');
  assert.deepEqual(await endFamily({ marker }, { graceMs: 0 }), { ended: [], survivors: [] });
});

test('a program that closes its output runs on to its end', async () => {
  const script = 'fs.closeSync(1); fs.closeSync(2); setTimeout(() => process.exit(4), 300)';
  const { ended, code, durationMs } = await run(node(script));
  assert.deepEqual({ ended, code }, { ended: 'exited', code: 4 });
  assert.ok(durationMs >= 300);
});

test('a line of a gigabyte needs less than 64 MB of memory, and its beginning is told', async () => {
  await run(program('print-bytes.ts', '64'));
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
  const { ended, lines } = await run(program('print-bytes.ts', '1024'));
  clearInterval(timer);
  assert.equal(ended, 'exited');
  assert.match(lines[0]?.text.slice(-80) ?? '', /x … \[1,073,\d{3},\d{3} more bytes of this line left out\]$/);
  assert.ok(most - before < 64_000_000, `${((most - before) / 1e6).toFixed(1)} MB more`);
});

test('a child that writes faster than the log takes is made to wait, and nothing is lost', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const count = 300_000;
  const seen: number[] = [];
  const running = run(
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
  const { lines, logged } = await run(node(script), { cwd: folder, events: path.join(folder, 'events') });
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
  const { ended, lines } = await run(node('0'), { events: path.join(folder, 'events') });
  assert.deepEqual({ ended, lines }, { ended: 'exited', lines: [] });
});

test('a reader that throws ends the run and rejects', async () => {
  let pid = 0;
  const running = run(node('console.log(process.pid); setInterval(() => {}, 9999)'), {
    onLine: (text) => {
      pid = Number(text);
      throw new Error('a bug');
    },
  });
  await assert.rejects(running, /a bug/);
  assert.ok(pid > 0);
  assert.equal(readProcEntry(pid), undefined);
});
