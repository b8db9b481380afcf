import { hash } from 'node:crypto';

import { ProbeFault } from './probe-fault.ts';
import { copyRandom } from './websocket-codec.ts';

/** A request to upgrade, and what must come back in `Sec-WebSocket-Accept`. */
export interface UpgradeRequest {
  readonly bytes: Buffer;
  readonly accept: string;
}

export interface UpgradeWish {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly subprotocols: readonly string[];
}

/** RFC 6455, section 1.3. */
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const ours = new Set(['host', 'upgrade', 'connection', 'sec-websocket-key', 'sec-websocket-version', 'content-length']);

/** Throws a ProbeFault `INVALID_HEADER` for what would break out of its line. */
export function createUpgradeRequest({ url, headers, subprotocols }: UpgradeWish): UpgradeRequest {
  const { host, pathname, search } = new URL(url);
  const key = createKey();
  const lines = [
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${key}`,
    'Sec-WebSocket-Version: 13',
  ];
  if (subprotocols.length > 0) lines.push(`Sec-WebSocket-Protocol: ${inLine('subprotocols', subprotocols.join(', '))}`);
  for (const [name, value] of Object.entries(headers)) {
    if (!ours.has(name.toLowerCase())) lines.push(`${inLine('header', name)}: ${inLine(name, value)}`);
  }
  const accept = hash('sha1', `${key}${magic}`, 'base64');
  return { bytes: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'), accept };
}

function inLine(what: string, value: string): string {
  if (/[\0\r\n]/u.test(value))
    throw new ProbeFault('INVALID_HEADER', `a line break or NUL in ${what}: nothing was sent`);
  return value;
}

function createKey(): string {
  const bytes = Buffer.alloc(16);
  copyRandom(bytes, 0, bytes.length);
  return bytes.toString('base64');
}
