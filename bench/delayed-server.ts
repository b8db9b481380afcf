/**
 * Answers every request after as many milliseconds as its path says (`/delayed/12`) and tells, in `x-delayed-ms`, how long it
 * was in truth: what is left of a probe's first byte is the prober's own error. Of requests with a number behind that
 * (`/delayed/12/7`) it tells the same later, as JSON, at `/told`. Prints its port. With a key and a certificate as words it
 * speaks TLS.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

const [key, certificate] = process.argv.slice(2);
const body = '{"status":"ok"}';
const told: Record<string, number> = {};

function serve(socket: Socket): void {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.once('data', (request) => {
    const begin = performance.now();
    const [target = '', wanted = '0', number] =
      /\/(?:told|delayed\/(\d+)(?:\/(\d+))?)/u.exec(request.toString('latin1')) ?? [];
    if (target === '/told') socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${JSON.stringify(told)}`);
    else if (wanted === '0') answer(socket, { begin, number });
    else setTimeout(() => answer(socket, { begin, number }), Number(wanted));
  });
}

interface Waited {
  readonly begin: number;
  readonly number: string | undefined;
}

function answer(socket: Socket, { begin, number }: Waited): void {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close`;
  const delayedMs = performance.now() - begin;
  socket.end(`${head}\r\nx-delayed-ms: ${delayedMs.toFixed(3)}\r\n\r\n${body}`);
  if (number !== undefined) told[number] = delayedMs;
}

const server =
  key === undefined || certificate === undefined
    ? createServer(serve)
    : createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, serve);
server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 }, () => {
  const address = server.address();
  console.log(typeof address === 'object' && address !== null ? address.port : 0);
});
