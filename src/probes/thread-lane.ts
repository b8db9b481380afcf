import { createPacer } from './pace.ts';
import type { Pace } from './prober.ts';
import type { RunProbe } from './run-probe.ts';
import type { Ticket, TicketResult } from './thread-messages.ts';

/** Probes that are paced together, and their results on the way to the main thread. */
export interface ThreadLane {
  add(tickets: readonly Ticket[]): void;
  /** Of a ticket of another lane: nothing. */
  abort(number: number): void;
}

interface OpenTicket extends Ticket {
  readonly stop: AbortController;
}

export interface LaneParts {
  readonly run: RunProbe;
  readonly post: (results: readonly TicketResult[]) => void;
}

/** Each message wakes the main thread, which costs as much as a probe: results go by the dozen, or when a lane has no more. */
const gatherMs = { spaced: 1_000, unspaced: 5 };
const mostGathered = 16;

export function createThreadLane(pace: Pace, { run, post }: LaneParts): ThreadLane {
  const open = new Map<number, OpenTicket>();
  const pacer = createPacer(pace, launch);
  const longestMs = pace.spacingMs > 0 ? gatherMs.spaced : gatherMs.unspaced;
  let gathered: TicketResult[] = [];
  let timer: NodeJS.Timeout | undefined;

  async function launch({ number, probe, stop }: OpenTicket): Promise<void> {
    const result = await run(probe, stop.signal);
    open.delete(number);
    gathered.push({ number, result });
    if (open.size === 0 || gathered.length >= mostGathered) flush();
    else timer ??= setTimeout(flush, longestMs);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const results = gathered;
    gathered = [];
    post(results);
  }

  return {
    add(tickets) {
      const opened = tickets.map((ticket) => ({ ...ticket, stop: new AbortController() }));
      for (const ticket of opened) open.set(ticket.number, ticket);
      pacer.add(opened);
    },
    abort(number) {
      const ticket = open.get(number);
      if (ticket === undefined) return;
      ticket.stop.abort();
      if (pacer.remove(ticket)) void launch(ticket);
    },
  };
}
