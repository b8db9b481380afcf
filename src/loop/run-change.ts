import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { folderOfChange, type ChangeRecord } from '#domain/loop.ts';
import { childEnvironment } from '#suites/child-environment.ts';
import { execute } from '#suites/execute.ts';
import type { Exit } from '#suites/exit.ts';
import { openRunLog } from '#suites/run-log.ts';

import { changeMarker } from './change-marker.ts';
import { currentRound } from './next-loop.ts';
import type { PlannedChange } from './planned-change.ts';
import { createPushTrouble } from './push-trouble.ts';
import type { StepContext } from './step-context.ts';
import { createTail } from './tail.ts';

const snapshotMs = 1_000;

/**
 * Runs a command that changes the environment, after it was written down that it begins. Undefined: it had begun already, so
 * it is not begun again.
 */
export async function runChange(
  planned: PlannedChange,
  { context, approval }: { readonly context: StepContext; readonly approval?: string | undefined },
  signal: AbortSignal,
): Promise<ChangeRecord | undefined> {
  const { parts, loop, round, write } = context;
  const { redact } = parts.redactor();
  const { name } = planned;
  const begun: ChangeRecord = {
    name,
    command: planned.command.map(redact),
    approval,
    state: 'starting',
    startedAt: parts.now().toISOString(),
    tail: [],
  };
  if (round.change !== undefined) return undefined;
  const written = await write({ kind: 'change-written', change: begun });
  const now = currentRound(written)?.change;
  if (now?.state !== 'starting' || now.startedAt !== begun.startedAt || now.name !== name) return undefined;
  const folder = join(parts.store.work.loops.folder(loop.id), folderOfChange(round.number, begun));
  const tail = createTail();
  const push = createPushTrouble();
  const snapshots = keepSnapshots(begun, () => tail.lines(), context);
  const exit = await executeIn(folder, { planned, context, line: (text) => (tail.add(text), push.line(text)) }, signal);
  await snapshots.end();
  const wanted = await parts.store.work.loops.get(loop.id);
  const ended = endOf(begun, {
    exit,
    isStopped: wanted?.stopRequestedBy !== undefined,
    pushTrouble: push.trouble(),
    tail: tail.lines(),
    endedAt: parts.now().toISOString(),
  });
  await write({ kind: 'change-written', change: ended });
  return ended;
}

async function executeIn(
  folder: string,
  {
    planned,
    context,
    line,
  }: { readonly planned: PlannedChange; readonly context: StepContext; readonly line: (text: string) => void },
  signal: AbortSignal,
): Promise<Exit> {
  const { parts, loop, round } = context;
  const marker = changeMarker(parts.data, { loop: loop.id, round: round.number, name: planned.name });
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
  await using log = await openRunLog(folder);
  return await execute(
    {
      command: planned.command,
      cwd: planned.cwd ?? dirname(parts.configuration().file),
      variables: childEnvironment({ parent: parts.variables, named: planned.variables, plan: {}, marker }),
      marker,
      timeoutMs: planned.timeoutMs,
      redactor: parts.redactor(),
      guardian: parts.guardian,
      leavesOthers: true,
      onLine: line,
      log,
    },
    signal,
  );
}

interface Ended {
  readonly exit: Exit;
  /** By a person; else it was cut by the end of this process. */
  readonly isStopped: boolean;
  readonly pushTrouble: string | undefined;
  readonly tail: readonly string[];
  readonly endedAt: string;
}

function endOf(begun: ChangeRecord, { exit, isStopped, pushTrouble, tail, endedAt }: Ended): ChangeRecord {
  const lost = exit.ended === 'lost' ? [exit.reason ?? 'It could not be started'] : [];
  const push = exit.ended === 'exited' && exit.code === 0 && pushTrouble !== undefined ? [pushTrouble] : [];
  const words = [...tail, ...lost, ...push.filter((each) => !tail.includes(each))].slice(-20);
  return {
    ...begun,
    state: stateOf(exit, { isPushBroken: push.length > 0, isStopped }),
    exitCode: exit.code,
    endedAt,
    tail: words,
  };
}

function stateOf(
  { ended, code }: Exit,
  { isPushBroken, isStopped }: { readonly isPushBroken: boolean; readonly isStopped: boolean },
): ChangeRecord['state'] {
  switch (ended) {
    case 'timed-out':
      return 'timed-out';
    case 'cancelled':
      return isStopped ? 'cancelled' : 'interrupted';
    case 'lost':
      return 'failed';
    case 'exited':
      return code === 0 && !isPushBroken ? 'passed' : 'failed';
  }
}

/** Says that it runs, and its newest lines, about once a second. */
function keepSnapshots(
  begun: ChangeRecord,
  lines: () => readonly string[],
  { write }: StepContext,
): { end(): Promise<void> } {
  let last = '';
  let writing = Promise.resolve();
  const snapshot = (): void => {
    const tail = lines();
    const text = `running\n${tail.join('\n')}`;
    if (text === last) return;
    last = text;
    writing = writing
      .then(() => write({ kind: 'change-written', change: { ...begun, state: 'running', tail } }))
      .then(
        () => undefined,
        () => undefined,
      );
  };
  snapshot();
  const timer = setInterval(snapshot, snapshotMs);
  return {
    async end() {
      clearInterval(timer);
      await writing;
    },
  };
}
