import type { IncomingMessage } from 'node:http';
import { underFault, type Outcome } from './faults.ts';
import { maxFileBytes } from './file-shelf.ts';
import { readBody, targetOf, type Sent } from './http-body.ts';
import { Refusal } from './refusal.ts';
import type { Stage } from './stage.ts';

/** `POST /upload/v1/<file>`: the bytes of a file, as they are or as the one part of a form. */
export function serveUpload(stage: Stage, request: IncomingMessage): Promise<Outcome> {
  return underFault(stage.faults.takeForDoor('upload'), () => keep(stage, request));
}

async function keep(stage: Stage, request: IncomingMessage): Promise<Sent> {
  const url = targetOf(request);
  const id = url.pathname.split('/').at(-1) ?? '';
  const sent = await readBody(request, maxFileBytes);
  if (sent === undefined) return { status: 413, body: 'file too large' };
  const body = await contentOf(sent, request.headers['content-type'] ?? '');
  try {
    await stage.workspace.upload(id);
  } catch (error) {
    if (error instanceof Refusal) return { status: 404, body: error.code };
    throw error;
  }
  stage.shelf.put(id, { name: url.searchParams.get('name') ?? id, body });
  return { status: 200, body: `OK - ${body.byteLength}` };
}

async function contentOf(sent: Buffer<ArrayBuffer>, type: string): Promise<Buffer> {
  if (!type.includes('multipart/form-data')) return sent;
  const form = await new Response(sent, { headers: { 'content-type': type } }).formData();
  const file = [...form.values()].find((value) => value instanceof File);
  return file === undefined ? sent : Buffer.from(await file.arrayBuffer());
}
