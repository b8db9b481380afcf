import { createHash } from 'node:crypto';

import type { Trouble } from './trouble.ts';

const mostShown = 80;

/** Equal when the same failed again: made of steps, suites, failing tests and likely causes, not of times. */
export function fingerprintOf({ signs, causes }: Pick<Trouble, 'signs' | 'causes'>): string {
  const inOrder = [...new Set(signs)].toSorted();
  const digest = createHash('sha256').update(inOrder.join('\n')).digest('hex').slice(0, 10);
  const shown = [...causes].toSorted().join(' ').slice(0, mostShown);
  return shown === '' ? `#${digest}` : `${shown} #${digest}`;
}
