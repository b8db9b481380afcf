/** The rungs of a probe in the order in which they are climbed; `request` and `response` are those of HTTP. */
const steps = [
  'dns',
  'tcp',
  'tls',
  'request',
  'response',
  'upgrade',
  'subprotocol',
  'auth',
  'welcome',
  'round-trip',
  'hold',
  'close',
] as const;
export type Step = (typeof steps)[number];

/** One rung. A rung that this probe does not have (`tls` of a plain address) is left out. */
export interface StepResult {
  readonly step: Step;
  readonly outcome: 'passed' | 'failed' | 'not-reached';
  /** How long this rung alone took; absent where it was not reached. */
  readonly durationMs?: number | undefined;
  /** What was seen, in one line of at most 300 characters: `101 Switching Protocols`, `127.0.0.1:8080 refused`. */
  readonly detail?: string | undefined;
}

/** `unknown`: nothing could be measured, so nothing is said of the endpoint. Never shown as green. */
export type Standing = 'up' | 'down' | 'unknown';

/** Why it is not up. */
export interface ProbeProblem {
  /** Stable: an `errno` name, an OpenSSL code, `TIMEOUT`, `STATUS_503`, `CLOSE_1011`, `ASSERTION`, `NO_TOKEN`, `OFFLINE`. */
  readonly code: string;
  /** One sentence with the value seen and the limit it broke. */
  readonly message: string;
}

/** One measurement of one endpoint. A dead endpoint is a result, never a thrown error. */
export interface ProbeResult {
  /** `p12.3`: the third result of probing p12; those of a sweep `every-minute@2026-11-22T16:40Z.3`. */
  readonly id: string;
  /** Absent for an address that is not in the configuration. */
  readonly environment?: string | undefined;
  /** Id of the endpoint: `chat`, `chat:subprotocol`, `api:/health/ready`; the address itself where it is not configured. */
  readonly endpoint: string;
  readonly kind: 'http' | 'websocket';
  /** Without user, password and query. */
  readonly url: string;
  readonly startedAt: string;
  readonly durationMs: number;
  /** The place that it was measured from: `here` unless named. */
  readonly location: string;
  readonly standing: Standing;
  /** The rung that failed; absent when none did. */
  readonly brokeAt?: Step | undefined;
  readonly problem?: ProbeProblem | undefined;
  readonly steps: readonly StepResult[];
  /** Every address that the name stands for, in the order in which they were tried. */
  readonly addresses: readonly AddressFacts[];
  readonly tls?: TlsFacts | undefined;
  readonly http?: HttpFacts | undefined;
  readonly ws?: WsFacts | undefined;
  /** What was changed against the configured probe: `{ token: 'bad' }`, `{ 'http-version': 'h2' }`. Empty for a plain one. */
  readonly changed: Readonly<Record<string, string>>;
  /** The longest that the measuring thread itself was late during this probe. */
  readonly loopDelayMs: number;
  /** The measuring thread was so late that the times say more of this machine than of the endpoint. */
  readonly isSpoiled: boolean;
}

export interface AddressFacts {
  readonly address: string;
  readonly family: 4 | 6;
  /** `not-tried`: an earlier address answered. */
  readonly tcp: 'passed' | 'failed' | 'not-tried';
  readonly durationMs?: number | undefined;
  readonly code?: string | undefined;
}

export interface TlsFacts {
  /** `TLSv1.3`. */
  readonly version?: string | undefined;
  readonly alpn?: string | undefined;
  readonly cipher?: string | undefined;
  /** All names of the certificate: DNS and IP. */
  readonly names: readonly string[];
  /** From the certificate of the server to the last that was sent. */
  readonly chain: readonly { readonly subject: string; readonly issuer: string; readonly validTo: string }[];
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
  /** Whole days until `validTo`; negative after it. */
  readonly daysLeft?: number | undefined;
  readonly isTrusted: boolean;
  /** The OpenSSL code when it is not: `CERT_HAS_EXPIRED`. */
  readonly distrust?: string | undefined;
}

/** One assertion on an answer and what was found. */
export interface AssertionResult {
  /** `status 200`, `header content-type`, `json /ok`, `size`, `first byte`, `certificate days`. */
  readonly what: string;
  readonly outcome: 'passed' | 'failed';
  readonly detail: string;
}

export interface HttpFacts {
  /** What was answered with. */
  readonly version: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2';
  readonly status?: number | undefined;
  /** Lower-case name → value; cookies, tokens and other secrets are left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** From the start of writing the request to the first byte of the answer. */
  readonly firstByteMs?: number | undefined;
  /** From the start of writing the request to the first byte of the body: a proxy may send the head long before. */
  readonly firstBodyMs?: number | undefined;
  readonly bodyMs?: number | undefined;
  /** As received, and after decompression. */
  readonly wireBytes: number;
  readonly bodyBytes: number;
  /** The beginning of the body, redacted, at most 2,000 characters; absent for an address that is not configured. */
  readonly body?: string | undefined;
  readonly assertions: readonly AssertionResult[];
}

export interface WsEvent {
  /** Since the connection was opened. */
  readonly atMs: number;
  readonly from: 'server' | 'client';
  readonly type?: string | undefined;
  /** At most 500 characters, redacted. */
  readonly text?: string | undefined;
  readonly bytes: number;
}

export interface WsFacts {
  /** Of the answer to the upgrade. */
  readonly status?: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a refused upgrade, at most 2,000 characters. */
  readonly body?: string | undefined;
  readonly offered: readonly string[];
  readonly subprotocol?: string | undefined;
  readonly authBy?: string | undefined;
  readonly token: 'good' | 'bad' | 'expired' | 'roomy' | 'none';
  /** In order, at most 200. */
  readonly events: readonly WsEvent[];
  /** Of a ping and its pong. */
  readonly pingMs?: number | undefined;
  /** From the message that was sent to the last event that was expected. */
  readonly roundTripMs?: number | undefined;
  /** 1006 when the connection ended without a close frame; absent while nothing was opened. */
  readonly closeCode?: number | undefined;
  readonly closeReason?: string | undefined;
  /** Who sent the first close frame; `nobody`: the connection ended without one. */
  readonly closedBy: 'server' | 'client' | 'nobody';
  /** How the connection under it ended. */
  readonly endedBy?: 'server-end' | 'server-reset' | 'client' | undefined;
  /** A close frame went both ways. */
  readonly isClean: boolean;
  /** From the finished upgrade to the end. */
  readonly openMs?: number | undefined;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly framesIn: number;
  readonly framesOut: number;
}
