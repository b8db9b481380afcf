import { isAuditActive, type Audit, type AuditCheck, type AuditSection } from './audit.ts';

export type AuditResult = AuditCheck['result'];

/** The worst first, as they are told. */
const auditResults: readonly AuditResult[] = ['failed', 'doubtful', 'unknown', 'passed'];

export function countOf(checks: readonly Pick<AuditCheck, 'result'>[], result: AuditResult): number {
  return checks.filter((each) => each.result === result).length;
}

/** `2 failed, 3 doubtful, 1 unknown, 31 passed`; only what there is. */
export function countsInWords(checks: readonly Pick<AuditCheck, 'result'>[]): string {
  const words = auditResults.flatMap((result) => {
    const count = countOf(checks, result);
    return count === 0 ? [] : [`${count} ${result}`];
  });
  return words.length === 0 ? 'nothing was checked' : words.join(', ');
}

/** One sentence that says all by itself, in whatever state it is. */
export function auditInWords(audit: Audit): string {
  const { id, environment, state, checks, score, problem } = audit;
  const of = `${id}: audit of ${environment}`;
  if (isAuditActive(audit)) return `${of}, ${state === 'queued' ? 'waiting for its turn' : 'looking'}`;
  if (state === 'interrupted') return `${of} was interrupted`;
  if (problem !== undefined) return `${of}: ${problem}`;
  const points = score === undefined ? '' : `; ${score.says.split(';', 1)[0]}`;
  return `${of}: ${countsInWords(checks)}${points}`;
}

/** What may come of it when checks of this section fail. */
export const riskOf: Readonly<Record<AuditSection, string>> = {
  variables: 'services fail at start, or at the first use of what is missing',
  domains: 'clients do not reach the environment, or do not trust it',
  isolation: 'tests and users of this environment change the data of another',
  schemes: 'browsers and clients refuse the connection, or talk without TLS',
  sources: 'the next change is made in one place and missed in the other',
  tokens: 'sign-ins are refused where they are good, or taken where they are forged',
  versions: 'what is tested is not what was meant to be',
  stability: 'tests fail for reasons that are not in the code under test',
  drift: 'what was green was another configuration',
};

/** `JWT_SECRET_KEY`, without the section before it. */
export function nameOfCheck({ id, section }: Pick<AuditCheck, 'id' | 'section'>): string {
  return id.startsWith(`${section}/`) ? id.slice(section.length + 1) : id;
}
