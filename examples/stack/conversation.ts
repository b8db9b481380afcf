import type { RawData, WebSocket } from 'ws';
import { runAgent } from './agent.ts';
import { parseObject } from './http.ts';
import { reportedVersion, type Service } from './service.ts';

export interface Room {
  readonly service: Service;
  readonly everybody: () => Iterable<WebSocket>;
}

const idleMs = 1_000;
const smallestLimitBytes = 1_024;

/** Speaks with one signed-in user until the socket closes: `ping` → `pong`, `chat` → the events of an agent run. */
export function talk(socket: WebSocket, user: string, room: Room): void {
  const { service } = room;
  send(socket, { type: 'connected', user, version: reportedVersion(service) });
  const idle = setTimeout(() => service.faults.has('idle-timeout') && socket.terminate(), idleMs);
  socket.on('close', () => clearTimeout(idle));
  socket.on('message', (raw) => {
    idle.refresh();
    const text = toText(raw);
    if (service.faults.has('message-too-big') && text.length > smallestLimitBytes) {
      socket.close(1009, 'Message too big');
    } else void reply(socket, text, { user, room });
  });
}

interface Talk {
  readonly user: string;
  readonly room: Room;
}

async function reply(socket: WebSocket, text: string, { user, room }: Talk): Promise<void> {
  const message = parseObject(text);
  if (message?.['type'] === 'ping') return send(socket, { type: 'pong', id: message['id'] });
  if (message?.['type'] !== 'chat' || typeof message['text'] !== 'string') {
    return send(socket, { type: 'error', code: message === undefined ? 'not_json' : 'unknown_message' });
  }
  await chat(socket, { text: message['text'], run: message['run'], threadId: message['thread'] }, { user, room });
}

interface Chat {
  readonly text: string;
  /** Chosen by the client; comes back in every event. */
  readonly run: unknown;
  readonly threadId: unknown;
}

async function chat(socket: WebSocket, { text, run, threadId }: Chat, { user, room }: Talk): Promise<void> {
  const { faults, threads } = room.service;
  const thread = typeof threadId === 'string' ? threads.get(user, threadId) : undefined;
  if (threadId !== undefined && thread === undefined)
    return send(socket, { type: 'error', code: 'unknown_thread', run });
  if (thread !== undefined) threads.add(thread, 'user', text);
  let sequence = 0;
  for await (const event of runAgent({ text, messages: thread?.messages.length ?? 0 }, room.service)) {
    if (thread !== undefined && event.type === 'agent_completed') threads.add(thread, 'assistant', event.result ?? '');
    sequence += 1;
    const told = { ...event, run, user, sequence, at: new Date().toISOString() };
    for (const receiver of faults.has('event-cross-user') ? room.everybody() : [socket]) send(receiver, told);
    if (faults.has('service-restart') && event.type === 'agent_thinking') return restart(room);
  }
}

function restart({ service, everybody }: Room): void {
  service.startedAt = new Date();
  for (const socket of everybody()) socket.close(1012, 'Service restart');
}

function send(socket: WebSocket, event: Readonly<Record<string, unknown>>): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(event));
}

function toText(raw: RawData): string {
  if (Array.isArray(raw)) return Buffer.concat(raw).toString();
  return Buffer.isBuffer(raw) ? raw.toString() : Buffer.from(raw).toString();
}
