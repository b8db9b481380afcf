import type { AuditCheck, AuditScore } from '#domain/audit.ts';

type Weighed = Pick<AuditCheck, 'result' | 'weight'>;

/** Points of what passed, half of what is doubtful, of all that was looked at. What is unknown is not counted as either. */
export function scoreChecks(checks: readonly Weighed[]): AuditScore {
  const sum = (result: AuditCheck['result']): number =>
    checks.filter((check) => check.result === result).reduce((total, { weight }) => total + weight, 0);
  const [whole, doubtful, failed] = [sum('passed'), sum('doubtful'), sum('failed')];
  const passed = whole + doubtful / 2;
  const looked = whole + doubtful + failed;
  const unknown = checks.filter(({ result }) => result === 'unknown').length;
  const share = looked === 0 ? '' : ` (${Math.floor((100 * passed) / looked)} %)`;
  const parts = [
    looked === 0 ? 'nothing could be looked at' : `${passed} of ${looked} points${share}`,
    looked === 0 ? undefined : `passed ${whole}, doubtful ${doubtful} (half counts), failed ${failed}`,
    unknown === 0
      ? undefined
      : `${unknown} ${unknown === 1 ? 'check' : 'checks'} could not be made and ${unknown === 1 ? 'is' : 'are'} not counted`,
  ];
  return { passed, looked, unknown, says: parts.filter((part) => part !== undefined).join('; ') };
}
