import type { Phase, Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';

import type { Prediction, Weight, WhyWords } from '../cause.ts';
import type { FactName } from '../facts.ts';

/** `saw('dns.name', 'ENOTFOUND', ['proves', 'refutes'])`: what it means that it is so, and that it is not. */
export function saw(
  fact: FactName,
  is: Prediction['is'],
  weights: Weight | readonly [then: Weight, otherwise: Weight],
): Prediction {
  const [then, otherwise] = typeof weights === 'string' ? [weights] : weights;
  // oxlint-disable-next-line unicorn/no-thenable -- a weight, never called
  return { fact, is, then, otherwise };
}

/** The code of the error that the report names; browsers write `net::` before theirs. */
export function code(
  codes: readonly string[],
  weights: Weight | readonly [then: Weight, otherwise: Weight],
): Prediction {
  const browsers = codes.filter((each) => each.startsWith('ERR_')).map((each) => `net::${each}`);
  return saw('report.code', [...codes, ...browsers], weights);
}

const clear: readonly Phase[] = [
  'before-io',
  'dns',
  'tcp',
  'tls',
  'upgrade',
  'http',
  'first-message',
  'steady',
  'close',
];

/** Where nothing has been said yet that a proxy or a service could have understood. */
const early: readonly Phase[] = ['dns', 'tcp', 'tls'];

/** How far the failing operation came where this is the cause. */
export function seenIn(...phases: readonly Phase[]): readonly Prediction[] {
  const others = clear.filter((phase) => !phases.includes(phase));
  const tooEarly = early.filter((phase) => !phases.includes(phase));
  return [
    saw('report.phase', phases, 'weak'),
    saw('report.phase', others, 'against'),
    ...(tooEarly.length === 0 ? [] : [saw('replay.phase', tooEarly, 'refutes')]),
  ];
}

/** It is there every time: an operation that passes when it is done again is not explained by it. */
export const always: readonly Prediction[] = [
  saw('replay.passed', 0, 'weak'),
  saw('replay.passed', [1, 2], 'against'),
  saw('replay.passed', 3, 'refutes'),
  saw('repeat.pattern', 'mixed', 'against'),
  saw('repeat.pattern', 'all-ok', 'refutes'),
  // It was too young, and grew up.
  saw('replay.after-start', true, 'refutes'),
  // It is where the name leads to now, and not where it led when all was well.
  saw('dns.former-address', 'ok', 'refutes'),
  // Somebody was away, and came back.
  saw('replay.later', true, 'refutes'),
  // What runs is not what was meant to: whatever it does wrong may be mended already.
  saw('version.intended', false, 'refutes'),
];

/** It comes and goes. */
export const nowAndThen: readonly Prediction[] = [
  saw('replay.passed', [1, 2], 'weak'),
  saw('repeat.pattern', 'mixed', ['strong', 'against']),
];

/** Nothing of it is seen when the operation is done once, by itself; what was used up may take a while to come back. */
export const onlyTogether: readonly Prediction[] = [
  saw('repeat.pattern', 'all-bad', 'refutes'),
  saw('repeat.pattern', 'mixed', 'against'),
];

/** The stack is well: it is the test, or what runs it. */
export const stackIsWell: readonly Prediction[] = [
  saw('replay.passed', 3, 'weak'),
  saw('replay.other-client', true, 'weak'),
  saw('replay.passed', 0, 'against'),
  saw('http.shallow', 'fails', 'against'),
  saw('ws.plain', 'fails', 'against'),
  // Of what was not meant to run nothing can be expected.
  saw('version.intended', false, 'refutes'),
];

export { resources } from '../phrases.ts';

/** How services refuse a token: before the upgrade, or by closing with a code of their own. */
export const refused = [
  'STATUS_401',
  'STATUS_403',
  'CLOSE_1008',
  'CLOSE_3000',
  'CLOSE_3003',
  'CLOSE_4000',
  'CLOSE_4001',
  'CLOSE_4003',
  'CLOSE_4401',
  'CLOSE_4403',
] as const;

export const changed = saw('version.changed', true, 'weak');

/** Something is named: `none` is what is said where nothing is. */
export function isNamed(value: Fact): boolean {
  return value !== 'none' && value !== '' && value !== false;
}

/** What a service says of itself, and no proxy that cannot reach it. */
export function isOwnWord({ status, closeCode }: Symptom): boolean {
  return status === 500 || status === 503 || closeCode === 1011 || closeCode === 1013;
}

/** Within it no token runs out. */
export const soonMs = 2_000;

export function isOver(limit: number): (value: Fact) => boolean {
  return (value) => typeof value === 'number' && value > limit;
}

export function isUnder(limit: number): (value: Fact) => boolean {
  return (value) => typeof value === 'number' && value < limit;
}

type WhyParts = readonly [question: string, answer: string, rests: readonly FactName[], needs: string];

export function why(...[question, answer, rests, needs]: WhyParts): WhyWords {
  return { question, answer, rests, needs };
}

/** A link that stands on either of its facts. */
export function either(...[question, answer, rests, needs]: WhyParts): WhyWords {
  return { question, answer, rests, needs, oneIsEnough: true };
}

/** The first link of every chain: what is to be explained. */
export const failing: WhyWords = {
  question: 'Why did it fail?',
  answer: '{symptom}: it ended with {report.error}; the test says: {report.says}',
  rests: ['report.error', 'report.says'],
  needs: 'a report that names the error of the failure',
  oneIsEnough: true,
  asSeen: true,
};

/** The last link where a new version brought it. */
export const cameWithVersion = why(
  'What let it through?',
  'No green run of this suite is known on this version: it changed since the last one',
  ['version.changed'],
  'the version of the last green run, and which check ran before the deploy',
);

/** The last link where nobody has looked yet. */
export function letThrough(needs: string): WhyWords {
  return why('What let it through?', 'Not established', [], needs);
}
