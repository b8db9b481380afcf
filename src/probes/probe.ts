import type { AuthForm } from '#domain/configuration.ts';

/** How to get to an endpoint. */
export interface Reach {
  /** `http:`, `https:`, `ws:` or `wss:`. */
  readonly url: string;
  readonly family?: 4 | 6 | undefined;
  /** An HTTP proxy to go through (CONNECT for TLS and WebSockets); absent: straight. */
  readonly proxy?: string | undefined;
  /** PEM of further certificate authorities, beside those of Node. */
  readonly ca?: string | undefined;
  /** Only these addresses are connected to, nothing is looked up: those that the address guard has checked. */
  readonly pinned?: readonly string[] | undefined;
  /** A certificate that is not trusted is gone past: for what is no secret and is believed by nobody, such as the time. */
  readonly takesAnyCertificate?: boolean | undefined;
  readonly limits: TimeLimits;
}

/** Each rung has its own time, and the whole has a wall. */
export interface TimeLimits {
  readonly dnsMs: number;
  readonly tcpMs: number;
  readonly tlsMs: number;
  /** Until the status line of an answer. */
  readonly answerMs: number;
  readonly wallMs: number;
}

/** Bounds of every probe: 10 s in all unless the configuration asks for longer (`within`, `hold`). */
export const defaultLimits: TimeLimits = { dnsMs: 3_000, tcpMs: 3_000, tlsMs: 4_000, answerMs: 8_000, wallMs: 10_000 };

interface Common {
  /** Id for the result. */
  readonly id: string;
  readonly environment?: string | undefined;
  readonly endpoint: string;
  readonly location: string;
  readonly reach: Reach;
  readonly headers: Readonly<Record<string, string>>;
  readonly changed: Readonly<Record<string, string>>;
  /** Not configured: nothing of the body is kept, redirects are not followed beyond the guard. */
  readonly isAdHoc: boolean;
}

export interface HttpExpectations {
  /** Default: any 2xx. */
  readonly status?: number | undefined;
  /** In place of `status`: any status below this one is good. For addresses of which nothing is known but that they answer. */
  readonly statusBelow?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly contains?: string | undefined;
  /** JSON pointer → the value that must stand there. */
  readonly json?: Readonly<Record<string, unknown>> | undefined;
  readonly maxBytes?: number | undefined;
  /** First byte. */
  readonly withinMs?: number | undefined;
  readonly certificateDays?: number | undefined;
}

export interface HttpProbe extends Common {
  readonly kind: 'http';
  readonly method: 'GET' | 'HEAD';
  readonly version: 'h1' | 'h2';
  readonly expect: HttpExpectations;
  /** How much of the body is kept in the result; 2,000 unless it is read further. */
  readonly keptCharacters?: number | undefined;
}

export interface WebSocketProbe extends Common {
  readonly kind: 'websocket';
  /** Offered in this order; those that carry the token are among them already. */
  readonly subprotocols: readonly string[];
  readonly authBy?: AuthForm | undefined;
  readonly token: 'good' | 'bad' | 'expired' | 'roomy' | 'none';
  /** Sent first, where the token is handed over in a message. */
  readonly firstMessage?: string | undefined;
  readonly welcome?: string | undefined;
  readonly send?: string | undefined;
  /** Replaced in `send` by a new text each time; it must come back exactly once. Absent: not asked. */
  readonly nonce?: string | undefined;
  readonly expect: readonly string[];
  /** JSON pointer to the type of an event. */
  readonly typeAt: string;
  /** For the welcome, and for all expected events together. */
  readonly withinMs: number;
  readonly holdMs?: number | undefined;
  /** `messages`: the configured one as well, for servers that count nothing else as a sign of life. */
  readonly holdWith: 'nothing' | 'pings' | 'messages';
  /** After the message was sent, several times, nothing is read for so long. */
  readonly unreadMs?: number | undefined;
  /** Sizes in bytes of messages to send, and to ask for where the peer echoes. */
  readonly sizes: readonly number[];
}

export type Probe = HttpProbe | WebSocketProbe;
