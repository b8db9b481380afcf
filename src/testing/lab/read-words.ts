import { parseArgs } from 'node:util';

import type { Inquiry } from '#domain/diagnosis.ts';

export interface LabWords {
  readonly family?: string | undefined;
  /** Ids of causes. */
  readonly only: readonly string[];
  readonly seed: number;
  readonly trials: number;
  readonly heldOut: boolean;
  readonly kinds: readonly TrialKind[];
  readonly depth: Inquiry['depth'];
  readonly isJson: boolean;
  readonly isLoud: boolean;
}

export const trialKinds = ['one', 'two', 'healthy'] as const;
export type TrialKind = (typeof trialKinds)[number];

/** `--family proxy --only idle-timeout --seed 3 --trials 20 --held-out --kinds one,healthy --full --json --loud` */
export function readWords(words: readonly string[]): LabWords {
  const { values } = parseArgs({
    args: [...words],
    options: {
      family: { type: 'string' },
      only: { type: 'string', default: '' },
      seed: { type: 'string', default: '1' },
      trials: { type: 'string', default: '10' },
      kinds: { type: 'string', default: 'one' },
      'held-out': { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      loud: { type: 'boolean', default: false },
    },
  });
  const kinds = values.kinds.split(',');
  return {
    family: values.family,
    only: values.only === '' ? [] : values.only.split(','),
    seed: Number(values.seed),
    trials: Number(values.trials),
    heldOut: values['held-out'],
    kinds: trialKinds.filter((kind) => kinds.includes(kind)),
    depth: values.full ? 'full' : 'quick',
    isJson: values.json,
    isLoud: values.loud,
  };
}
