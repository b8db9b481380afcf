import { createPacer, type Pacer } from './pace.ts';
import type { RunProbe } from './run-probe.ts';
import type { FromThread, Ticket, TicketResult, ToThread } from './thread-messages.ts';

interface OpenTicket extends Ticket {
  readonly stop: AbortController;
}

/** Waiting this long makes one message of many results; what comes sooner than the limit goes at once. */
const gatherMs = 5;
const mostGathered = 8;

/** What the measuring thread does with the messages that it gets. */
export function createThreadWork(run: RunProbe, post: (message: FromThread) => void): (message: ToThread) => void {
  const lanes = new Map<number, Pacer<OpenTicket>>();
  const open = new Map<number, { readonly ticket: OpenTicket; readonly lane: Pacer<OpenTicket> }>();
  const tell = createGathering(post);

  async function launch(ticket: OpenTicket): Promise<void> {
    const result = await run(ticket.probe, ticket.stop.signal);
    open.delete(ticket.number);
    tell({ number: ticket.number, result });
  }

  function add(lane: Pacer<OpenTicket>, tickets: readonly Ticket[]): void {
    const opened = tickets.map((ticket) => ({ ...ticket, stop: new AbortController() }));
    for (const ticket of opened) open.set(ticket.number, { ticket, lane });
    lane.add(opened);
  }

  function abort(number: number): void {
    const found = open.get(number);
    found?.ticket.stop.abort();
    if (found?.lane.remove(found.ticket) === true) void launch(found.ticket);
  }

  return (message) => {
    switch (message.kind) {
      case 'open-lane':
        lanes.set(message.lane.number, createPacer(message.lane.pace, launch));
        return;
      case 'close-lane':
        lanes.delete(message.lane);
        return;
      case 'probe': {
        const lane = lanes.get(message.lane);
        if (lane !== undefined) add(lane, message.tickets);
        return;
      }
      case 'abort':
        for (const number of message.numbers) abort(number);
        return;
      case 'ping':
        post({ kind: 'pong' });
    }
  };
}

function createGathering(post: (message: FromThread) => void): (result: TicketResult) => void {
  let results: TicketResult[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const gathered = results;
    results = [];
    post({ kind: 'results', results: gathered });
  }

  return (result) => {
    results.push(result);
    if (results.length >= mostGathered) flush();
    else timer ??= setTimeout(flush, gatherMs);
  };
}
