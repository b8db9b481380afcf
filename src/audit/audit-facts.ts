import type { Audit } from '#domain/audit.ts';
import { facts, type FactName } from '#domain/facts.ts';
import type { Observation } from '#domain/observation.ts';

/** An observation of an audit that a diagnosis may cite. */
export interface AuditFact extends Omit<Observation, 'id' | 'fact'> {
  readonly fact: FactName;
}

const told: ReadonlySet<string> = new Set<FactName>([
  'audit.missing-variable',
  'audit.drift',
  'audit.token-algorithm',
  'audit.token-claims',
  'audit.signing-key',
]);

/**
 * What an audit says of settings, in the vocabulary of diagnoses. Where several variables are missing each is told, where
 * none is and all could be looked for, `none` once. Of facts that were looked at several times the bad one counts.
 */
export function auditFacts({
  observations,
  id,
  environment,
}: Pick<Audit, 'observations' | 'id' | 'environment'>): readonly AuditFact[] {
  const known = observations.filter(
    (each): each is Observation & { readonly fact: FactName } => told.has(each.fact) && Object.hasOwn(facts, each.fact),
  );
  const isUnknown = known.some(({ value }) => value === 'unknown');
  const bad = known.filter((each) => isBad(each));
  const badFacts = new Set(bad.map(({ fact }) => fact));
  const good = [
    ...new Map(
      known
        .filter(({ fact, value }) => !badFacts.has(fact) && value !== 'unknown' && !(isUnknown && value === 'none'))
        .map((each) => [each.fact, each]),
    ).values(),
  ];
  return [...bad, ...good].map(({ id: number, ...seen }) => ({
    ...seen,
    source: 'audit',
    says: `${seen.says} (${id}.${number})`,
    subject: environment,
  }));
}

function isBad({ fact, value }: { readonly fact: string; readonly value: Observation['value'] }): boolean {
  if (fact === 'audit.missing-variable') return value !== 'none' && value !== 'unknown';
  return fact === 'audit.drift' ? value === true : value === false;
}
