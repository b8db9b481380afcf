/** `node bench/echo-server.ts [KEY CERTIFICATE]`: greets and echoes on any free port, which it prints. Ends with its input. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

import { WebSocketServer } from 'ws';

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));
const server = key === undefined || cert === undefined ? createServer() : createTlsServer({ key, cert });
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', (socket) => {
  socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary }));
  socket.send('{"type":"connected"}');
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(address.port);
});
process.stdin.resume().once('end', () => process.exit());
