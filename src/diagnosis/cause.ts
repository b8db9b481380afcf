import type { Fact } from '#domain/observation.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { Layer, Weight } from '#domain/own-cause.ts';

import type { FactName } from './facts.ts';

export { layers, type Layer, type Weight } from '#domain/own-cause.ts';

/** How much one observation says, in decibans (10 · log10 of the likelihood ratio). */
export const decibans = { proves: 20, strong: 10, weak: 4, against: -10, refutes: -20 } as const satisfies Readonly<
  Record<Weight, number>
>;

/** What is seen when this is the cause. A fact that was not observed counts nothing, and lowers the coverage. */
export interface Prediction {
  readonly fact: FactName;
  /** The value is this, one of these, or fulfils it. For outcomes a text matches the rung, the code, or both; `fails` is all but ok. */
  readonly is: Fact | readonly Fact[] | ((value: Fact, symptom: Symptom) => boolean);
  readonly then: Weight;
  /** What it means that the fact has another value. */
  readonly otherwise?: Weight | undefined;
}

/** The words of one link: what is asked, what is answered, and which facts it rests on. */
export interface WhyWords {
  readonly question: string;
  /** May name facts: `{ws.token.good}` is replaced by the value that was observed. Clauses are set apart by `; `: one of which nothing was seen is left out. */
  readonly answer: string;
  /** All of these must have been observed as predicted for `proved`, one of them for `supported`. */
  readonly rests: readonly FactName[];
  /** They say the same in two ways, such as the WebSocket and the health path: one of them is enough for `proved`. */
  readonly oneIsEnough?: boolean | undefined;
  /** The answer repeats what was seen, whatever it is: nothing has to be as predicted. */
  readonly asSeen?: boolean | undefined;
  /** What would have to be seen where they were not. */
  readonly needs: string;
}

/** A named fault with what it predicts. A new one is an entry in the file of its layer, and a test. */
export interface Cause {
  readonly id: string;
  readonly layer: Layer;
  /** One sentence: `The handler of the WebSocket raises an error`. */
  readonly title: string;
  /** How often it is the reason, relative to the others: 1 is usual, 10 frequent, 0.1 rare. */
  readonly prior: number;
  readonly predicts: readonly Prediction[];
  /** Symptom → mechanism → component → defect or setting → what let it through. At most five. */
  readonly whys: readonly WhyWords[];
  readonly nextAction: string;
}
