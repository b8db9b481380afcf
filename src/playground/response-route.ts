import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from './http-body.ts';
import { isRecord, parseJson } from './json.ts';
import { Refusal } from './refusal.ts';
import { respond } from './respond.ts';
import type { Stage } from './stage.ts';

/** `POST /response/…/<id>`: the `response_url` of a command or an interaction. */
export async function serveResponse(stage: Stage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const fault = stage.faults.take(['ratelimited', 'server-error', 'hang', 'error'], 'response_url');
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'server-error') return sendJson(response, { status: 500, body: { ok: false } });
  const refuse = (status: number, error: string): void => sendJson(response, { status, body: { ok: false, error } });
  if (fault !== undefined) return refuse(fault.kind === 'ratelimited' ? 429 : 400, fault.code ?? 'ratelimited');
  const text = await readBody(request, 1024 * 1024);
  const body = text === undefined ? undefined : parseJson(text.toString('utf8'));
  if (!isRecord(body)) return refuse(400, 'invalid_payload');
  const target = stage.responses.use((request.url ?? '').split('/').at(-1) ?? '');
  if (typeof target === 'string') return refuse(404, target);
  try {
    await respond(stage, target, body);
    sendJson(response, { status: 200, body: { ok: true } });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    sendJson(response, { status: 400, body: { ...error.details, ok: false, error: error.code } });
  }
}
