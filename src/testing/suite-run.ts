import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { RunnerName, Suite } from '#domain/configuration.ts';
import type { Selection } from '#domain/run.ts';
import { adapterFor } from '#suites/adapters/index.ts';
import type { Exit } from '#suites/exit.ts';
import type { LineSource, Progress, Report, RunPlan } from '#suites/runner.ts';

export interface SuiteOnDisk extends Disposable {
  /** Holds the files of the suite. */
  readonly cwd: string;
  run(given: GivenRun): Promise<FinishedRun>;
  /** The plan alone; nothing is started. */
  plan(given: GivenRun): Promise<RunPlan>;
}

export interface GivenRun {
  readonly runner: RunnerName;
  readonly command: readonly string[];
  readonly selection?: Selection;
  readonly variables?: Readonly<Record<string, string>>;
  /** Below the suite's folder. */
  readonly folder?: string;
  readonly report?: string;
  /** What the folder of its reports is called; absent: `run-1`, … */
  readonly reports?: string;
  readonly redact?: (text: string) => string;
}

export interface FinishedRun {
  readonly report: Report;
  readonly exit: Exit;
  readonly stdout: string;
  /** What the live reader knew at the end of the output, before the report was read. */
  readonly live: Progress;
}

/** A suite of these files (path → text) in a folder of its own; removed with `using`. */
export function suiteOnDisk(files: Readonly<Record<string, string>>): SuiteOnDisk {
  const root = mkdtempSync(path.join(tmpdir(), 'teneleven-suite-'));
  const cwd = path.join(root, 'suite');
  mkdirSync(cwd);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(cwd, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  let count = 0;
  const plan = async (given: GivenRun): Promise<RunPlan> => {
    const folder = path.join(root, given.reports ?? `run-${(count += 1)}`);
    mkdirSync(folder, { recursive: true });
    const { selection = {}, variables = {}, redact = (text) => text } = given;
    const adapter = await adapterFor(given.runner);
    return adapter.plan({
      suite: suiteOf(given, cwd),
      selection,
      variables,
      folder,
      redact,
      redactCut: redact,
    });
  };
  return {
    cwd,
    plan,
    run: async (given) => execute(await plan(given), { ...given, folder: path.join(cwd, given.folder ?? '.') }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

function suiteOf({ runner, command, folder = '.', report }: GivenRun, cwd: string): Suite {
  return {
    name: 'trial',
    runner,
    command,
    priority: 1,
    timeoutMs: 60_000,
    cwd: path.join(cwd, folder),
    variables: {},
    environments: [],
    report: report === undefined ? undefined : path.join(cwd, report),
    targets: [],
  };
}

async function execute(plan: RunPlan, given: GivenRun): Promise<FinishedRun> {
  const [program = '', ...words] = plan.command;
  const { PATH = '', HOME = '/tmp' } = process.env;
  const began = performance.now();
  const child = spawn(program, words, {
    cwd: given.folder,
    env: { PATH, HOME, LANG: 'C.UTF-8', ...given.variables, ...plan.variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()));
  const exit = await new Promise<Exit>((resolve) => {
    child.on('error', (error) => resolve({ ended: 'lost', reason: error.message, durationMs: 0 }));
    child.on('close', (code, signal) =>
      resolve({
        ended: 'exited',
        code: code ?? undefined,
        signal: signal ?? undefined,
        durationMs: performance.now() - began,
      }),
    );
  });
  feed(plan, printed.stdout, 'stdout');
  feed(plan, printed.stderr, 'stderr');
  if (plan.events !== undefined) feed(plan, await readFile(plan.events, 'utf8').catch(() => ''), 'events');
  return { live: plan.reader.progress(), report: await plan.readReport(exit), exit, stdout: printed.stdout };
}

function feed(plan: RunPlan, text: string, from: LineSource): void {
  for (const line of text.split('\n')) plan.reader.line(line, from);
}
