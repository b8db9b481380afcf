import process from 'node:process';

import type { Command } from '#chat/command.ts';
import type { Configuration } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import { createMemoryWatch } from '#state/memory/memory-watch.ts';
import { createMemoryWork } from '#state/memory/memory-work.ts';
import type { Store } from '#state/state.ts';
import { endOrphans } from '#suites/end-orphans.ts';
import { recoverRuns } from '#suites/recover-runs.ts';
import { instanceMarker } from '#suites/run-marker.ts';

import { now } from './cli-session.ts';

/** Undefined where no command is meant by the word. */
type Asked = Pick<Command<unknown>, 'name' | 'permission'> | undefined;

/** They measure and write nothing that a bot would have to know. */
const worksBesideBot = new Set(['probe', 'sweep', 'audit']);
const notForUs = new Set(['STORE_IN_USE', 'STORE_NOT_WRITABLE']);

/** The store of the data folder, as far as this command needs it. */
export async function openStoreFor(command: Asked, configuration: Configuration): Promise<Store> {
  const store = await openAny(command, { ...configuration.history, now });
  for (const notice of store.notices) process.stderr.write(`${notice}\n`);
  return store;
}

/** Commands that only read leave the lock of the store alone, so they work beside a running bot. */
export function isWriting(command: Asked): boolean {
  return command !== undefined && command.permission !== 'read';
}

type Options = Parameters<typeof openJsonStore>[0];

async function openAny(command: Asked, options: Options): Promise<Store> {
  if (!isWriting(command)) return openJsonStore({ ...options, readOnly: true });
  try {
    const store = await openJsonStore(options);
    await clearAway(store, options.data);
    return store;
  } catch (error) {
    const name = command?.name ?? '';
    const mayGoOn = worksBesideBot.has(name);
    if (!mayGoOn || !(error instanceof OperatorError) || !notForUs.has(error.code)) throw error;
    process.stderr.write(`${error.message}: what is measured now is not stored\n`);
    const store = await openJsonStore({ ...options, readOnly: true });
    return name === 'audit' ? auditBesideBot(store) : besideBot(store);
  }
}

/** What this process measures stays in its memory, and no request is written down. */
function besideBot(store: Store): Store {
  return { ...store, requests: unwritten, watch: createMemoryWatch() };
}

/** An audit compares with what is stored, and stores nothing. */
function auditBesideBot(store: Store): Store {
  const { audits } = createMemoryWork();
  const list = (filter: Parameters<typeof audits.list>[0]) => store.work.audits.list(filter);
  return { ...store, requests: unwritten, work: { ...store.work, audits: { ...audits, list } } };
}

const unwritten: Store['requests'] = { accept: async () => true, finish: async () => {}, pending: async () => [] };

/** What a process that died here left behind: its children, and runs that it will never end. */
async function clearAway(store: Store, data: string): Promise<void> {
  try {
    await endOrphans(instanceMarker(data));
    await recoverRuns(store, now);
  } catch (error) {
    await store.close();
    throw error;
  }
}
