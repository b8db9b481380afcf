import { nearest } from '#domain/nearest.ts';
import { OperatorError } from '#domain/operator-error.ts';

export function unknownCommand(name: string, known: readonly string[]): OperatorError {
  const likely = nearest(name.toLowerCase(), known);
  return new OperatorError({
    code: 'UNKNOWN_COMMAND',
    message: `No command named "${name.slice(0, 60)}"`,
    hint:
      likely === undefined ? `Commands: ${known.join(', ')}` : `Did you mean "${likely}"? "help" lists all commands`,
  });
}
