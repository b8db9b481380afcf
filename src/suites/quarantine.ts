import type { Quarantine } from '#domain/configuration.ts';
import type { ReportFinding } from '#domain/run.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';

import { nameSome } from './adapters/name-some.ts';

export interface Quarantined {
  /** Ids of red tests that do not turn the run red. */
  readonly spared: ReadonlySet<string>;
  readonly findings: readonly ReportFinding[];
}

/** Which red tests are known to be flaky and spared until a day, which is included and ends in UTC. */
export function quarantine(tests: readonly TestResult[], rules: readonly Quarantine[], now: Date): Quarantined {
  const spared = new Set<string>();
  const findings: ReportFinding[] = [];
  for (const rule of rules) {
    const red = tests.filter(({ id, outcome }) => isRed(outcome) && matches(id, rule.test));
    const isOver = now.getTime() >= Date.parse(rule.until) + dayMs;
    if (red.length === 0) continue;
    if (!isOver) for (const { id } of red) spared.add(id);
    findings.push(isOver ? over(rule, red) : held(rule, red));
  }
  return { spared, findings };
}

const dayMs = 24 * 60 * 60_000;

function held({ owner, until, reason }: Quarantine, red: readonly TestResult[]): ReportFinding {
  const message = `In quarantine until ${until} (${owner}: ${reason}) and red: ${namesOf(red)}`;
  return { code: 'quarantined', message };
}

function over({ owner, until, reason }: Quarantine, red: readonly TestResult[]): ReportFinding {
  const message = `The quarantine ended on ${until} (${owner}: ${reason}), so these count again: ${namesOf(red)}`;
  return { code: 'quarantine-over', message };
}

function namesOf(tests: readonly TestResult[]): string {
  return nameSome(tests.map(({ id }) => id));
}

/** `*` stands for anything, also nothing. */
function matches(id: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return id === pattern;
  if (!id.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = id.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return id.endsWith(last) && id.length - last.length >= from;
}
