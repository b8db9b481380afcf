import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { HTTPModuleFunctions, HTTPReceiver, isRawBodyError, type Receiver } from '@slack/bolt';
import type { Logger } from 'pino';

import { slackPath } from './health.ts';
import { errorLine, toBoltLogger } from './log.ts';

export interface HttpConnection {
  readonly receiver: Receiver;
  /** For the server that listens; it verifies signatures before anything is looked at. */
  readonly listener: RequestListener;
}

/** Held before the signature is known, by each connection. Our own messages, which come back with clicks, are far smaller. */
const maxBodyBytes = 256 * 1024;
/** How far Slack's clock may be ahead of ours. */
const maxAheadMs = 60_000;

interface Verification {
  readonly signingSecret: string;
  readonly bodyLimit: number;
}

/**
 * Bolt's receiver of signed requests, behind what it does not refuse itself: timestamps ahead of time, and signed bodies
 * that are no objects, which it would stumble over outside of any promise that can be caught.
 */
export function receiveHttp(options: { readonly signingSecret: string; readonly log: Logger }): HttpConnection {
  const verification = { signingSecret: options.signingSecret, bodyLimit: maxBodyBytes };
  // Verified before it is asked: a second time would cost as much as all the rest of an acknowledgement.
  const inner = new HTTPReceiver({
    ...verification,
    signatureVerification: false,
    endpoints: slackPath,
    logger: toBoltLogger(options.log),
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = isAhead(request) ? ahead : await refusalOf(request, verification);
    if (refusal === undefined) return inner.requestListener(request, response);
    options.log.warn(`A request was refused: ${refusal.why}`);
    response.writeHead(refusal.status, { connection: 'close' });
    response.end();
  }

  return {
    listener: (request, response) => void receive(request, response),
    receiver: {
      init: (app) => inner.init(app),
      // The server is not Bolt's: it also answers the health checks, and listens before Slack is asked anything.
      start: async () => {},
      stop: async () => {},
    },
  };
}

interface Refusal {
  readonly status: 400 | 401 | 413;
  readonly why: string;
}

const ahead: Refusal = { status: 401, why: 'its timestamp is ahead of time' };
const malformed: Refusal = { status: 400, why: 'its body is not an object' };

/** Reads the body, which Bolt then finds read. The signature is looked at before what it signs. */
async function refusalOf(request: IncomingMessage, verification: Verification): Promise<Refusal | undefined> {
  let read: Awaited<ReturnType<typeof HTTPModuleFunctions.parseAndVerifyHTTPRequest>>;
  try {
    read = await HTTPModuleFunctions.parseAndVerifyHTTPRequest(verification, request);
  } catch (error) {
    return { status: isRawBodyError(error) && error.statusCode === 413 ? 413 : 401, why: errorLine(error) };
  }
  try {
    const body: unknown = HTTPModuleFunctions.parseHTTPRequestBody(read);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? undefined : malformed;
  } catch {
    return malformed;
  }
}

function isAhead(request: IncomingMessage): boolean {
  return Number(request.headers['x-slack-request-timestamp']) * 1_000 > Date.now() + maxAheadMs;
}
