export const testOutcomes = ['passed', 'failed', 'error', 'skipped', 'flaky'] as const;

/** `error`: the test could not be judged (set-up, tear-down, collection). `flaky`: passed after failing in the same run. */
export type TestOutcome = (typeof testOutcomes)[number];

export interface TestFailure {
  /** Class of the error as the runner names it (`AssertionError`, `httpx.ReadTimeout`), or '' when it does not say. */
  readonly type: string;
  readonly message: string;
  /** Traceback and captured output, redacted, at most 64 KiB. */
  readonly details: string;
}

/** A host that a test was connected to, as the recorder in the test's own process saw it. */
export interface Contact {
  /** The name it was looked up by, else its address. */
  readonly host: string;
  readonly port: number;
  /** Opened by the test; 0 when it used one that was open already. */
  readonly connections: number;
  /** Absent where the system does not tell. */
  readonly bytesOut?: number | undefined;
  readonly bytesIn?: number | undefined;
}

/** An HTTP request that a red test was seen to send before it failed. HTTP/2 is not seen. */
export interface Exchange {
  readonly method: string;
  /** `http:`, `https:`, `ws:` or `wss:`, host, port and path; redacted, without the query. */
  readonly url: string;
  /** Absent: no answer was seen. */
  readonly status?: number | undefined;
  /** From the request to the status line. */
  readonly ms?: number | undefined;
  /** How long nothing had gone over its connection, which had carried other requests before; absent: a fresh one. */
  readonly idleMs?: number | undefined;
  /** Of an upgrade to a websocket: the `Origin` that it was sent with, `https://app.example.com`. */
  readonly origin?: string | undefined;
}

export interface TestResult {
  /** The runner's own name for the test: pytest's node id; `file > describe > test` for Node. Unique in a run. */
  readonly id: string;
  readonly file?: string | undefined;
  readonly outcome: TestOutcome;
  readonly durationMs: number;
  readonly failure?: TestFailure | undefined;
  /** Why it was skipped or expected to fail. */
  readonly reason?: string | undefined;
  /** How often it was executed in this run; 1 without reruns. */
  readonly attempts: number;
  /** Connections that came to stand, at most 20 hosts; absent: not recorded. */
  readonly contacts?: readonly Contact[] | undefined;
  /** Of a red test, at most the last ten; absent: none was seen. */
  readonly exchanges?: readonly Exchange[] | undefined;
}

export type Counts = Readonly<Record<TestOutcome, number>>;

export const noCounts: Counts = { passed: 0, failed: 0, error: 0, skipped: 0, flaky: 0 };

export function countOutcomes(tests: Iterable<Pick<TestResult, 'outcome'>>): Counts {
  const counts = { ...noCounts };
  for (const test of tests) counts[test.outcome] += 1;
  return counts;
}

export function totalOf(counts: Counts): number {
  return testOutcomes.reduce((sum, outcome) => sum + counts[outcome], 0);
}

export function isRed(outcome: TestOutcome): boolean {
  return outcome === 'failed' || outcome === 'error';
}
