import type { Alarm, Incident } from '#domain/incident.ts';

import type { FailingEndpoint } from './failing-endpoint.ts';

export interface GroupContext {
  /** Incidents that are open, or were resolved within 30 minutes. */
  readonly incidents: readonly Incident[];
  /** When the sweep saw it. */
  readonly seenAt: string;
  readonly sweep?: string | undefined;
  /** How many endpoints of the environment were measured in this sweep. */
  readonly measured?: number | undefined;
}

/** One alarm for each outage: what fails together, on the lowest rung that fails. At most one alarm of each key. */
export function groupFailing(failing: readonly FailingEndpoint[], context: GroupContext): readonly Alarm[] {
  void failing;
  void context;
  return [];
}
