import process from 'node:process';

import { createConfiguredRedactor } from '#config/secrets.ts';
import { runDocument } from '#domain/run-document.ts';
import { isActive, type Run } from '#domain/run.ts';
import { createGuardian } from '#suites/guardian.ts';
import { startWorker } from '#suites/start-worker.ts';
import { stopRun } from '#suites/stop-run.ts';
import { exitCodeOf } from '#terminal/exit-code.ts';
import { followRuns } from '#terminal/follow-runs.ts';
import { renderEnd } from '#terminal/render-end.ts';

import { now, printJson, reportBug, screenOf, type Session, type TerminalWork } from './cli-session.ts';

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
  const { configuration, variables, store } = session;
  const shutdown = new AbortController();
  const cancel = (): void => void cancelRuns(ids, session).catch((error: unknown) => reportBug(error, 'cancel'));
  process.once('SIGINT', cancel).once('SIGTERM', () => shutdown.abort());
  const redactor = createConfiguredRedactor(configuration, variables);
  const guardian = createGuardian();
  const worker = startWorker(
    {
      store,
      configuration: () => configuration,
      variables,
      redactor: () => redactor,
      guardian,
      data: configuration.history.data,
      // What a dead bot left queued is the bot's to run.
      takes: (run) => ids.includes(run.id),
      now,
      onTrouble: (error) => process.stderr.write(`A record waits to be written: ${error.message}\n`),
      onBug: reportBug,
    },
    shutdown.signal,
  );
  const screen = screenOf(session);
  const runs = await followRuns(ids, { store, screen, now }, shutdown.signal);
  shutdown.abort();
  await worker.settled();
  guardian.close();
  return runs.some(isActive) ? followRuns(ids, { store, screen, now }, shutdown.signal) : runs;
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
