import type { Symptom } from '#domain/diagnosis.ts';

import { connections } from './experiments/connections.ts';
import type { Experiment } from './experiments/experiment.ts';
import { holds } from './experiments/holds.ts';
import { sizes } from './experiments/sizes.ts';

interface Condition {
  readonly experiment: Experiment;
  readonly statuses: readonly number[];
  readonly closes: readonly number[];
  /** In the names of the tests. */
  readonly words: RegExp;
}

const conditions: readonly Condition[] = [
  {
    experiment: connections,
    statuses: [429, 503],
    closes: [1013],
    words: /concurr|parallel|many|load|simultan|at[ _]once|multiple/iu,
  },
  { experiment: holds, statuses: [], closes: [1001, 1006], words: /idle|keep|long|hold|stay|silen|stable|heartbeat/iu },
  { experiment: sizes, statuses: [], closes: [1009], words: /large|big|size|payload|long[ _]message/iu },
];

/** What a test may have done beside the plain operation, as its failure hints: before it is called well, this is tried too. */
export function conditionsOf({ status, closeCode, tests }: Symptom): readonly Experiment[] {
  const names = tests.slice(0, 20).join(' ');
  return conditions
    .filter(
      ({ statuses, closes, words }) =>
        (status !== undefined && statuses.includes(status)) ||
        (closeCode !== undefined && closes.includes(closeCode)) ||
        words.test(names),
    )
    .map(({ experiment }) => experiment);
}
