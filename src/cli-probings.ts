import process from 'node:process';

import { createConfiguredRedactor } from '#config/secrets.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { byWorst } from '#domain/probe-words.ts';
import { isProbingActive, type Probing } from '#domain/probing.ts';
import { probingReport } from '#domain/probing-report.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import { startProber } from '#probes/start-prober.ts';
import { startProbingWorker } from '#probes/start-probing-worker.ts';
import { createTokens } from '#probes/tokens.ts';
import { followProbings } from '#terminal/follow-probings.ts';
import { probingExitCode } from '#terminal/probing-exit-code.ts';
import { renderReply } from '#terminal/render-reply.ts';

import { now, printJson, reportBug, screenOf, type Session, type TerminalWork } from './cli-session.ts';

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
  const { configuration, variables, store } = session;
  const shutdown = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => shutdown.abort());
  const redactor = createConfiguredRedactor(configuration, variables);
  const prober = startProber({ redactor: () => redactor, onBug: (bug) => reportBug(bug, 'prober') });
  const authorities = createAuthorityFiles();
  const parts = { store, prober, configuration: () => configuration, variables, authorities, now };
  const worker = startProbingWorker(
    {
      ...parts,
      tokens: createTokens({ variables, authorities, now }),
      // What a dead bot left queued is the bot's to measure.
      takes: (probing) => ids.includes(probing.id),
      onResult,
      onBug: reportBug,
    },
    shutdown.signal,
  );
  const followed = await followProbings(ids, { store, screen: screenOf(session) }, shutdown.signal);
  shutdown.abort();
  await worker.settled();
  await prober.close();
  return Promise.all(followed.map((probing) => ended(probing, session)));
}

/** Nobody is left to measure what was stopped here. */
async function ended(probing: Probing, { store }: Session): Promise<Probing> {
  if (!isProbingActive(probing)) return probing;
  return store.watch.probings.change(probing.id, { state: 'interrupted', endedAt: now().toISOString() });
}
