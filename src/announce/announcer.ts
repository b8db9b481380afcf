import { OperatorError } from '#domain/operator-error.ts';
import { isActive, type Run } from '#domain/run.ts';

import { askerTelling } from './asker-telling.ts';
import { followRecords, type Announcer } from './follow-records.ts';
import { gatherFacts, type FactSources } from './gather-facts.ts';
import type { RunFacts, RunFile } from './run-facts.ts';
import { runReply } from './run-reply.ts';
import { tellingsOf } from './run-tellings.ts';
import { createSlots } from './slots.ts';
import type { Teller, Telling, Told } from './telling.ts';

export interface AnnouncerParts extends FactSources {
  readonly teller: Teller;
  /** After an error of the store; default 5,000. */
  readonly retryAfterMs?: number | undefined;
}

/** Ended runs that are told at the same time; running ones do not count. */
const endingsAtOnce = 16;

/** Follows the runs and tells every change; at start also what an earlier process left untold. Survives every error. */
export function startAnnouncer(parts: AnnouncerParts, signal: AbortSignal): Announcer {
  const { store, log, retryAfterMs, now } = parts;
  const since = now().toISOString();
  const endings = createSlots(endingsAtOnce);

  async function tell(id: string): Promise<void> {
    const run = await store.runs.get(id);
    if (run?.place === undefined || run.toldAt !== undefined) return;
    if (isActive(run)) return tellActive(run, parts, signal);
    // Ended for good: nothing but its telling changes from here on.
    await endings.use(() => tellEnded(run, { ...parts, since }, signal));
  }

  const untold = async (): Promise<readonly string[]> => (await store.runs.untold()).map(({ id }) => id);
  const subscribe = (listener: (id: string) => void): (() => void) => store.subscribe(listener);
  return followRecords({ subscribe, untold, tell, noun: 'Run', retryAfterMs, log }, signal);
}

/** Not awaited: the teller paces itself and keeps the latest. */
async function tellActive(run: Run, parts: AnnouncerParts, signal: AbortSignal): Promise<void> {
  for (const telling of tellingsOf(run, await gatherFacts(run, parts))) void parts.teller.tell(telling, signal);
}

/**
 * Tells the root of an ended run again, when something was found about it afterwards. Its thread stays as it is. A run that
 * is gone, or was never told, is left alone.
 */
export async function retellRun(
  id: string,
  parts: Omit<AnnouncerParts, 'retryAfterMs'>,
  signal: AbortSignal,
): Promise<void> {
  const run = await parts.store.runs.get(id);
  if (run?.place === undefined || isActive(run)) return;
  const [root] = tellingsOf(run, await gatherFacts(run, parts));
  if (root !== undefined) await parts.teller.tell(root, signal);
}

interface EndParts extends AnnouncerParts {
  /** When this announcer began to follow the runs. */
  readonly since: string;
}

async function tellEnded(run: Run, parts: EndParts, signal: AbortSignal): Promise<void> {
  const facts = await gatherFacts(run, parts);
  const tellings = tellingsOf(run, facts);
  const told = await Promise.all(tellings.map((telling) => parts.teller.tell(telling, signal)));
  if (told.some(isUnfinished)) return;
  const [rootTold] = told;
  // Who asked for a loop is told its end.
  if (rootTold?.told === false && run.partOf !== undefined) return markTold(run, parts);
  if (rootTold?.told === false)
    return tellAsker(run, askerTelling(run, runReply(run, facts), rootTold.reason), { parts, signal });
  const final = withLinks(facts, {
    log: linkOf('log', tellings, told),
    failures: linkOf('failures-file', tellings, told),
  });
  const [root] = tellingsOf(run, final);
  if (root !== undefined && isUnfinished(await parts.teller.tell(root, signal))) return;
  await markTold(run, parts);
}

/** The channel is not to be told: the person is, once. The next process tries the channel once more. */
async function tellAsker(
  run: Run,
  telling: Telling | undefined,
  { parts, signal }: { readonly parts: EndParts; readonly signal: AbortSignal },
): Promise<void> {
  if (telling === undefined) return markTold(run, parts);
  const earlier = await parts.store.posts.get(telling.key);
  if (isUnfinished(await parts.teller.tell(telling, signal))) return;
  if (earlier !== undefined && earlier.at < parts.since) await markTold(run, parts);
}

function isUnfinished(told: Told): boolean {
  return !told.told && !told.gone;
}

function linkOf(name: string, tellings: readonly Telling[], told: readonly Told[]): string | undefined {
  const answer = told[tellings.findIndex(({ key }) => key.endsWith(`/${name}`))];
  return answer?.told === true ? answer.permalink : undefined;
}

/** The root is told at once and once more when the files in its thread have addresses. */
function withLinks(
  facts: RunFacts,
  links: { readonly log?: string | undefined; readonly failures?: string | undefined },
): RunFacts {
  return { ...facts, log: linked(facts.log, links.log), failuresFile: linked(facts.failuresFile, links.failures) };
}

function linked(file: RunFile | undefined, permalink: string | undefined): RunFile | undefined {
  return file === undefined ? undefined : { ...file, permalink };
}

async function markTold(run: Run, { store, now }: AnnouncerParts): Promise<void> {
  try {
    await store.runs.change(run.id, { toldAt: now().toISOString() });
  } catch (error) {
    // Removed by the retention meanwhile: there is nothing left to mark.
    if (!(error instanceof OperatorError) || error.code !== 'UNKNOWN_RUN') throw error;
  }
}
