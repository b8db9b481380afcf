import type { Logger } from 'pino';
import { z } from 'zod';

import type { SocketClient } from './keep-connected.ts';
import { errorLine } from './log.ts';

const frameShape = z.object({ type: z.string(), envelope_id: z.string().min(1).max(200).optional().catch(undefined) });
const objectShape = z.looseObject({});
const eventShape = z.object({ event: z.object({ type: z.string() }) });
const typeShape = z.object({ type: z.string() });

interface Frame {
  readonly type: string;
  readonly id?: string | undefined;
  /** Undefined: the package can take it. */
  readonly trouble?: string | undefined;
}

/**
 * Lets through to the Socket Mode package only what it can take: of anything else it makes an unhandled rejection, or an
 * event of its own life cycle. What is held back is acknowledged, so that it does not come again, and warned of.
 */
export function screenFrames(client: SocketClient, log: Logger): void {
  const takers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');

  async function take(text: unknown, isBinary: unknown): Promise<void> {
    const frame = readFrame(text, (name) => client.listenerCount(name) > 0);
    if (frame.trouble === undefined) {
      await Promise.all(takers.map((taker): unknown => taker.call(client, text, isBinary)));
      return;
    }
    log.warn(`Slack sent what is not understood: ${frame.trouble}`);
    if (frame.id !== undefined) acknowledge(client, frame.id, log);
  }

  client.on('ws_message', (text: unknown, isBinary: unknown) => {
    take(text, isBinary).catch((error: unknown) => {
      log.error(`Something that Slack sent could not be taken: ${errorLine(error)}`);
    });
  });
}

function readFrame(text: unknown, isTaken: (name: string) => boolean): Frame {
  const content = parseJson(text);
  const shaped = frameShape.safeParse(content);
  if (!shaped.success) return { type: '', trouble: 'a frame that is no envelope' };
  const { type, envelope_id: id } = shaped.data;
  return { type, id, trouble: troubleOf(type, objectShape.safeParse(content).data?.['payload'], isTaken) };
}

function troubleOf(type: string, payload: unknown, isTaken: (name: string) => boolean): string | undefined {
  if (type === 'hello' || type === 'disconnect') return undefined;
  if (type === 'slash_commands' || type === 'interactive') {
    return objectShape.safeParse(payload).success ? undefined : `${type} without a payload`;
  }
  if (type !== 'events_api') return `an envelope of the kind ${nameOf(type)}`;
  const event = eventShape.safeParse(payload).data?.event;
  // The package makes the type of an event the name of one of its own.
  if (event !== undefined) return isTaken(event.type) ? `an event named ${nameOf(event.type)}` : undefined;
  const kind = typeShape.safeParse(payload).data?.type;
  if (kind === 'app_rate_limited') return 'app_rate_limited: it holds events back for a minute';
  return `${nameOf(kind ?? type)} without an event`;
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Untrusted: only what can be a name of Slack's reaches the log. */
function nameOf(name: string): string {
  return /^[\w.-]{1,64}$/u.test(name) ? name : '(unreadable)';
}

function acknowledge(client: SocketClient, id: string, log: Logger): void {
  const { websocket } = client;
  if (websocket?.isActive() !== true) return;
  websocket.send(JSON.stringify({ envelope_id: id }), (error) => {
    if (error !== undefined) log.warn(`An acknowledgement was lost: ${errorLine(error)}`);
  });
}
