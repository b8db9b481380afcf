import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface AnsweringServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Bodies of the requests, in order. */
  readonly bodies: string[];
}

/** An HTTP server on loopback that reads each request whole and then answers it; ended with `await using`. */
export async function answeringServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<AnsweringServer> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      bodies.push(body);
      void answer(request, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
