/** What an index in Markdown says of a suite. */
export interface IndexedSuite {
  readonly name: string;
  readonly priority: number;
  /** As written: paths, and patterns with `*`. */
  readonly files: readonly string[];
  /** How many tests the index states, of which of the files; none named: of all. */
  readonly stated: readonly StatedCount[];
  readonly impact?: string | undefined;
  readonly owner?: string | undefined;
  /** Where it begins in the index, from 1. */
  readonly line: number;
}

export interface StatedCount {
  readonly files: readonly string[];
  readonly tests: number;
  readonly line: number;
}

/** Something of the index that a person must know: what was not understood, what does not agree. */
export interface IndexRemark {
  readonly line: number;
  readonly says: string;
}

export interface SuiteIndex {
  readonly suites: readonly IndexedSuite[];
  readonly remarks: readonly IndexRemark[];
}
