import { basename } from 'node:path';
import { OperatorError } from '#domain/operator-error.ts';

/** One mistake in the file, before its place is known. An empty path is the file as a whole. */
export interface Complaint {
  readonly path: readonly PropertyKey[];
  /** True: it is about the key at the end of the path, not about its value. */
  readonly atKey?: boolean | undefined;
  /** What is wrong, with the value got; no full stop. */
  readonly message: string;
  /** What to write instead, as an order. */
  readonly remedy: string;
  /** For an unknown key: the known one that was probably meant. */
  readonly meant?: string | undefined;
}

export interface Problem {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** `suites.critical.timeout`; empty for the file as a whole. */
  readonly at: string;
  readonly message: string;
  readonly remedy: string;
}

const mostShown = 50;

/** All problems of one file as one `BAD_CONFIGURATION`, in the order of the file. */
export function badConfiguration(file: string, problems: readonly Problem[], cause?: unknown): OperatorError {
  const sorted = [...problems].sort((one, other) => one.line - other.line || one.column - other.column);
  const name = basename(file);
  const shown = sorted.slice(0, mostShown).map((problem) => describe(name, problem));
  const rest = sorted.length - shown.length;
  return new OperatorError({
    code: 'BAD_CONFIGURATION',
    message: [
      `${name} has ${sorted.length === 1 ? 'a problem' : `${sorted.length} problems`}`,
      ...shown,
      ...(rest > 0 ? [`… and ${rest} more`] : []),
    ].join('\n'),
    hint: `Correct ${file}; docs/configuration.md explains every key`,
    cause,
  });
}

function describe(name: string, { line, column, at, message, remedy }: Problem): string {
  return `  ${name}:${line}:${column}${at === '' ? '' : `  ${at}`}\n    ${message}\n    → ${remedy}`;
}
