import { App, type ReceiverEvent } from '@slack/bolt';

/**
 * Bolt acknowledges an event before its listeners run, so a crash between the two loses it. This app
 * acknowledges when they are done: they are, as soon as the request is written down. An event that could
 * not be taken is not acknowledged and comes again.
 */
export class PatientApp extends App {
  readonly #admitted = Promise.withResolvers<void>();

  /** Its listeners are all there: what came before is taken now, in its order. */
  admit(): void {
    this.#admitted.resolve();
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    await this.#admitted.promise;
    if (!('event' in event.body)) return super.processEvent(event);
    await super.processEvent({ ...event, ack: async () => {} });
    await event.ack();
  }
}
