import type { Closer } from '#domain/close.ts';
import type { Phase } from '#domain/diagnosis.ts';

import type { SaidError } from './said-error.ts';
import type { ToldFailure } from './told-failure.ts';

/** What the text of one failure says, and nothing that it does not say. */
export interface FailureFacts {
  readonly phase: Phase;
  /** Class of the error without its module; its code where the class says nothing (`Error`, `TypeError: fetch failed`). */
  readonly error: string;
  /** An errno name, an OpenSSL or undici code, `TIMEOUT`, `net::ERR_…`: the same words as those of probes. */
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  /** 1006 where no close frame came. */
  readonly closeCode?: number | undefined;
  /** Who said it first: `server` where it was received. */
  readonly closedBy?: Closer | undefined;
  /** As written; '' where the frame had none, absent without a frame. */
  readonly closeReason?: string | undefined;
  /** A URL without user and query, `host:port`, or a path. */
  readonly target?: string | undefined;
  /** Of the request, where it was seen. */
  readonly method?: string | undefined;
  /** Client library, with its version or what is certain of that. */
  readonly library?: string | undefined;
  /** A time-out that the text itself names, in seconds. */
  readonly timerSeconds?: number | undefined;
  readonly missingEvent?: string | undefined;
  readonly eventOrder?: boolean | undefined;
  readonly crossUser?: boolean | undefined;
  /** Innermost line of the team's own code: `tests/test_a.py:12 in test_b`. */
  readonly frame?: string | undefined;
  /** The lines that say most, at most 1,000 characters. */
  readonly excerpt: string;
}

export type PartialFacts = Partial<Omit<FailureFacts, 'excerpt' | 'frame'>>;

/** Knows the words of one library. */
export interface ErrorParser {
  readonly library: string;
  /** Undefined: not an error of this library. */
  read(error: SaidError, told: ToldFailure): PartialFacts | undefined;
}
