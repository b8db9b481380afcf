import type { Run } from './run.ts';

/** The finding of a proof that found out tests of which nobody knew. */
export const turnedFakeCode = 'turned-fake';

/** What is told of a proof by schedule; undefined: nothing. */
export function turnedFakeIn({ place, selection, requestedBy, findings }: Run): string | undefined {
  if (place !== undefined || selection.proves === undefined || requestedBy.id !== 'teneleven') return undefined;
  return findings.find(({ code }) => code === turnedFakeCode)?.message;
}
