import type { RunProbe } from './run-probe.ts';
import { createThreadLane, type LaneParts, type ThreadLane } from './thread-lane.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

/** What the measuring thread does with the messages that it gets. */
export function createThreadWork(run: RunProbe, post: (message: FromThread) => void): (message: ToThread) => void {
  const lanes = new Map<number, ThreadLane>();
  const parts: LaneParts = { run, post: (results) => post({ kind: 'results', results }) };

  return (message) => {
    switch (message.kind) {
      case 'open-lane':
        lanes.set(message.lane.number, createThreadLane(message.lane.pace, parts));
        return;
      case 'close-lane':
        lanes.delete(message.lane);
        return;
      case 'probe':
        lanes.get(message.lane)?.add(message.tickets);
        return;
      case 'abort':
        for (const lane of lanes.values()) for (const number of message.numbers) lane.abort(number);
        return;
      case 'ping':
        post({ kind: 'pong' });
    }
  };
}
