import { setTimeout as wait } from 'node:timers/promises';
import type { Ack } from './delivery.ts';
import type { SlackJson } from './contract.ts';
import { eventOf } from './payloads.ts';
import type { Stage } from './stage.ts';

/** Slack repeats an event that was not acknowledged: almost at once, after a minute, after five. */
const retryAfterMs = [500, 60_000, 300_000];

/** Sends an event if the app subscribes to it; resolves with the first attempt, and goes on repeating it behind. */
export async function sendEvent(stage: Stage, event: SlackJson): Promise<Ack> {
  if (!stage.app.events.includes(subscriptionOf(event))) return { acked: true, payload: {} };
  const payload = eventOf(event);
  const first = await stage.delivery.deliver({ type: 'events_api', payload, retry: 0 });
  if (!first.acked) void repeat(stage, payload);
  return first;
}

async function repeat(stage: Stage, payload: SlackJson): Promise<void> {
  for (const [index, delayMs] of retryAfterMs.entries()) {
    await wait(delayMs, undefined, { ref: false });
    const ack = await stage.delivery.deliver({ type: 'events_api', payload, retry: index + 1 });
    if (ack.acked) return;
  }
}

/** `message` events are subscribed to by the kind of their channel. */
function subscriptionOf(event: SlackJson): string {
  const type = String(event['type']);
  if (type !== 'message') return type;
  return event['channel_type'] === 'im' ? 'message.im' : 'message.channels';
}
