import process from 'node:process';

import { settingsNow } from '#audit/settings-now.ts';
import { startAuditWorker } from '#audit/start-audit-worker.ts';
import { startInquiryWorker } from '#diagnosis/start-inquiry-worker.ts';
import { loopDocument } from '#domain/loop-details.ts';
import { loopReport } from '#domain/loop-report.ts';
import { isLoopActive, type Loop } from '#domain/loop.ts';
import type { OperatorError } from '#domain/operator-error.ts';
import { clearAfter } from '#loop/clear-after.ts';
import { stopLoop } from '#loop/stop-loop.ts';
import { startLoopWorker } from '#loop/start-loop-worker.ts';
import { startProbingWorker } from '#probes/start-probing-worker.ts';
import { readLoopFacts } from '#state/read-loop-facts.ts';
import type { Settling } from '#state/take-records.ts';
import { createGuardian } from '#suites/guardian.ts';
import { intendedVersion } from '#suites/intended-version.ts';
import { startWorker } from '#suites/start-worker.ts';
import { answerApproval } from '#terminal/answer-approval.ts';
import { followLoops, type FollowedLoop } from '#terminal/follow-loops.ts';
import { loopExitCode } from '#terminal/loop-exit-code.ts';
import { renderReply } from '#terminal/render-reply.ts';

import { answerApprovals, answeringOf } from './cli-approvals.ts';
import { measureHere, type MeasureParts } from './cli-measure.ts';
import { now, printJson, reportBug, usageExit, type Session, type TerminalWork } from './cli-session.ts';

/** Loops that are carried out by this process, and followed to their end. */
export const loopWork: TerminalWork = {
  startedBy: (reply) => reply.loops,
  async carryOut(ids, session) {
    const why = await unanswerable(ids, session);
    if (why !== undefined) return refuseAll(ids, why, session);
    const { followed, refusal } = await workThrough(ids, session);
    const ended = await Promise.all(followed.map(({ loop }) => readEnded(loop, session)));
    for (const { loop, facts } of ended) {
      if (session.given.json) printJson({ loop: loopDocument(loop, facts) });
      else process.stdout.write(renderReply({ ...loopReport(loop, facts), actions: [] }));
    }
    if (refusal !== undefined) process.stderr.write(`${refusal}\n`);
    return refusal === undefined ? loopExitCode(ended) : usageExit;
  },
};

/** What the first round would ask and nobody could answer here is said before anything is begun. */
async function unanswerable(ids: readonly string[], session: Session): Promise<string | undefined> {
  for (const id of ids) {
    const loop = await session.store.work.loops.get(id);
    const deploy = session.configuration.environments.get(loop?.environment ?? '')?.deploy;
    if (loop === undefined || !loop.deploys || deploy === undefined || deploy.approval === 'none') continue;
    const card = { name: 'deploy', command: [], versionsFrom: {}, changes: [], incidents: [], digest: '' };
    const asked = { asks: deploy.approval, card, requestedBy: loop.requestedBy };
    const answer = answerApproval(asked, answeringOf(session));
    if (answer.kind === 'refuse') return `The deploy of "${loop.environment}" asks for approval. ${answer.reason}`;
  }
  return undefined;
}

async function refuseAll(ids: readonly string[], reason: string, { store, given }: Session): Promise<number> {
  const endedAt = now().toISOString();
  for (const id of ids) await store.work.loops.change(id, (loop) => ({ ...loop, state: 'stopped', endedAt, reason }));
  if (given.json) printJson({ error: { code: 'NOBODY_TO_APPROVE', message: reason } });
  process.stderr.write(`${reason}\n`);
  return usageExit;
}

interface Worked {
  readonly followed: readonly FollowedLoop[];
  readonly refusal: string | undefined;
}

/** Carries them out in this process and shows them. Ctrl-C stops them; a second one ends this process. */
function workThrough(ids: readonly string[], session: Session): Promise<Worked> {
  const { store } = session;
  const log = { error: (message: string): void => void process.stderr.write(`${message}\n`) };
  return measureHere<Worked>(session, {
    start: (parts, signal) => startWorkers(ids, { parts, session }, signal),
    async follow(screen, signal) {
      const ending = new AbortController();
      const answers = answerApprovals(ids, { session, screen }, AbortSignal.any([signal, ending.signal]));
      const followed = await followLoops(ids, { store, screen: answers.screen, now, log }, signal);
      ending.abort();
      await answers.settled();
      return { followed, refusal: answers.refusal() };
    },
    onInterrupt: () => void stopAll(ids, session).catch((error: unknown) => reportBug(error, 'stop')),
  });
}

/** All that a loop asks for is done here; what a dead bot left queued is the bot's. */
function startWorkers(
  ids: readonly string[],
  { parts, session }: { readonly parts: MeasureParts; readonly session: Session },
  signal: AbortSignal,
): Settling {
  const { data } = session.configuration.history;
  const { variables } = session;
  const guardian = createGuardian();
  const takes = ({ partOf = '' }: { readonly partOf?: string | undefined }): boolean => ids.includes(partOf);
  const working = { ...parts, data, guardian, onTrouble };
  const intended = intendedVersion({ variables, data });
  const workers = [
    startWorker({ ...working, settingsOf: settingsNow(working), takes }, signal),
    startProbingWorker({ ...working, takes }, signal),
    startInquiryWorker({ ...working, takes }, signal),
    startAuditWorker({ ...working, intended, takes }, signal),
    startLoopWorker({ ...working, takes: ({ id }) => ids.includes(id) }, signal),
  ];
  return {
    async settled() {
      await Promise.all(workers.map((worker) => worker.settled()));
      guardian.close();
    },
  };
}

function onTrouble(error: OperatorError): void {
  process.stderr.write(`A record waits to be written: ${error.message}\n`);
}

async function stopAll(ids: readonly string[], { store, request }: Session): Promise<void> {
  for (const id of ids) {
    const loop = await store.work.loops.get(id);
    if (loop !== undefined) await stopLoop(loop, request.actor, { store, now });
  }
}

/** Nobody is left to go on with what was stopped here, and it must not keep its environment locked. */
async function readEnded({ id }: Loop, { store }: Session): Promise<FollowedLoop> {
  const endedAt = now().toISOString();
  const reason = 'The terminal that carried it out was ended';
  const loop = await store.work.loops.change(id, (each) =>
    isLoopActive(each) ? { ...each, state: 'interrupted', endedAt, reason } : each,
  );
  await clearAfter(id, { store, now });
  return { loop, facts: await readLoopFacts(loop, { store, now }) };
}
