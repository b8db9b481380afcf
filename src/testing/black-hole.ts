import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';

const script = `
import socket, sys, time
hole = socket.socket()
hole.bind((sys.argv[1], int(sys.argv[2])))
hole.listen(0)
port = hole.getsockname()[1]
held = []
for _ in range(4):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex((sys.argv[1], port))
    held.append(one)
time.sleep(0.2)
print(port, flush=True)
time.sleep(60)
`;

/**
 * An address on which a connection is neither taken nor refused: its queue is full, so that the kernel drops what asks to
 * connect. Resolves with its port; ends with the test, at the latest after a minute.
 */
export async function startBlackHole(
  t: Pick<TestContext, 'after'>,
  at: { readonly address: string; readonly port: number } = { address: '127.0.0.1', port: 0 },
): Promise<number> {
  const child = spawn('/usr/bin/python3', ['-c', script, at.address, String(at.port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [line]: unknown[] = await once(child.stdout, 'data');
  return Number(String(line).trim());
}
