/** What telling an incident needs besides the incident itself. */
export interface IncidentFacts {
  readonly now: Date;
  /** Who is called: the id of a user group or person, or a name where Slack knows none. */
  readonly onCall?: string | undefined;
  /** As it is written in the configuration. */
  readonly onCallName?: string | undefined;
  /** How the endpoints fared on the day before: `0.3 % (12 of 4,320) in the 24 h before`. */
  readonly usual?: string | undefined;
  /** A suite that may run there, the most important one. */
  readonly suite?: string | undefined;
}

/** What calls people: they are named in it, once. */
const calls: ReadonlySet<string> = new Set(['triggered', 'reopened', 'flapping', 'unsilenced', 'reminded']);

export function isCall(kind: string): boolean {
  return calls.has(kind);
}
