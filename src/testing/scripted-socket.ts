import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** One connection to a server that does exactly what a test says, well-formed or not. */
export interface Scripted {
  readonly socket: Socket;
  /** The request to upgrade, as it came. */
  readonly request: string;
  /** The answer that opens the WebSocket, with further header lines. */
  readonly accept: (...lines: readonly string[]) => string;
  /** What the client sent after its request, unmasked: opcode and payload. */
  readonly frames: readonly { readonly opcode: number; readonly payload: Buffer }[];
  /** Resolves when the client has sent a frame with that opcode. */
  readonly frame: (opcode: number) => Promise<Buffer>;
}

/** Starts it on a free port; `play` is called for each request. Resolves to the `ws:` address. */
export async function serveScripted(t: TestContext, play: (scripted: Scripted) => void): Promise<string> {
  const url = await serveBare(t, (socket) => {
    let received = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', onData);
      play(script(socket, received.toString('latin1', 0, end), received.subarray(end + 4)));
    };
    socket.on('data', onData);
  });
  return url;
}

/** The same from the first moment of a connection. */
export async function serveBare(t: TestContext, meet: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    meet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a listening TCP server has an address with a port
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
}

/** An unmasked frame; `first` is its first byte, 0x81 for a text that is not in fragments. */
export function frameOf(first: number, payload: Buffer | string): Buffer {
  const bytes = Buffer.from(payload);
  const { length } = bytes;
  if (length < 126) return Buffer.concat([Buffer.from([first, length]), bytes]);
  const head = length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  head[0] = first;
  head[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, bytes]);
}

export function closeFrame(code: number, reason = ''): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return frameOf(0x88, Buffer.concat([payload, Buffer.from(reason)]));
}

function script(socket: Socket, request: string, first: Buffer): Scripted {
  const frames: { readonly opcode: number; readonly payload: Buffer }[] = [];
  const waiting: { readonly opcode: number; readonly resolve: (payload: Buffer) => void }[] = [];
  let bytes = first;
  const read = (): void => {
    for (let taken = takeFrame(bytes); taken !== undefined; taken = takeFrame(bytes)) {
      const { opcode, payload } = taken;
      bytes = bytes.subarray(taken.length);
      frames.push({ opcode, payload });
      for (const each of waiting) if (each.opcode === opcode) each.resolve(payload);
    }
  };
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    read();
  });
  read();
  return {
    socket,
    request,
    frames,
    accept: (...lines) => acceptance(request, lines),
    frame: (opcode) => {
      const known = frames.find((each) => each.opcode === opcode);
      if (known !== undefined) return Promise.resolve(known.payload);
      return new Promise((resolve) => waiting.push({ opcode, resolve }));
    },
  };
}

function acceptance(request: string, lines: readonly string[]): string {
  const key = /^sec-websocket-key: (.*)$/imu.exec(request)?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const first = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  return [...first, `Sec-WebSocket-Accept: ${accept}`, ...lines, '', ''].join('\r\n');
}

function takeFrame(bytes: Buffer): { opcode: number; payload: Buffer; length: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = (bytes[1] ?? 0) & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return undefined;
  const size = head === 2 ? short : head === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const length = head + 4 + size;
  if (bytes.length < length) return undefined;
  const key = bytes.subarray(head, head + 4);
  const payload = Buffer.from(bytes.subarray(head + 4, length)).map((byte, index) => byte ^ (key[index & 3] ?? 0));
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload: Buffer.from(payload), length };
}
