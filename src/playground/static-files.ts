import { readFile } from 'node:fs/promises';
import { notFound, type Sent } from './http-body.ts';

const folder = new URL('page/', import.meta.url);

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
  json: 'application/json; charset=utf-8',
};

const securityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Lower-case names, folders and one ending: nothing that could leave the folder. */
const safePath = /^(?:[a-z0-9-]+\/)*[a-z0-9-]+\.(?<ending>[a-z0-9]+)$/u;

/** A file of the page; `/` and links to messages are the page itself. */
export async function staticFile(pathname: string): Promise<Sent> {
  const path = pathname === '/' || pathname.startsWith('/archives/') ? 'index.html' : pathname.slice(1);
  const type = types[safePath.exec(path)?.groups?.['ending'] ?? ''];
  if (type === undefined) return notFound;
  const body = await readFile(new URL(path, folder)).catch(() => undefined);
  if (body === undefined) return notFound;
  const headers = {
    'content-type': type,
    'content-security-policy': securityPolicy,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
  return { status: 200, headers, body };
}
