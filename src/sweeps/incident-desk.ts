import type { Alarm, Incident } from '#domain/incident.ts';

/** Where detectors report. Every promise resolves when what it did is written; announcing follows the records. */
export interface IncidentDesk {
  /**
   * Says that this is wrong, at every sweep in which it is: opens an incident, brings the open one with this key up to
   * date, or reopens one that was resolved within 30 minutes. Undefined: a maintenance window keeps it from being opened.
   */
  raise(alarm: Alarm): Promise<Incident | undefined>;
  /** Says that what this key stands for is well again; may be said at every sweep. `because`: `15 sweeps in a row were clean`. */
  clear(key: string, at: string, because: string): Promise<void>;
  /** Sends reminders, ends silences that ran out, resolves what flapped and is calm. About once a minute. */
  tick(now: Date): Promise<void>;
}
