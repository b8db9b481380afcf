import type { Environment, Suite } from '#domain/configuration.ts';
import type { Variables } from '#domain/setting.ts';
import type { MutantName } from '#domain/test-proof.ts';

import { speaksTls, targetsOf, type Target } from '../proof-targets.ts';

/** A mutant, and the addresses that are led to it also where a test does not have them from Teneleven. */
export interface ChosenMutant {
  readonly name: MutantName;
  readonly diverts: readonly Target[];
}

/**
 * The mutants that can be put in the place of the target, quick ones first. Those that speak HTTP cannot stand in for
 * a TLS address that a test has from elsewhere, and that with a WebSocket alone only for one that the suite is told.
 */
export function mutantsFor(suite: Suite, environment: Environment, variables: Variables): readonly ChosenMutant[] {
  const texts = [...suite.command, ...Object.values(suite.variables)].filter((value) => typeof value === 'string');
  const told = (kind: string): boolean => texts.some((text) => text.includes(`\${${kind}.`));
  const all = suite.runner === 'junit' ? [] : targetsOf(suite, environment, { own: variables, child: {} });
  const plain = all.filter((target) => !speaksTls(target, environment, variables));
  const isTold = told('services') || told('websockets');
  const ofAny = (name: MutantName): readonly ChosenMutant[] =>
    isTold || all.length > 0 ? [{ name, diverts: all }] : [];
  const ofPlain = (name: MutantName): readonly ChosenMutant[] =>
    isTold || (plain.length > 0 && plain.length === all.length) ? [{ name, diverts: plain }] : [];
  return [
    ...ofAny('closed-port'),
    ...ofPlain('http-500'),
    ...ofPlain('empty-200'),
    ...(told('websockets') ? [{ name: 'ws-1011', diverts: [] } as const] : []),
    ...ofAny('silent'),
  ];
}
