import type { SlackJson } from './contract.ts';

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

export interface Envelope {
  readonly type: EnvelopeType;
  readonly payload: SlackJson;
  /** 0 for the first attempt. */
  readonly retry: number;
}

/** `reason` is the word that Slack shows: `/e2e failed with the error "operation_timeout"`. */
export type Ack =
  | { readonly acked: true; readonly payload: SlackJson }
  | { readonly acked: false; readonly reason: string };

/** Slack waits three seconds for an acknowledgement. */
export const ackWithinMs = 3_000;

/** How slash commands, interactions and events reach the app: a socket, or signed requests. */
export interface Delivery {
  readonly connected: boolean;
  /** Resolves with the acknowledgement, or with why there was none. Never rejects. */
  deliver(envelope: Envelope): Promise<Ack>;
  close(): Promise<void>;
}
