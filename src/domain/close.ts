/**
 * Who writes a close reason: a library that was told nothing (`empty`), a keepalive that gave up (`keepalive`), the
 * application's own words (`prose`), or nobody, because no close frame came (`none`).
 */
const reasonClasses = ['empty', 'keepalive', 'prose', 'none'] as const;
export type ReasonClass = (typeof reasonClasses)[number];

export const closers = ['server', 'client', 'nobody'] as const;
export type Closer = (typeof closers)[number];

/** `probe`: our own connections. `run`: seen in the output of a suite. `log`, `push`: the team's own servers said so. */
const closeSources = ['probe', 'run', 'log', 'push'] as const;
export type CloseSource = (typeof closeSources)[number];

/** One line of the ledger: how often connections of one kind were closed within one minute. */
export interface CloseCount {
  /** Start of the minute, ISO 8601 UTC. */
  readonly minuteAt: string;
  readonly environment: string;
  readonly endpoint: string;
  /** 1006 where no close frame came. */
  readonly code: number;
  readonly closedBy: Closer;
  readonly reason: ReasonClass;
  /** What the endpoint's service reported then, where known. */
  readonly version?: string | undefined;
  readonly source: CloseSource;
  readonly count: number;
}

export function classifyReason(code: number, reason: string | undefined): ReasonClass {
  if (code === 1006) return 'none';
  const words = reason?.trim() ?? '';
  if (words === '') return 'empty';
  return /keep-?alive|ping (?:timeout|timed out)|pong/iu.test(words) ? 'keepalive' : 'prose';
}

/** A close that somebody wrote down in words: a server in its log, a client in the output of a test. */
export interface ToldClose {
  readonly code: number;
  readonly reason?: string | undefined;
  readonly closedBy: Closer;
}

/** Part of a regular expression with one group. RFC 6455, 7.4: codes of the protocol, of libraries and of applications; not a number of anything else. */
export const closeCode = String.raw`\b(10(?:0\d|1[0-5])|[34]\d{3})\b(?!\s{0,4}(?:ms|s|bytes|B)\b)`;
