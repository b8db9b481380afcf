import { formatAge } from './age.ts';
import { cut } from './cut.ts';
import { formatDuration } from './duration.ts';
import type { LoopFacts } from './loop-facts.ts';
import { loopReport } from './loop-report.ts';
import { changeInWords, decisionInWords, runInBrief } from './loop-round-words.ts';
import type { Loop, LoopRound, LoopStepRecord } from './loop.ts';
import type { Observation } from './observation.ts';
import { OperatorError } from './operator-error.ts';
import type { Line, Reply, Section } from './reply.ts';
import { versionsInWords } from './short-version.ts';

const longestSaying = 400;
const shownRuns = 20;
const shownObservations = 40;
const longestRaw = 2_000;

/** Everything that is kept of a loop: its rounds step by step, newest first, and what it cites. */
export function loopDetails(loop: Loop, facts: LoopFacts): Reply {
  const report = loopReport(loop, facts);
  const observations = loop.observations.slice(-shownObservations);
  const earlier = loop.observations.length - observations.length;
  return {
    ...report,
    audience: undefined,
    sections: [
      ...report.sections.filter(({ kind }) => kind !== 'list'),
      ...loop.rounds.toReversed().flatMap((round) => roundSections(round, facts)),
      ...(observations.length === 0
        ? []
        : [
            text([{ kind: 'strong', text: `${loop.observations.length} observations` }]),
            { kind: 'list', items: observations.map((each) => observationLine(each, facts.now)) } as const,
          ]),
      ...(earlier > 0 ? [aside(`${earlier} earlier observations are in --json`)] : []),
    ],
    actions: report.actions.filter(({ words }) => words[0] !== 'show'),
    json: { loop: loopDocument(loop, facts) },
  };
}

/** One thing that was seen, with its source, age and excerpt. Throws `UNKNOWN_OBSERVATION`. */
export function loopObservation(loop: Loop, id: string, now: Date): Reply {
  const found = loop.observations.find((each) => each.id === id);
  if (found === undefined) {
    throw new OperatorError({
      code: 'UNKNOWN_OBSERVATION',
      message: `${loop.id} has no observation "${id}"`,
      hint: `It has ${loop.observations.length}; "show ${loop.id}" lists them`,
    });
  }
  return {
    headline: `Observation ${id} of ${loop.id}`,
    status: 'note',
    sections: [
      { kind: 'list', items: [observationLine(found, now)] },
      ...(found.raw === undefined ? [] : [{ kind: 'code', text: found.raw.slice(0, longestRaw) } as const]),
    ],
    actions: [],
    json: { observation: found },
  };
}

/** What `--json` prints. The names are a promise to scripts. */
export function loopDocument(loop: Loop, { runs, approval }: LoopFacts): unknown {
  const { id, environment, suites, state, reason, mostRounds, mostMs, deploys, requestedBy } = loop;
  const { queuedAt, startedAt, endedAt, stopRequestedBy, rounds, observations } = loop;
  return {
    id,
    environment,
    suites,
    state,
    reason,
    mostRounds,
    mostMs,
    deploys,
    requestedBy,
    queuedAt,
    startedAt,
    endedAt,
    stopRequestedBy,
    waitsFor: approval,
    rounds: rounds.map((round) => ({
      ...round,
      runs: round.runs.map((run) => runDocument(run, runs)),
    })),
    observations,
  };
}

function runDocument(id: string, runs: LoopFacts['runs']): unknown {
  const run = runs.get(id);
  if (run === undefined) return { id };
  const { suite, state, verdict, verdictReason, counts } = run;
  return { id, suite, state, verdict, verdictReason, counts };
}

function roundSections(round: LoopRound, facts: LoopFacts): readonly Section[] {
  const { number, change, runs, inquiries, probing, audit, decision, versionsBefore, versionsAfter } = round;
  const told = runs.slice(0, shownRuns).flatMap((id) => facts.runs.get(id) ?? []);
  const refs = [audit, probing, ...inquiries].filter((id) => id !== undefined);
  const changed = changeInWords(round);
  const items: readonly Line[] = [
    ...round.steps.map(stepLine),
    ...(changed === undefined || change === undefined
      ? []
      : [[`${changed}: `, { kind: 'code', text: cut(change.command.join(' '), longestSaying) }] as Line]),
    ...told.map((run): Line => [{ kind: 'code', text: run.id }, ` ${runInBrief(run)}`]),
    ...(runs.length > shownRuns ? [[`and ${runs.length - shownRuns} more runs`]] : []),
    ...(refs.length === 0 ? [] : [[`See ${refs.join(', ')}`]]),
    ...(decision === undefined ? [] : [[{ kind: 'strong', text: '→' }, ` ${decisionInWords(decision)}`] as Line]),
  ];
  const versions = `${versionsInWords(versionsBefore)} → ${versionsInWords(versionsAfter)}`;
  return [text([{ kind: 'strong', text: `Round ${number}` }, ` · ${versions}`]), { kind: 'list', items }];
}

function stepLine({ step, state, says, startedAt, endedAt, observations }: LoopStepRecord): Line {
  const took = endedAt === undefined ? '' : ` ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}`;
  const cited = observations.length === 0 ? '' : ` (${observations.slice(0, 8).join(', ')})`;
  const word = state === 'failed' ? 'FAILED' : state;
  return [{ kind: 'strong', text: step }, ` ${word}${took}: ${cut(says, longestSaying)}${cited}`];
}

function observationLine({ id, source, says, at, fact }: Observation, now: Date): Line {
  return [{ kind: 'code', text: id }, ` ${cut(says, longestSaying)} · ${source}, ${fact}, ${formatAge(at, now)}`];
}

function text(line: Line): Section {
  return { kind: 'text', line };
}

function aside(words: string): Section {
  return { kind: 'aside', line: [words] };
}
