import type { Gate } from './gate.ts';
import type { Layout } from './layout.ts';
import type { Writes } from './writes.ts';

/** What every part of one open store shares. */
export interface Disk {
  readonly layout: Layout;
  /** Keeps threads free for the journal, whose every write somebody in Slack waits for. */
  readonly gate: Gate;
  readonly writes: Writes;
  readonly notices: string[];
  readonly now: () => Date;
}
