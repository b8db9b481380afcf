import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { ackWithinMs, type Ack, type Delivery, type Envelope } from './delivery.ts';
import type { Faults } from './faults.ts';
import { targetOf } from './http-body.ts';
import { isRecord, parseJson, recordOf, textOf } from './json.ts';
import { bot } from './seed.ts';

const maxTickets = 100;
/** Slack: ten connections an app. */
const maxSockets = 10;
const pingEveryMs = 10_000;
const closeWithinMs = 500;
const maxPayload = 4 * 1024 * 1024;

export interface SocketOptions {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly faults: Faults;
  readonly onConnected: (connected: boolean) => void;
}

/** Socket Mode: `apps.connections.open` gives out an address, envelopes go down the socket, acknowledgements come back. */
export class SocketDelivery implements Delivery {
  readonly #options: SocketOptions;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload });
  readonly #tickets = new Set<string>();
  readonly #pending = new Map<string, (ack: Ack) => void>();
  readonly #pings: NodeJS.Timeout;
  #sockets: readonly WebSocket[] = [];
  #turn = 0;

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#pings = setInterval(() => {
      for (const socket of this.#sockets) socket.ping();
    }, pingEveryMs);
    this.#pings.unref();
  }

  get connected(): boolean {
    return this.#sockets.length > 0;
  }

  /** An address that one socket can connect to, once. */
  issueUrl(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    const oldest = this.#tickets.values().next().value;
    if (this.#tickets.size > maxTickets && oldest !== undefined) this.#tickets.delete(oldest);
    return `ws://${this.#options.host}/link/?ticket=${ticket}&app_id=${bot.appId}`;
  }

  /** Takes over a request to upgrade. */
  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const url = targetOf(request);
    const hasTicket = url.pathname === '/link/' && this.#tickets.delete(url.searchParams.get('ticket') ?? '');
    if (!hasTicket || this.#sockets.length >= maxSockets) {
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#greet(socket));
  }

  deliver(envelope: Envelope): Promise<Ack> {
    const open = this.#sockets.filter((socket) => socket.readyState === WebSocket.OPEN);
    this.#turn += 1;
    const socket = open[this.#turn % open.length];
    if (socket === undefined) return Promise.resolve({ acked: false, reason: 'dispatch_failed' });
    const id = randomUUID();
    const sent = {
      envelope_id: id,
      type: envelope.type,
      accepts_response_payload: envelope.type !== 'events_api',
      payload: envelope.payload,
    };
    return new Promise((resolve) => {
      const settle = (ack: Ack): void => {
        clearTimeout(timer);
        this.#pending.delete(id);
        resolve(ack);
      };
      const timer = setTimeout(() => settle({ acked: false, reason: 'operation_timeout' }), ackWithinMs);
      this.#pending.set(id, settle);
      socket.send(JSON.stringify({ ...sent, ...retryFields(envelope.retry) }));
      if (this.#options.faults.take('deliver-twice') !== undefined)
        socket.send(JSON.stringify({ ...sent, ...retryFields(envelope.retry + 1) }));
    });
  }

  /** Cuts every connection without a close frame. */
  drop(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Asks the app to connect anew, as Slack does every few hours; `reason` is `warning` or `refresh_requested`. */
  requestReconnect(reason: string): void {
    for (const socket of this.#sockets)
      socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-playground' } }));
  }

  /** Closes with a close frame; what has not closed after a moment is cut. */
  async close(): Promise<void> {
    clearInterval(this.#pings);
    for (const settle of this.#pending.values()) settle({ acked: false, reason: 'dispatch_failed' });
    const grace = setTimeout(() => this.drop(), closeWithinMs);
    await Promise.all(
      this.#sockets.map(async (socket) => {
        const closed = once(socket, 'close');
        socket.close(1001);
        await closed;
      }),
    );
    clearTimeout(grace);
    this.#server.close();
  }

  #greet(socket: WebSocket): void {
    this.#sockets = [...this.#sockets, socket];
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#forget(socket));
    socket.on('message', (message: Buffer) => this.#receive(message.toString('utf8')));
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#sockets.length,
        connection_info: { app_id: bot.appId },
        debug_info: { host: 'applink-playground', build_number: 1, approximate_connection_time: 18_060 },
      }),
    );
    if (this.#sockets.length === 1) this.#options.onConnected(true);
    if (this.#options.faults.take('drop-socket') !== undefined) socket.terminate();
  }

  #forget(socket: WebSocket): void {
    this.#sockets = this.#sockets.filter((other) => other !== socket);
    if (this.#sockets.length === 0) this.#options.onConnected(false);
  }

  #receive(text: string): void {
    const message = parseJson(text);
    if (!isRecord(message)) return;
    const settle = this.#pending.get(textOf(message, 'envelope_id'));
    settle?.({ acked: true, payload: recordOf(message['payload']) });
  }
}

function retryFields(retry: number): object {
  return { retry_attempt: retry, retry_reason: retry === 0 ? '' : 'timeout' };
}
