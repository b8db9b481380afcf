import type { Duplex } from 'node:stream';

/** Resolves when the other side has ended the connection under a closed WebSocket; it is not waited for longer than that. */
export function endOf(socket: Duplex, limitMs: number): Promise<void> {
  if (socket.destroyed || socket.readableEnded) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      socket.off('end', done).off('close', done);
      resolve();
    };
    const timer = setTimeout(done, limitMs);
    socket.on('end', done).on('close', done);
  });
}
