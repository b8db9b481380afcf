import type { Prediction } from '../cause.ts';
import { refusals } from '../phrases.ts';
import { saw } from './predict.ts';

/** A service that says why it refuses is believed; that it says another reason is an answer as well. */
export function says(reason: (typeof refusals)[number]): readonly Prediction[] {
  const others = refusals.filter((each) => each !== reason);
  return [
    saw('report.phrase', reason, 'proves'),
    saw('http.phrase', reason, 'proves'),
    saw('report.phrase-of-run', reason, 'strong'),
    saw('report.phrase', others, 'refutes'),
    saw('http.phrase', others, 'refutes'),
  ];
}
