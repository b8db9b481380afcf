import { OperatorError } from '#domain/operator-error.ts';

export function unknownRun(id: string): OperatorError {
  return new OperatorError({
    code: 'UNKNOWN_RUN',
    message: `No run named "${id}"`,
    hint: 'List the runs that are kept with history; older ones were removed (history.keepRuns)',
  });
}
