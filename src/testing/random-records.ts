import type { Audit } from '#domain/audit.ts';
import type { Diagnosis, Inquiry } from '#domain/diagnosis.ts';
import { loopStates, loopSteps, type Loop } from '#domain/loop.ts';
import type { Probing } from '#domain/probing.ts';
import type { Run, RunState, Verdict } from '#domain/run.ts';
import { countOutcomes, testOutcomes, type TestOutcome, type TestResult } from '#domain/test-result.ts';

import { makeAudit, makeAuditCheck, makeAuditObservation } from './make-audit.ts';
import { makeDiagnosis, makeInquiry, makeObservation } from './make-inquiry.ts';
import { makeChange, makeLoop, makeLoopStep, makeRound } from './make-loop.ts';
import { makeProbeResult, makeProbing } from './make-probe-result.ts';
import { makeRun } from './make-run.ts';

/** Texts that begin something in Markdown, HTML or Slack where they are not made inert. */
export const nastyTexts: readonly string[] = [
  'test[a|b]',
  '`x` ``` y',
  'two\nlines\n# heading\n- item\n| a | b |\n|---|---|',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '[text](javascript:alert(1)) ![i](http://127.0.0.1/x.png)',
  '@here <!channel> @everyone',
  '&lt;b&gt; &amp; &#60;',
  '1. 2) - + * = ~~~ --- ***',
  'http://127.0.0.1:8080/a www.example.com a@b.c',
  '\u001b[31mred\u001b[0m \u202e reversed',
  '$120K+ MRR $5 \\ \\| \\`',
  '__proto__',
  'constructor',
];

export type Random = () => number;

/** The same numbers for the same seed: mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(from: readonly T[], random: Random): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

const states: readonly RunState[] = ['passed', 'failed', 'timed-out', 'cancelled', 'interrupted', 'running'];
const verdicts: readonly Verdict[] = ['proven', 'unproven', 'failed', 'invalid'];
const beginMs = Date.parse('2026-03-02T10:00:00.000Z');
const at = (ms: number): string => new Date(beginMs + Math.floor(ms)).toISOString();
const text = (random: Random): string => `${pick(nastyTexts, random)} ${Math.floor(random() * 1_000)}`;

function randomTests(random: Random): readonly TestResult[] {
  return Array.from({ length: Math.floor(random() * 12) }, (_, place): TestResult => {
    const outcome: TestOutcome = pick(testOutcomes, random);
    const failure = {
      type: pick(['', 'TimeoutError', 'httpx.ReadTimeout'], random),
      message: text(random),
      details: '',
    };
    const hasFailure = (outcome === 'failed' || outcome === 'error') && random() < 0.8;
    const id = `t${place} ${pick(nastyTexts, random)}`;
    return {
      id,
      outcome,
      durationMs: Math.floor(random() * 100_000),
      attempts: 1 + Math.floor(random() * 3),
      ...(hasFailure ? { failure } : {}),
    };
  });
}

export function randomRun(
  id: string,
  suite: string,
  random: Random,
): { readonly run: Run; readonly tests: readonly TestResult[] } {
  const tests = randomTests(random);
  const counts = countOutcomes(tests);
  const state = pick(states, random);
  const run = makeRun({
    id,
    suite,
    state,
    ...(random() < 0.8 ? { verdict: pick(verdicts, random) } : {}),
    ...(random() < 0.5 ? { verdictReason: text(random) } : {}),
    counts: random() < 0.2 ? { ...counts, passed: counts.passed + 1 } : counts,
    versions: random() < 0.5 ? { api: text(random) } : {},
    findings: random() < 0.3 ? [{ code: 'no-tests', message: text(random) }] : [],
    selection: random() < 0.2 ? { keyword: text(random) } : {},
    ...(random() < 0.3 ? { expected: Math.floor(random() * 20) } : {}),
    ...(random() < 0.9 ? { startedAt: at(0) } : {}),
    ...(state === 'running' ? {} : { endedAt: at(random() * 300_000) }),
  });
  return { run, tests };
}

export function randomInquiry(id: string, run: string, random: Random): Inquiry {
  const why = { question: text(random), answer: text(random) };
  const whys: Diagnosis['whys'] = [
    { ...why, standing: 'proved', observations: ['o1'] },
    { ...why, standing: 'not established', observations: [], needs: text(random) },
  ];
  const diagnosis = makeDiagnosis({ whys: random() < 0.7 ? whys : [], nextAction: text(random), title: text(random) });
  const symptom = { ...diagnosis.symptom, title: text(random) };
  const observations = [makeObservation({ says: text(random) }), makeObservation({ id: 'o2', says: text(random) })];
  const diagnoses = random() < 0.8 ? [{ ...diagnosis, symptom }] : [];
  return makeInquiry({ id, run, diagnoses, observations, ...(random() < 0.3 ? { problem: text(random) } : {}) });
}

export function randomAudit(id: string, random: Random): Audit {
  const results = ['passed', 'failed', 'doubtful', 'unknown'] as const;
  const checks = Array.from({ length: Math.floor(random() * 6) }, (_, place) =>
    makeAuditCheck({
      id: `variables/${place}`,
      result: pick(results, random),
      says: text(random),
      remedy: text(random),
    }),
  );
  const passed = checks.filter(({ result }) => result === 'passed').length;
  const unknown = checks.filter(({ result }) => result === 'unknown').length;
  const score = { passed, looked: random() < 0.1 ? 0 : checks.length - unknown, unknown, says: 'said' };
  return makeAudit({ id, checks, score, observations: [makeAuditObservation({ says: text(random) })] });
}

export function randomProbing(id: string, random: Random): Probing {
  const results = Array.from({ length: Math.floor(random() * 4) }, (_, place) => {
    const standing = pick(['up', 'down', 'unknown'] as const, random);
    const broke = { brokeAt: 'upgrade', problem: { code: 'STATUS_502', message: text(random) } } as const;
    return makeProbeResult({
      id: `${id}.${place + 1}`,
      endpoint: text(random),
      standing,
      ...(standing === 'up' ? {} : broke),
    });
  });
  const count = (standing: string): number => results.filter((each) => each.standing === standing).length;
  return makeProbing({ id, results, counts: { up: count('up'), down: count('down'), unknown: count('unknown') } });
}

export function randomLoop(suites: readonly string[], runs: readonly string[], random: Random): Loop {
  const rounds = [1, 2].map((number) =>
    makeRound({
      number,
      runs: runs.filter((_, place) => place % 2 === number - 1),
      steps: loopSteps.map((step) =>
        makeLoopStep(step, { says: text(random), state: pick(['passed', 'failed', 'skipped'] as const, random) }),
      ),
      probing: 'p1',
      audit: 'a1',
      inquiries: ['w1'],
      fingerprint: pick(['x', 'y'], random),
      ...(random() < 0.8
        ? { change: makeChange({ state: pick(['passed', 'failed'] as const, random), tail: [text(random), '```'] }) }
        : {}),
      decision: { kind: pick(['green', 'again', 'stop'] as const, random), says: text(random) },
    }),
  );
  return makeLoop({ suites, rounds, state: pick(loopStates, random), reason: text(random) });
}
