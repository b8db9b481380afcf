import process from 'node:process';

import { settingsNow } from '#audit/settings-now.ts';
import type { OperatorError } from '#domain/operator-error.ts';
import { runDocument } from '#domain/run-document.ts';
import { isActive, type Run } from '#domain/run.ts';
import { createGuardian } from '#suites/guardian.ts';
import { startWorker } from '#suites/start-worker.ts';
import { stopRun } from '#suites/stop-run.ts';
import { exitCodeOf } from '#terminal/exit-code.ts';
import { followRuns } from '#terminal/follow-runs.ts';
import { renderEnd } from '#terminal/render-end.ts';
import type { Screen } from '#terminal/screen.ts';

import { now, printJson, reportBug, screenOf, type Session, type TerminalWork } from './cli-session.ts';
import { workHere } from './cli-work.ts';

/** Suites that run in this process, and are followed to their end. */
export const runWork: TerminalWork = {
  startedBy: (reply) => reply.runs,
  async carryOut(ids, session) {
    const runs = await workThrough(ids, session);
    await printRuns(runs, session);
    return exitCodeOf(runs);
  },
};

/** Does the work in this process and shows it, until the runs have ended. Ctrl-C cancels them. */
async function workThrough(ids: readonly string[], session: Session): Promise<readonly Run[]> {
  const { configuration, store } = session;
  const follow = (screen: Screen, signal: AbortSignal): Promise<readonly Run[]> =>
    followRuns(ids, { store, screen, now }, signal);
  const runs = await workHere(session, {
    start(parts, signal) {
      const guardian = createGuardian();
      const { data } = configuration.history;
      const here = { guardian, data, settingsOf: settingsNow({ ...parts, data }) };
      // What a dead bot left queued is the bot's to run.
      const worker = startWorker({ ...parts, ...here, takes: ({ id }) => ids.includes(id), onTrouble }, signal);
      return {
        async settled() {
          await worker.settled();
          guardian.close();
        },
      };
    },
    follow,
    onInterrupt: () => void cancelRuns(ids, session).catch((error: unknown) => reportBug(error, 'cancel')),
  });
  return runs.some(isActive) ? follow(screenOf(session), AbortSignal.abort()) : runs;
}

function onTrouble({ message }: OperatorError): void {
  process.stderr.write(`A record waits to be written: ${message}\n`);
}

async function cancelRuns(ids: readonly string[], { store, request }: Session): Promise<void> {
  for (const id of ids) {
    const run = await store.runs.get(id);
    if (run !== undefined && isActive(run)) await stopRun(run, request.actor, { store, now });
  }
}

async function printRuns(runs: readonly Run[], { given, store }: Session): Promise<void> {
  const ended = await Promise.all(runs.map(async (run) => ({ run, tests: await store.runs.tests(run.id) })));
  if (!given.json) {
    for (const { run, tests } of ended) process.stdout.write(renderEnd(run, tests));
    return;
  }
  const documents = ended.map(({ run, tests }) => runDocument(run, tests));
  printJson(documents.length === 1 ? { run: documents[0] } : { runs: documents });
}
