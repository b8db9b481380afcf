import process from 'node:process';

import type { Command } from '#chat/command.ts';
import { createDispatch, mistakeReply, type Dispatch } from '#chat/dispatch.ts';
import { loadCommand, loadCommands } from '#commands/load-commands.ts';
import { readProcessVariables } from '#config/environment-variables.ts';
import { loadConfiguration } from '#config/load-configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { readArguments, type Arguments } from '#terminal/read-arguments.ts';
import { renderReply } from '#terminal/render-reply.ts';
import { usageText } from '#terminal/usage.ts';

import packageFile from '../package.json' with { type: 'json' };
import {
  now,
  printReply,
  reportBug,
  requestOf,
  say,
  usageExit,
  type Session,
  type TerminalWork,
} from './cli-session.ts';
import { isWriting, openStoreFor } from './cli-store.ts';

const { version: packageVersion } = packageFile;

interface LazyWork {
  readonly startedBy: TerminalWork['startedBy'];
  readonly load: () => Promise<TerminalWork>;
}

/** What a command may leave to this process; a new kind of work is one line here. Loaded when it is asked for: a start is waited for. */
const works: readonly LazyWork[] = [
  { startedBy: ({ runs }) => runs, load: async () => (await import('./cli-runs.ts')).runWork },
  { startedBy: ({ probings }) => probings, load: async () => (await import('./cli-probings.ts')).probingWork },
  { startedBy: ({ inquiries }) => inquiries, load: async () => (await import('./cli-inquiries.ts')).inquiryWork },
  { startedBy: ({ loops }) => loops, load: async () => (await import('./cli-loops.ts')).loopWork },
  { startedBy: ({ audits }) => audits, load: async () => (await import('./cli-audits.ts')).auditWork },
];

async function runCli(given: Arguments): Promise<number> {
  if (given.version) return say(`${packageVersion}\n`);
  const [word = 'help', ...rest] = given.words;
  if (word === 'help' && rest.length === 0) return say(usageText(await loadCommands()));
  if (word.toLowerCase() === 'audit-report') return (await import('./cli-audit-report.ts')).auditFile(given);
  if (word.toLowerCase() === 'import-index') return (await import('./cli-import-index.ts')).importIndex(given);
  if (word.toLowerCase() === 'report') return (await import('./cli-report.ts')).printReport(given);
  const variables = readProcessVariables();
  const configuration = await loadConfiguration({
    cwd: process.cwd(),
    variables,
    file: given.config,
    data: given.data,
  });
  const command = await loadCommand(word);
  const store = await openStoreFor(command, configuration);
  try {
    return await answer({ given, configuration, variables, store, request: requestOf(given) }, command);
  } finally {
    await store.close();
  }
}

async function answer(session: Session, command: Command<unknown> | undefined): Promise<number> {
  const { given, store, request } = session;
  if (isWriting(command)) await store.requests.accept(request);
  // The others are loaded to say which was meant.
  const reply = await dispatchOf(session, command === undefined ? await loadCommands() : [command])(request);
  if (isWriting(command)) await store.requests.finish(request.id, reply.headline);
  const work = reply.refusal === undefined ? works.find((each) => each.startedBy(reply) !== undefined) : undefined;
  if (work === undefined) return printReply(reply, given.json);
  if (!given.json) process.stderr.write(renderReply({ ...reply, actions: [] }));
  return (await work.load()).carryOut(work.startedBy(reply) ?? [], session);
}

function dispatchOf({ configuration, variables, store }: Session, commands: readonly Command<unknown>[]): Dispatch {
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

process.stdout.on('error', () => process.exit(usageExit));
try {
  const given = readArguments(process.argv.slice(2));
  process.exitCode = await runCli(given);
} catch (error) {
  if (!(error instanceof OperatorError)) reportBug(error, 'start');
  else printReply(mistakeReply(error), process.argv.includes('--json'));
  process.exitCode = usageExit;
}
