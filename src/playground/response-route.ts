import type { IncomingMessage } from 'node:http';
import { underFault, type Outcome } from './faults.ts';
import { readBody, targetOf, type Sent } from './http-body.ts';
import { isRecord, parseJson } from './json.ts';
import { Refusal } from './refusal.ts';
import { respond } from './respond.ts';
import type { Stage } from './stage.ts';

const maxBodyBytes = 1024 * 1024;

/** `POST /response/…/<id>`: the `response_url` of a command or an interaction. */
export function serveResponse(stage: Stage, request: IncomingMessage): Promise<Outcome> {
  return underFault(stage.faults.takeForDoor('response_url'), () => take(stage, request));
}

async function take(stage: Stage, request: IncomingMessage): Promise<Sent> {
  const text = await readBody(request, maxBodyBytes);
  const body = text === undefined ? undefined : parseJson(text.toString('utf8'));
  if (!isRecord(body)) return refuse(400, 'invalid_payload');
  const target = stage.responses.use(targetOf(request).pathname.split('/').at(-1) ?? '');
  if (typeof target === 'string') return refuse(404, target);
  try {
    await respond(stage, target, body);
    return { status: 200, body: { ok: true } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 400, body: { ...error.details, ok: false, error: error.code } };
  }
}

function refuse(status: number, error: string): Sent {
  return { status, body: { ok: false, error } };
}
