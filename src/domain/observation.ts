/** What was seen, small enough to compare: `CLOSE_1011`, `true`, `3`. */
export type Fact = string | number | boolean;

const observationSources = ['report', 'probe', 'audit', 'deploy', 'history', 'person'] as const;
export type ObservationSource = (typeof observationSources)[number];

/** One recorded fact: the only thing that a diagnosis may cite. */
export interface Observation {
  /** `o1`, `o2`, … within one diagnosis. */
  readonly id: string;
  readonly source: ObservationSource;
  /** A key of the vocabulary in `src/diagnosis/facts.ts`: `ws.token.bad`. */
  readonly fact: string;
  readonly value: Fact;
  /** When it was seen, ISO 8601 UTC. */
  readonly at: string;
  /** One sentence with the value, the subject and how often: `chat with a bad token: 401 at the upgrade, 4 of 4`. */
  readonly says: string;
  /** The raw excerpt that it rests on, redacted, at most 1,000 characters. */
  readonly raw?: string | undefined;
  /** The endpoint, service or test that it is about. */
  readonly subject?: string | undefined;
  /** Observations of one group (same connection, same second, same vantage) are correlated: together they count once. */
  readonly group: string;
  /** Seen in a controlled pair: one factor changed, same minute, interleaved. */
  readonly isControlled: boolean;
}
