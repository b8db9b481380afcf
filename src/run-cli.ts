import { userInfo } from 'node:os';
import process from 'node:process';

import { createDispatch, mistakeReply, type Dispatch } from '#chat/dispatch.ts';
import { commands } from '#commands/index.ts';
import { readProcessVariables } from '#config/environment-variables.ts';
import { loadConfiguration } from '#config/load-configuration.ts';
import { createConfiguredRedactor } from '#config/secrets.ts';
import type { Configuration } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Reply } from '#domain/reply.ts';
import { runDocument } from '#domain/run-document.ts';
import { isActive, type Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { Request, Store } from '#state/state.ts';
import { endOrphans } from '#suites/end-orphans.ts';
import { createGuardian } from '#suites/guardian.ts';
import { instanceMarker } from '#suites/run-marker.ts';
import { recoverRuns } from '#suites/recover-runs.ts';
import { startWorker } from '#suites/start-worker.ts';
import { stopRun } from '#suites/stop-run.ts';
import { exitCodeOf } from '#terminal/exit-code.ts';
import { followRuns } from '#terminal/follow-runs.ts';
import { readArguments, type Arguments } from '#terminal/read-arguments.ts';
import { renderEnd } from '#terminal/render-end.ts';
import { renderReply } from '#terminal/render-reply.ts';
import { usageText } from '#terminal/usage.ts';

import packageFile from '../package.json' with { type: 'json' };

const { version: packageVersion } = packageFile;
const usageExit = 2;
const now = (): Date => new Date();

interface Session {
  readonly given: Arguments;
  readonly configuration: Configuration;
  readonly variables: Variables;
  readonly store: Store;
  readonly request: Request;
}

async function runCli(given: Arguments): Promise<number> {
  if (given.version) return say(`${packageVersion}\n`);
  const [command = 'help', ...rest] = given.words;
  if (command === 'help' && rest.length === 0) return say(usageText(commands));
  const variables = readProcessVariables();
  const configuration = await loadConfiguration({
    cwd: process.cwd(),
    variables,
    file: given.config,
    data: given.data,
  });
  const { data, keepRuns } = configuration.history;
  const store = await openJsonStore({ data, keepRuns, readOnly: !isWriting(given.words), now });
  try {
    for (const notice of store.notices) process.stderr.write(`${notice}\n`);
    if (isWriting(given.words)) await clearAway(store, data);
    return await answer({ given, configuration, variables, store, request: requestOf(given) });
  } finally {
    await store.close();
  }
}

/** What a process that died here left behind: its children, and runs that it will never end. */
async function clearAway(store: Store, data: string): Promise<void> {
  await endOrphans(instanceMarker(data));
  await recoverRuns(store, now);
}

/** Commands that only read leave the lock of the store alone, so they work beside a running bot. */
function isWriting(words: readonly string[]): boolean {
  const command = commands.find((each) => each.name === words[0]?.toLowerCase());
  return command !== undefined && command.permission !== 'read';
}

function requestOf({ words }: Arguments): Request {
  const { username } = userInfo();
  return {
    id: `terminal-${process.pid}-${Date.now()}`,
    via: 'terminal',
    words,
    actor: { id: username, name: username, via: 'terminal' },
    receivedAt: now().toISOString(),
  };
}

async function answer(session: Session): Promise<number> {
  const { given, store, request } = session;
  if (isWriting(given.words)) await store.requests.accept(request);
  const reply = await dispatchOf(session)(request);
  if (isWriting(given.words)) await store.requests.finish(request.id, reply.headline);
  if (reply.refusal !== undefined || reply.runs === undefined) return printReply(reply, given.json);
  if (!given.json) process.stderr.write(renderReply({ ...reply, actions: [] }));
  const runs = await workThrough(reply.runs, session);
  await printRuns(runs, session);
  return exitCodeOf(runs);
}

function dispatchOf({ configuration, variables, store }: Session): Dispatch {
  return createDispatch({
    commands,
    configuration: () => configuration,
    variables,
    store,
    whois: async () => ({ kind: 'operator', names: [] }),
    now,
    onBug: reportBug,
  });
}

/** Does the work in this process and shows it, until the runs have ended. Ctrl-C cancels them. */
async function workThrough(ids: readonly string[], session: Session): Promise<readonly Run[]> {
  const { configuration, variables, store, given } = session;
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
  const { columns, isTTY } = process.stderr;
  const screen = {
    isTty: isTTY && !given.json,
    columns: columns ?? 80,
    write: (text: string) => process.stderr.write(text),
  };
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
  process.stdout.write(
    `${JSON.stringify(documents.length === 1 ? { run: documents[0] } : { runs: documents }, undefined, 2)}\n`,
  );
}

function printReply(reply: Reply, isJson: boolean): number {
  const isRefused = reply.refusal !== undefined;
  if (isJson) process.stdout.write(`${JSON.stringify(reply.json ?? { headline: reply.headline }, undefined, 2)}\n`);
  if (!isJson || isRefused) (isRefused ? process.stderr : process.stdout).write(renderReply(reply));
  return isRefused ? usageExit : 0;
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function reportBug(error: unknown, where: string): void {
  process.stderr.write(`bug (${where}): ${String(error instanceof Error ? error.stack : error)}\n`);
}

process.stdout.on('error', () => process.exit(usageExit));
try {
  const given = readArguments(process.argv.slice(2));
  process.exitCode = await runCli(given);
} catch (error) {
  if (!(error instanceof OperatorError)) reportBug(error, 'start');
  else printReply(mistakeReply(error), process.argv.includes('--json'));
  process.exitCode = usageExit;
}
