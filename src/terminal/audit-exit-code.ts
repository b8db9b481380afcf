import type { Audit } from '#domain/audit.ts';

/** 0 nothing failed, 1 something did, 3 something is unknown and nothing failed. 2, for usage and configuration, is the caller's. */
export function auditExitCode(audits: readonly Pick<Audit, 'state' | 'checks' | 'problem'>[]): 0 | 1 | 3 {
  if (audits.some(({ checks }) => checks.some(({ result }) => result === 'failed'))) return 1;
  const isKnown = ({ state, checks, problem }: (typeof audits)[number]): boolean =>
    state === 'done' && problem === undefined && checks.every(({ result }) => result !== 'unknown');
  return audits.every(isKnown) ? 0 : 3;
}
