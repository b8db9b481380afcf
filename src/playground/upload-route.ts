import type { IncomingMessage, ServerResponse } from 'node:http';
import { maxFileBytes } from './file-shelf.ts';
import { readBody, sendText } from './http-body.ts';
import type { Stage } from './stage.ts';

/** `POST /upload/v1/<file>`: the bytes of a file, as they are or as the one part of a form. */
export async function serveUpload(stage: Stage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const id = url.pathname.split('/').at(-1) ?? '';
  const sent = await readBody(request, maxFileBytes);
  if (sent === undefined) return sendText(response, 413, 'file too large');
  const body = await contentOf(sent, request.headers['content-type'] ?? '');
  await stage.workspace.upload(id);
  stage.shelf.put(id, { name: url.searchParams.get('name') ?? id, body });
  sendText(response, 200, `OK - ${body.byteLength}`);
}

async function contentOf(sent: Buffer<ArrayBuffer>, type: string): Promise<Buffer> {
  if (!type.includes('multipart/form-data')) return sent;
  const form = await new Response(sent, { headers: { 'content-type': type } }).formData();
  const file = [...form.values()].find((value) => value instanceof File);
  return file === undefined ? sent : Buffer.from(await file.arrayBuffer());
}
