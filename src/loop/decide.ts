import type { DeployRules, Repair } from '#domain/configuration.ts';
import type { Inquiry } from '#domain/diagnosis.ts';
import type { Loop, LoopDecision, LoopRound } from '#domain/loop.ts';
import type { Run } from '#domain/run.ts';

import { fingerprintOf } from './fingerprint.ts';
import { troubleOf } from './trouble.ts';

/** A round with the records that it names. */
export interface RoundReading {
  readonly round: LoopRound;
  readonly runs: readonly (Pick<Run, 'id' | 'suite' | 'state' | 'verdict' | 'verdictReason' | 'counts'> & {
    /** Ids of its red tests. */
    readonly red: readonly string[];
  })[];
  readonly inquiries: readonly Pick<Inquiry, 'diagnoses'>[];
}

export interface DecideRules {
  /** Absent: nothing can be changed. */
  readonly deploy?: Pick<DeployRules, 'approval' | 'repairs'> | undefined;
  readonly now: Date;
}

export interface Decided {
  readonly decision: LoopDecision;
  readonly fingerprint?: string | undefined;
}

/** What comes after a round: green, another round, or the end. Only what is shown to be good is green. */
export function decide(reading: RoundReading, loop: Loop, around: DecideRules): Decided {
  const trouble = troubleOf(reading, loop);
  if (trouble.says.length === 0) {
    return { decision: { kind: 'green', says: greenWords(reading, loop) } };
  }
  const fingerprint = fingerprintOf(trouble);
  const what = trouble.says.join('; ').slice(0, 600);
  const stop = (why: string): Decided => ({ fingerprint, decision: { kind: 'stop', says: `${why}: ${what}` } });
  const same = loop.rounds.find((each) => each.number < reading.round.number && each.fingerprint === fingerprint);
  if (same !== undefined) return stop(`The same as in round ${same.number}`);
  if (trouble.isFinal) return stop('It goes no further');
  if (reading.round.number >= loop.mostRounds) return stop(roundsOver(loop));
  if (isOverdue(loop, around.now)) return stop('The time is over');
  const remedy = remedyFor(trouble.causes, loop, around);
  if (remedy !== undefined) return { fingerprint, decision: { ...remedy, says: `${remedy.says}: ${what}` } };
  if (trouble.isPassing) {
    return { fingerprint, decision: { kind: 'again', says: `It may have been of the moment, so once more: ${what}` } };
  }
  const offered = offerFor(trouble.causes, loop, around);
  if (offered !== undefined) return { fingerprint, decision: { ...offered, says: `${offered.says}: ${what}` } };
  return stop('Nothing is known that would help');
}

/** More than `mostMs` since its start. */
export function isOverdue({ startedAt, mostMs }: Pick<Loop, 'startedAt' | 'mostMs'>, now: Date): boolean {
  return startedAt !== undefined && now.getTime() - Date.parse(startedAt) >= mostMs;
}

function roundsOver({ mostRounds }: Loop): string {
  return mostRounds === 1 ? 'One round was asked for' : `All ${mostRounds} rounds are over`;
}

/** Only what was seen: services that say no version are named, and a restart is denied only where one was looked for. */
function greenWords({ runs, round }: RoundReading, { observations }: Pick<Loop, 'observations'>): string {
  const suites =
    runs.length === 1 ? `${runs[0]?.suite} passed and is proven` : `All ${runs.length} suites passed and are proven`;
  const isStable = round.steps.some(({ step, state }) => step === 'stability' && state === 'passed');
  return [suites, versionWords(round, observations), ...(isStable ? ['no restart was seen'] : [])].join('; ');
}

function versionWords({ intended, versionsAfter, steps }: LoopRound, observations: Loop['observations']): string {
  const cited = new Set(steps.flatMap((step) => step.observations));
  const silent = observations.filter(
    ({ id, fact, value }) => fact === 'version.reported' && value === 'unknown' && cited.has(id),
  );
  const names = [...new Set(silent.flatMap(({ subject }) => subject ?? []))];
  const known = Object.entries(versionsAfter).map(([service, version]) => `${service} ${version}`);
  if (known.length === 0) return 'which version runs is not established';
  const meant = intended === undefined ? ', no intended version is configured' : ', as was meant';
  const rest = names.length === 0 ? '' : `; the version of ${names.join(', ')} is not established`;
  return `${known.join(', ')} ${known.length === 1 ? 'runs' : 'run'}${meant}${rest}`.slice(0, 600);
}

/** A repair that names one of the causes; run by itself only where nobody has to agree. */
function remedyFor(causes: ReadonlySet<string>, loop: Loop, { deploy }: DecideRules): LoopDecision | undefined {
  const known = Object.entries(deploy?.repairs ?? {}).filter(([name]) => !wasTried(name, loop));
  const [fitting] = known.flatMap(([name, repair]) => {
    const cause = repair.for?.find((each) => causes.has(each));
    return cause === undefined ? [] : [{ name, repair, cause }];
  });
  if (fitting === undefined) return undefined;
  const { name, repair, cause } = fitting;
  const kind = isFree(repair) ? 'repair' : 'offer';
  return { kind, repair: name, says: `"${name}" is configured to help against ${cause}` };
}

/** What a person may choose where nothing is known to help: a repair for anything, or the deploy once more. */
function offerFor(causes: ReadonlySet<string>, loop: Loop, { deploy }: DecideRules): LoopDecision | undefined {
  if (deploy === undefined) return undefined;
  const isOfDeploy = [...causes].some((cause) => ofDeploy.has(cause));
  if (isOfDeploy && loop.deploys && deploy.approval !== 'none') {
    return { kind: 'offer', repair: 'deploy', says: 'The deploy may be tried again when somebody agrees' };
  }
  const [name] = Object.entries(deploy.repairs)
    .filter(([each, repair]) => (repair.for ?? []).length === 0 && !wasTried(each, loop))
    .map(([each]) => each);
  return name === undefined
    ? undefined
    : { kind: 'offer', repair: name, says: `"${name}" may help when somebody agrees` };
}

const ofDeploy: ReadonlySet<string> = new Set([
  'deploy-failed',
  'deploy-timed-out',
  'stale-version',
  'replica-bad',
  'deploy-in-progress',
]);

function isFree({ approval }: Repair): boolean {
  return approval === 'none';
}

function wasTried(name: string, loop: Loop): boolean {
  return loop.rounds.some(({ change }) => change?.name === name);
}
