import { createHmac } from 'node:crypto';
import type { SlackJson } from './contract.ts';
import { ackWithinMs, type Ack, type Delivery, type Envelope } from './delivery.ts';
import type { Faults } from './faults.ts';
import { isRecord, parseJson } from './json.ts';

export interface RequestOptions {
  readonly url: () => string;
  readonly signingSecret: string;
  readonly faults: Faults;
}

/** Signed HTTP requests to the app's request URL; the answer is the acknowledgement. */
export class RequestDelivery implements Delivery {
  readonly connected = true;
  readonly #options: RequestOptions;
  readonly #closing = new AbortController();

  constructor(options: RequestOptions) {
    this.#options = options;
  }

  async deliver(envelope: Envelope): Promise<Ack> {
    const first = this.#send(envelope);
    if (this.#options.faults.take('deliver-twice') !== undefined)
      void this.#send({ ...envelope, retry: envelope.retry + 1 });
    return first;
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  async #send(envelope: Envelope): Promise<Ack> {
    const body = bodyOf(envelope);
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(ackWithinMs)]);
    try {
      const response = await fetch(this.#options.url(), {
        method: 'POST',
        headers: {
          ...signatureOf(body.text, this.#options.signingSecret),
          ...retryHeaders(envelope.retry),
          'content-type': body.type,
        },
        body: body.text,
        redirect: 'manual',
        signal,
      });
      const text = await response.text();
      if (response.ok) return { acked: true, payload: payloadOf(text) };
      return { acked: false, reason: response.status >= 500 ? 'http_service_error' : 'http_client_error' };
    } catch {
      return { acked: false, reason: signal.aborted ? 'operation_timeout' : 'dispatch_failed' };
    }
  }
}

/** Slack's signature, version 0, made now. */
function signatureOf(body: string, signingSecret: string): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
}

function bodyOf(envelope: Envelope): { readonly type: string; readonly text: string } {
  const form = 'application/x-www-form-urlencoded';
  if (envelope.type === 'events_api') return { type: 'application/json', text: JSON.stringify(envelope.payload) };
  if (envelope.type === 'interactive')
    return { type: form, text: String(new URLSearchParams({ payload: JSON.stringify(envelope.payload) })) };
  const fields = Object.entries(envelope.payload).map(([name, value]): [string, string] => [name, String(value)]);
  return { type: form, text: String(new URLSearchParams(fields)) };
}

function retryHeaders(retry: number): Readonly<Record<string, string>> {
  return retry === 0 ? {} : { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' };
}

function payloadOf(text: string): SlackJson {
  const parsed = parseJson(text);
  if (isRecord(parsed)) return parsed;
  return text.trim() === '' ? {} : { text };
}
