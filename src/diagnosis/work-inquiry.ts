import type { Environment } from '#domain/configuration.ts';
import type { Inquiry } from '#domain/diagnosis.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Run } from '#domain/run.ts';

import { auditNow } from './audit-now.ts';
import { gatherReading } from './gather-reading.ts';
import { inquire, type Inquired, type Progress } from './inquire.ts';
import { keepLatest } from './keep-latest.ts';
import { learnCorrections } from './learn-corrections.ts';
import { withOwnCauses } from './own-causes.ts';
import { findEarlierRuns } from './observe-history.ts';
import { createRerunner } from './rerun-tests.ts';
import type { InquiryWorkerParts } from './start-inquiry-worker.ts';
import { usualLatency } from './usual-latency.ts';

/** As many as are kept. */
const inquiriesRead = 200;

/** Carries one inquiry out and writes down how far it is, at last what was found. */
export async function workInquiry(queued: Inquiry, parts: InquiryWorkerParts, signal: AbortSignal): Promise<void> {
  const { store, now } = parts;
  const { inquiries } = store.watch;
  const { id } = queued;
  const startedAt = now().toISOString();
  const inquiry = await inquiries.change(id, (each) => ({ ...each, state: 'running', startedAt, problem: undefined }));
  const snapshots = keepLatest((progress: Progress) =>
    inquiries.change(id, (each) => ({ ...each, ...progress })).then(() => undefined),
  );
  const found = await ask(inquiry, { parts, onProgress: snapshots.keep }, signal);
  await snapshots.settled();
  // What was stopped on the way is begun again at the next start.
  if (signal.aborted) return;
  const endedAt = now().toISOString();
  await inquiries.change(id, (each) => ({ ...each, ...found, state: 'done', endedAt, doing: undefined }));
}

interface Asking {
  readonly parts: InquiryWorkerParts;
  readonly onProgress: (progress: Progress) => void;
}

type Found = Partial<Inquired> & { readonly problem?: string | undefined };

async function ask(inquiry: Inquiry, { parts, onProgress }: Asking, signal: AbortSignal): Promise<Found> {
  try {
    const { run, environment } = await subjectOf(inquiry, parts);
    const { alerts, causes } = parts.configuration();
    const earlierRuns = await findEarlierRuns(run, parts.store.runs);
    const reading = await gatherReading(run, { ...parts, environment, earlier: earlierRuns });
    if (reading.symptoms.length === 0) return { problem: `${run.id} has no failed test that says how it failed` };
    const { id, depth } = inquiry;
    const earlier = await parts.store.watch.inquiries.list({ limit: inquiriesRead });
    const learnt = learnCorrections(earlier, environment.name);
    const asked = { id, depth, environment, causes: withOwnCauses(causes), control: alerts.control, learnt };
    const lastGreen = earlierRuns.find(({ state }) => state === 'passed');
    const known = { lastGreen, ...(await knowAround(run, environment, { ...parts, id })) };
    return await inquire(reading, { ...parts, ...asked, ...known, versionsOfRun: run.versions, onProgress }, signal);
  } catch (error) {
    if (error instanceof OperatorError) return { problem: `${error.message}. ${error.hint}` };
    parts.onBug(error, inquiry.id);
    return { problem: 'A fault inside Teneleven; its log says more' };
  }
}

/** What experiments need to know beside the configuration. */
async function knowAround(
  run: Run,
  environment: Environment,
  { id, ...parts }: InquiryWorkerParts & { readonly id: string },
) {
  const { store, now } = parts;
  const usual = await usualLatency(environment.name, store.watch.probes, now());
  const from = run.startedAt ?? run.queuedAt;
  return {
    ranAt: { from, to: run.endedAt ?? now().toISOString() },
    rerunner: await createRerunner(run, { ...parts, environment }),
    audit: auditNow({ ...parts, environment, id }),
    usualMs: (endpoint: string) => usual.get(endpoint),
  };
}

async function subjectOf(
  inquiry: Inquiry,
  { store, configuration }: InquiryWorkerParts,
): Promise<{ readonly run: Run; readonly environment: Environment }> {
  const run = await store.runs.get(inquiry.run);
  const environment = configuration().environments.get(inquiry.environment);
  if (run !== undefined && environment !== undefined)
    return { run, environment: await asMeant(environment, inquiry, store) };
  throw new OperatorError({
    code: run === undefined ? 'UNKNOWN_RUN' : 'UNKNOWN_ENVIRONMENT',
    message:
      run === undefined ? `${inquiry.run} is not kept any more` : `"${inquiry.environment}" is not configured any more`,
    hint: run === undefined ? 'Run the suite again' : 'Add it to e2e.yaml again',
  });
}

/** Where a person said to test the old build, that it is not the intended one explains nothing. */
async function asMeant(
  environment: Environment,
  { run, partOf }: Inquiry,
  { work }: InquiryWorkerParts['store'],
): Promise<Environment> {
  const loop = partOf === undefined ? undefined : await work.loops.get(partOf);
  const round = loop?.rounds.find(({ runs }) => runs.includes(run));
  if (round?.keptBy === undefined || environment.deploy === undefined) return environment;
  return { ...environment, deploy: { ...environment.deploy, expectVersion: undefined } };
}
