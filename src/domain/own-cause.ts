import type { FactName } from './facts.ts';
import type { Fact } from './observation.ts';

/** Where in the stack a fault lies. */
export const layers = [
  'dns',
  'tcp',
  'tls',
  'proxy',
  'http',
  'auth',
  'subprotocol',
  'application',
  'backend',
  'deploy',
  'concurrency',
  'events',
  'tests',
  'honest',
] as const;
export type Layer = (typeof layers)[number];

/** How much one observation says, in words; `decibans` in src/diagnosis/cause.ts has the numbers. */
export const weights = ['proves', 'strong', 'weak', 'against', 'refutes'] as const;
export type Weight = (typeof weights)[number];

/** A cause of a team's own, from `causes` in `e2e.yaml`: the form of the catalogue's, with plain values alone. */
export interface OwnCause {
  readonly layer: Exclude<Layer, 'honest'>;
  readonly title: string;
  readonly prior: number;
  readonly predicts: readonly {
    readonly fact: FactName;
    readonly is: Fact | readonly Fact[];
    readonly then: Weight;
    readonly otherwise?: Weight | undefined;
  }[];
  readonly whys: readonly {
    readonly question: string;
    readonly answer: string;
    readonly rests: readonly FactName[];
    readonly needs: string;
  }[];
  readonly nextAction: string;
}
