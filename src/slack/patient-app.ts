import { App, type ReceiverEvent } from '@slack/bolt';

const failed = {
  response_type: 'ephemeral',
  text: 'Something went wrong inside Teneleven, so nothing was started. Please try again in a minute.',
} as const;

/**
 * Bolt acknowledges an event before its listeners run, so a crash between the two loses it. This app
 * acknowledges when they are done: they are, as soon as the request is written down. An event that could
 * not be taken is not acknowledged and comes again. All else is acknowledged, also what nobody listens to.
 */
export class PatientApp extends App {
  readonly #admitted = Promise.withResolvers<void>();

  /** Its listeners are all there: what came before is taken now, in its order. */
  admit(): void {
    this.#admitted.resolve();
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    await this.#admitted.promise;
    if (!isEvent(event.body)) return this.#acknowledgeAll(event);
    await super.processEvent({ ...event, ack: async () => {} });
    await event.ack();
  }

  async #acknowledgeAll(event: ReceiverEvent): Promise<void> {
    let isAcknowledged = false;
    const ack: ReceiverEvent['ack'] = async (response) => {
      isAcknowledged = true;
      await event.ack(response);
    };
    try {
      await super.processEvent({ ...event, ack });
    } finally {
      if (!isAcknowledged) await ('command' in event.body ? ack(failed) : ack());
    }
  }
}

function isEvent(body: ReceiverEvent['body']): boolean {
  const event: unknown = body['event'];
  return typeof event === 'object' && event !== null && 'type' in event;
}
