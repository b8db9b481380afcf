import type { Source } from './audited-report.ts';

/**
 * `contradiction`: two statements of the report cannot both be true. `doubt`: it can be true, and there is a better
 * explanation. `note`: worth knowing before it is read.
 */
export type Weight = 'contradiction' | 'doubt' | 'note';

/** Something that an audit found in a report. */
export interface AuditFinding {
  /** Stable, kebab-case. */
  readonly code: string;
  /** What was seen, with its arithmetic. */
  readonly message: string;
  readonly weight: Weight;
  /** What it rests on, in the order of the report, at most ten. */
  readonly evidence: readonly Source[];
}

/** What is known beside the report; a check that needs what is missing says nothing. */
export interface AuditKnowledge {
  /** Of a TCP connection to the stack, measured by probes. */
  readonly roundTrip?: { readonly ms: number; readonly where: string } | undefined;
  /** The newest change of the environment that passed; with the start of the run where it is one of ours. */
  readonly deployed?:
    | {
        readonly name: string;
        readonly endedAt: string;
        readonly versions: Readonly<Record<string, string>>;
        readonly runStartedAt?: string | undefined;
      }
    | undefined;
  /** The last comparable run of the same suite. */
  readonly before?: { readonly id: string; readonly tests: number; readonly skipped: number } | undefined;
}

const mostEvidence = 10;

export function evidenceOf(sources: readonly (Source | undefined)[]): readonly Source[] {
  const known = sources.flatMap((source) => (source !== undefined && source.line > 0 ? [source] : []));
  return known
    .toSorted((one, other) => one.line - other.line)
    .filter((source, index, all) => source.line !== all[index - 1]?.line)
    .slice(0, mostEvidence)
    .map(({ line, quote }) => ({ line, quote }));
}
