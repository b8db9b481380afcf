import process from 'node:process';

import type { ProbeResult } from '#domain/probe.ts';
import { byWorst } from '#domain/probe-words.ts';
import { isProbingActive, type Probing } from '#domain/probing.ts';
import { probingReport } from '#domain/probing-report.ts';
import { startProbingWorker } from '#probes/start-probing-worker.ts';
import { followProbings } from '#terminal/follow-probings.ts';
import { probingExitCode } from '#terminal/probing-exit-code.ts';
import { renderReply } from '#terminal/render-reply.ts';

import { measureHere } from './cli-measure.ts';
import { now, printJson, type Session, type TerminalWork } from './cli-session.ts';

/** Probes that are made by this process, and followed to their end. */
export const probingWork: TerminalWork = {
  startedBy: (reply) => reply.probings,
  async carryOut(ids, session) {
    const results: ProbeResult[] = [];
    const probings = await workThrough(ids, session, (result) => results.push(result));
    if (session.given.json) {
      printJson(documentOf(probings, results.toSorted(byWorst)));
    } else {
      for (const probing of probings) process.stdout.write(renderReply(probingReport(probing)));
    }
    return probingExitCode(probings);
  },
};

/** What `--json` prints; `problems` is there only when something could not be probed at all. */
export function documentOf(
  probings: readonly Pick<Probing, 'id' | 'aim' | 'pairs' | 'problem'>[],
  results: readonly ProbeResult[],
) {
  const problems = probings.flatMap(({ id, problem }) => (problem === undefined ? [] : [{ id, problem }]));
  const told = problems.length === 0 ? {} : { problems };
  const [sweep] = probings.flatMap(({ aim }) => (aim.kind === 'endpoints' ? (aim.sweep ?? []) : []));
  return sweep === undefined
    ? { results, pairs: probings.flatMap(({ pairs }) => pairs), ...told }
    : { sweep, results, ...told };
}

/** Measures in this process and shows how far it is. Ctrl-C ends it with what was found until then. */
async function workThrough(
  ids: readonly string[],
  session: Session,
  onResult: (result: ProbeResult) => void,
): Promise<readonly Probing[]> {
  const { store } = session;
  const followed = await measureHere(session, {
    // What a dead bot left queued is the bot's to measure.
    start: (parts, signal) => startProbingWorker({ ...parts, takes: ({ id }) => ids.includes(id), onResult }, signal),
    follow: (screen, signal) => followProbings(ids, { store, screen }, signal),
  });
  return Promise.all(followed.map((probing) => ended(probing, session)));
}

/** Nobody is left to measure what was stopped here. */
async function ended(probing: Probing, { store }: Session): Promise<Probing> {
  if (!isProbingActive(probing)) return probing;
  return store.watch.probings.change(probing.id, { state: 'interrupted', endedAt: now().toISOString() });
}
