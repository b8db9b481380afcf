export interface Mistake {
  /** Stable and upper case (`UNKNOWN_SUITE`); recognised by code, never by text. */
  readonly code: string;
  /** What is wrong, with the value got in quotes; no full stop. */
  readonly message: string;
  /** The way out, as a sentence that a person can act on. */
  readonly hint: string;
  readonly cause?: unknown;
}

/** A mistake that a person can fix. It is shown with its hint; anything else thrown is a bug. */
export class OperatorError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(mistake: Mistake) {
    super(mistake.message, { cause: mistake.cause });
    this.name = 'OperatorError';
    this.code = mistake.code;
    this.hint = mistake.hint;
  }
}
