import type { Approval } from '#domain/approval.ts';
import { createHash } from 'node:crypto';
import { formatDuration } from '#domain/duration.ts';
import type { ChangeRecord } from '#domain/loop.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { resolveEnvironment } from '#suites/resolve-target.ts';

import { askApproval } from '../ask-approval.ts';
import { hasExpired } from '#domain/decide-approval.ts';
import { intendedVersion } from '../intended-version.ts';
import { planChange, type PlannedChange } from '../planned-change.ts';
import { runChange } from '../run-change.ts';
import { finding, observe, type LoopStepWork, type Seen, type StepContext, type StepOutcome } from '../step-context.ts';

/** An approval that came in time is good for this much longer: what was agreed to is looked at once more before it begins. */
const graceMs = 60_000;

/** Changes the environment, once: the deploy of the first round, or the repair that was decided on. */
export const deployStep: LoopStepWork = async (context, signal) => {
  const { round } = context;
  if (round.change !== undefined) return conclude(round.change, context, signal);
  const planned = plan(context);
  if (planned === undefined) return skip(context);
  if (!('command' in planned)) return planned;
  const agreed = await agree(planned, context, signal);
  if ('outcome' in agreed) return agreed.outcome;
  const change = await runChange(agreed.planned, { context, approval: agreed.approval }, context.stopping);
  if (change === undefined) {
    const says = `${planned.name} had begun before, so it was not begun again`;
    return {
      state: 'interrupted',
      says,
      ends: { state: 'interrupted', reason: `${says}; whether it finished is not known` },
    };
  }
  return conclude(change, context, signal);
};

function skip(context: StepContext): StepOutcome {
  const { loop, round } = context;
  // Who asked to test what runs already wants that also where it is not what was meant.
  const keptBy = round.number === 1 && !loop.deploys ? loop.requestedBy : undefined;
  return { state: 'skipped', says: skipWords(context), round: keptBy && { keptBy } };
}

function skipWords({ loop, round, environment }: StepContext): string {
  if (round.number > 1) return 'Nothing is changed in this round';
  if (environment.deploy === undefined) return 'No deploy is configured: what runs already is tested';
  return loop.deploys ? 'Nothing is changed in this round' : 'Asked to test what runs already';
}

function plan({ loop, environment, parts }: StepContext): PlannedChange | StepOutcome | undefined {
  try {
    return planChange(loop, environment, parts.variables);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const says = `${error.message}. ${error.hint}`;
    return { state: 'failed', says, ends: { state: 'red', reason: says } };
  }
}

type Agreed =
  | { readonly planned: PlannedChange; readonly approval?: string | undefined }
  | { readonly outcome: StepOutcome };

/** Asks where somebody must agree; what they agreed to must be what would begin now. */
async function agree(planned: PlannedChange, context: StepContext, signal: AbortSignal): Promise<Agreed> {
  const { asks, name, command, cwd } = planned;
  const { round, parts, loop } = context;
  if (asks === 'none') return { planned };
  const digest = planned.digest(round.intended);
  const question = { name, asks, command, cwd, versionTo: round.intended, digest };
  const approval = await askApproval(question, context, signal);
  if (signal.aborted) return { outcome: { state: 'interrupted', says: `${approval.id} was not decided` } };
  if (approval.state !== 'approved') return { outcome: notAgreed(approval, context) };
  // The configuration may be another one by now.
  const environment = resolveEnvironment(context.environment.name, parts.configuration());
  const intended = await intendedVersion(environment, { parts, loop: loop.id }, signal);
  const again = plan({ ...context, environment });
  const isPlanned = again !== undefined && 'command' in again;
  const isSame = isPlanned && again.digest(intended.version) === approval.card.digest;
  const isInTime = !hasExpired({ expiresAt: later(approval.expiresAt) }, parts.now());
  if (isSame && isInTime) return { planned: again, approval: approval.id };
  const says = isSame
    ? `${approval.id} was good until ${approval.expiresAt.slice(11, 16)} UTC, and it was not begun in time`
    : `What would run now is not what ${approval.id} showed (command, settings or intended version changed): not begun`;
  return { outcome: { state: 'failed', says, ends: { state: 'red', reason: says } } };
}

function later(at: string): string {
  return new Date(Date.parse(at) + graceMs).toISOString();
}

function notAgreed(approval: Approval, { parts }: StepContext): StepOutcome {
  const { id, card, state, decidedBy, reason, expiresAt } = approval;
  const why = reason === undefined ? '' : `: ${parts.redactor().redact(reason)}`;
  const says =
    state === 'refused'
      ? `${decidedBy?.name ?? 'Somebody'} refused ${card.name} (${id})${why}`
      : `Nobody agreed to ${card.name} (${id}) until ${expiresAt.slice(11, 16)} UTC`;
  return { state: 'failed', says, ends: { state: state === 'refused' ? 'stopped' : 'red', reason: says } };
}

/** What its end means for the round. */
async function conclude(change: ChangeRecord, context: StepContext, signal: AbortSignal): Promise<StepOutcome> {
  const see = observe(context, 'deploy', 'deploy');
  const says = sayChange(change);
  const seen = seenOf(change, says);
  if (change.state === 'passed') return { state: 'passed', says, saw: seen.map(see) };
  if (change.state !== 'failed' && change.state !== 'timed-out') {
    const reason = `${change.name} was stopped on its way; whether it took effect is not known`;
    // A stop by a person is told as such by who drives the steps.
    const ends = change.state === 'cancelled' ? undefined : ({ state: 'interrupted', reason } as const);
    return { state: 'interrupted', says: reason, saw: seen.map(see), ends };
  }
  const cause = change.state === 'timed-out' ? 'deploy-timed-out' : 'deploy-failed';
  const saw = [...seen, finding(cause, says)].map(see);
  const kept = await keepBuild(change, context, signal);
  if (kept.by === undefined) return { state: 'failed', says: `${says}. ${kept.says}`, saw, ends: kept.ends };
  return { state: 'failed', says: `${says}. ${kept.says}`, saw, round: { keptBy: kept.by } };
}

function sayChange({ name, state, exitCode, startedAt, endedAt, tail }: ChangeRecord): string {
  const took = formatDuration(Date.parse(endedAt ?? startedAt) - Date.parse(startedAt));
  const last = tail.at(-1);
  const word = last === undefined ? '' : `; its last words: ${last}`;
  if (state === 'passed') return `${name} ended with exit code 0 after ${took}`;
  if (state === 'timed-out') return `${name} was ended at its time-out, after ${took}${word}`;
  if (exitCode === undefined) return `${name} ${state} after ${took}${word}`;
  return `${name} ended with exit code ${exitCode} after ${took}${exitCode === 0 ? ', but its output says that a push failed' : ''}${word}`;
}

function seenOf({ state, exitCode, tail, name }: ChangeRecord, says: string): readonly Seen[] {
  return [{ fact: 'deploy.exit', value: exitCode ?? state, says, subject: name, raw: tail.join('\n') }];
}

interface Kept {
  readonly by?: StepContext['loop']['requestedBy'] | undefined;
  readonly says: string;
  readonly ends?: StepOutcome['ends'];
}

/** It never goes on with the old build unless a person says so. */
async function keepBuild(change: ChangeRecord, context: StepContext, signal: AbortSignal): Promise<Kept> {
  const { loop, rules, environment, round } = context;
  if (loop.keepsBuild === true) {
    return { by: loop.requestedBy, says: `The old build is tested, as ${loop.requestedBy.name} asked for beforehand` };
  }
  const oldBuild = rules.oldBuild ?? (environment.deploy?.approval === 'none' ? 'never' : 'ask');
  if (oldBuild === 'never') return { says: 'It stops here: the old build is not tested unless somebody says so' };
  const digest = createHash('sha256').update(`keep-build ${loop.id} ${round.number} ${change.name}`).digest('hex');
  const approval = await askApproval({ name: 'keep-build', asks: 'required', command: [], digest }, context, signal);
  if (approval.state === 'approved' && approval.decidedBy !== undefined) {
    return { by: approval.decidedBy, says: `${approval.decidedBy.name} said to test the old build (${approval.id})` };
  }
  const says =
    approval.state === 'refused'
      ? `${approval.decidedBy?.name ?? 'Somebody'} said not to test the old build (${approval.id})`
      : 'It stops here: nobody said to test the old build';
  return { says, ends: signal.aborted ? undefined : { state: 'red', reason: `${sayChange(change)}. ${says}` } };
}
