import type { ProbeResult, StepResult } from '#domain/probe.ts';

/** Codes of results that opened nothing, but say what a client would meet. */
const telling: ReadonlySet<string> = new Set(['TOKEN_ILLEGAL_IN_SUBPROTOCOL']);

/** `ok`, or the rung and code that it ended with: `upgrade STATUS_502`. Undefined where nothing was measured. */
export function outcomeWord({ standing, brokeAt, problem }: ProbeResult): string | undefined {
  if (standing === 'up') return 'ok';
  if (problem?.code === 'SENT_1008' && isOwnLimit(problem)) return undefined;
  const code = problem?.code ?? 'UNKNOWN';
  if (standing === 'unknown') return telling.has(code) ? `subprotocol ${code}` : undefined;
  return brokeAt === undefined ? code : `${brokeAt} ${code}`;
}

/** Who sends more than we take has not failed: it was we who could not take so much. */
export function isOwnLimit(problem: ProbeResult['problem']): boolean {
  return problem?.message.includes('own limit') === true;
}

/** The outcome of one rung alone; undefined where it has none, or it was not reached. */
export function rungWord({ steps, problem, brokeAt }: ProbeResult, step: StepResult['step']): string | undefined {
  const rung = steps.find((each) => each.step === step);
  if (rung === undefined || rung.outcome === 'not-reached') return undefined;
  if (rung.outcome === 'passed') return 'ok';
  return `${step} ${brokeAt === step ? (problem?.code ?? 'FAILED') : 'FAILED'}`;
}

/** What was seen, in words a person can check: the sentence of the problem, or that it passed. */
export function sayResult(result: ProbeResult): string {
  const word = outcomeWord(result) ?? 'not measured';
  const ms = `${Math.round(result.durationMs)} ms`;
  return result.problem === undefined ? `${word} in ${ms}` : `${word} after ${ms}: ${result.problem.message}`;
}
