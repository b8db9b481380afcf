import type { Prediction } from '../cause.ts';
import { saw } from './predict.ts';

/** What the refusal of a token may say is wrong, in words of phrases.ts. */
const reasons = [
  'signature',
  'algorithm',
  'audience',
  'key-id',
  'token-expired',
  'token-not-yet-valid',
  'user-missing',
  'origin',
] as const;

/** A service that says why it refuses is believed; that it says another reason is an answer as well. */
export function says(reason: (typeof reasons)[number]): readonly Prediction[] {
  const others = reasons.filter((each) => each !== reason);
  return [
    saw('report.phrase', reason, 'proves'),
    saw('http.phrase', reason, 'proves'),
    saw('report.phrase', others, 'refutes'),
    saw('http.phrase', others, 'refutes'),
  ];
}
