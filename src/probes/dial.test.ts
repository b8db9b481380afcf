import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { describe, it } from 'node:test';

import { startBlackHole } from '#testing/black-hole.ts';
import { startRawPeer } from '#testing/raw-peer.ts';
import { needs } from '#testing/tools.ts';

import { dial } from './dial.ts';
import type { Dialled } from './dial.ts';
import { defaultLimits } from './probe.ts';
import type { Reach } from './probe.ts';

const never = new AbortController().signal;

async function climb(changed: Partial<Reach> & Pick<Reach, 'url'>, signal = never): Promise<Dialled> {
  const dialled = await dial({ limits: defaultLimits, ...changed }, { alpn: ['http/1.1'] }, signal);
  dialled.socket?.destroy();
  return dialled;
}

function outcomes({ steps }: Dialled): Readonly<Record<string, string>> {
  return Object.fromEntries(steps.map(({ step, outcome }) => [step, outcome]));
}

async function listen(address: string): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = net.createServer((socket) => socket.on('error', () => undefined)).listen(0, address);
  await once(server, 'listening');
  const bound = server.address();
  return { port: typeof bound === 'object' && bound !== null ? bound.port : 0, close: () => server.close() };
}

void describe('the rung of dns', () => {
  void it('fails with ENOTFOUND for a name that nobody has', async () => {
    const dialled = await climb({ url: 'https://nobody.invalid/' });
    assert.deepEqual(outcomes(dialled), { dns: 'failed', tcp: 'not-reached', tls: 'not-reached' });
    assert.equal(dialled.brokeAt, 'dns');
    assert.ok(['ENOTFOUND', 'EAI_AGAIN'].includes(dialled.problem?.code ?? ''));
  });

  void it('reads the hosts file, and shows a literal address as passed', async (t) => {
    const peer = await startRawPeer(t, () => undefined);
    const named = await climb({ url: `http://localhost:${peer.port}/`, family: 4 });
    assert.equal(named.steps[0]?.detail, '127.0.0.1');
    const literal = await climb({ url: `http://127.0.0.1:${peer.port}/` });
    assert.equal(literal.steps[0]?.detail, 'literal address');
    assert.equal(literal.steps[0]?.outcome, 'passed');
  });

  void it('fails when the address is of another family than the one asked for', async () => {
    const dialled = await climb({ url: 'http://127.0.0.1:1/', family: 6 });
    assert.deepEqual(dialled.problem, { code: 'ADDRESS_FAMILY', message: '127.0.0.1 is not IPv6' });
  });

  void it('looks nothing up for pinned addresses', async (t) => {
    const peer = await startRawPeer(t, () => undefined);
    const dialled = await climb({ url: `http://nobody.invalid:${peer.port}/`, pinned: ['127.0.0.1'] });
    assert.deepEqual(outcomes(dialled), { dns: 'passed', tcp: 'passed' });
    assert.equal(dialled.steps[0]?.detail, 'pinned to 127.0.0.1');
  });
});

void describe('the rung of tcp', () => {
  void it('says which address refused', async () => {
    const dialled = await climb({ url: 'http://127.0.0.1:1/' });
    assert.equal(dialled.brokeAt, 'tcp');
    assert.deepEqual(dialled.problem, { code: 'ECONNREFUSED', message: '127.0.0.1:1 refused' });
    assert.equal(dialled.addresses[0]?.code, 'ECONNREFUSED');
  });

  void it('goes on to the next address and shows the dead one with its code and time', async (t) => {
    const peer = await startRawPeer(t, () => undefined);
    const pinned = ['127.0.0.2', '127.0.0.1', '127.0.0.3'];
    const dialled = await climb({ url: `http://name.invalid:${peer.port}/`, pinned });
    assert.deepEqual(
      dialled.addresses.map(({ durationMs, ...each }) => ({ ...each, isTimed: durationMs !== undefined })),
      [
        { address: '127.0.0.2', family: 4, tcp: 'failed', code: 'ECONNREFUSED', isTimed: true },
        { address: '127.0.0.1', family: 4, tcp: 'passed', isTimed: true },
        { address: '127.0.0.3', family: 4, tcp: 'not-tried', isTimed: false },
      ],
    );
    assert.equal(dialled.problem, undefined);
    assert.equal(dialled.steps[1]?.detail, `127.0.0.1:${peer.port}, after 127.0.0.2:${peer.port} refused`);
  });

  void it('gives a black hole its share of the time, and no more', needs('python'), async (t) => {
    const peer = await startRawPeer(t, () => undefined);
    await startBlackHole(t, { address: '127.0.0.2', port: peer.port });
    const limits = { ...defaultLimits, tcpMs: 600 };
    const url = `http://name.invalid:${peer.port}/`;
    const dialled = await climb({ url, pinned: ['127.0.0.2', '127.0.0.1'], limits });
    assert.deepEqual(
      dialled.addresses.map(({ tcp, code }) => [tcp, code]),
      [
        ['failed', 'TIMEOUT'],
        ['passed', undefined],
      ],
    );
    assert.ok((dialled.addresses[0]?.durationMs ?? 0) >= 250 && (dialled.addresses[0]?.durationMs ?? 0) < 450);
    const alone = await climb({ url, pinned: ['127.0.0.2'], limits });
    assert.deepEqual(alone.problem, { code: 'TIMEOUT', message: `127.0.0.2:${peer.port} no answer within 600 ms` });
  });

  void it('ends at the wall, and names it', needs('python'), async (t) => {
    const port = await startBlackHole(t);
    const limits = { ...defaultLimits, wallMs: 200 };
    const dialled = await climb({ url: `http://127.0.0.1:${port}/`, limits });
    assert.equal(dialled.problem?.message, `127.0.0.1:${port} no answer within 200 ms in all`);
  });

  void it('is neither passed nor failed when the signal is aborted', needs('python'), async (t) => {
    const port = await startBlackHole(t);
    const controller = new AbortController();
    const climbing = climb({ url: `https://127.0.0.1:${port}/` }, controller.signal);
    setImmediate(() => controller.abort());
    const dialled = await climbing;
    assert.deepEqual(outcomes(dialled), { dns: 'passed', tcp: 'not-reached', tls: 'not-reached' });
    assert.equal(dialled.problem?.code, 'ABORTED');
    assert.equal(dialled.brokeAt, undefined);
  });

  void it('takes the address of the family that was asked for', async () => {
    const server = await listen('::1');
    const dialled = await climb({ url: `http://[::1]:${server.port}/`, family: 6 });
    server.close();
    assert.deepEqual(outcomes(dialled), { dns: 'passed', tcp: 'passed' });
    assert.equal(dialled.steps[1]?.detail, `[::1]:${server.port}`);
  });
});

void describe('a proxy', () => {
  void it('is asked for a tunnel with its credentials, and its status line is shown', async (t) => {
    const proxy = await startRawPeer(t, (socket) => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    const proxied = `http://user:hunter%20two@127.0.0.1:${proxy.port}`;
    const dialled = await climb({ url: 'ws://backend.invalid/ws', proxy: proxied });
    assert.deepEqual(outcomes(dialled), { dns: 'passed', tcp: 'passed' });
    assert.match(
      dialled.steps[1]?.detail ?? '',
      /tunnel to backend\.invalid:80: HTTP\/1\.1 200 Connection established$/u,
    );
    const credentials = Buffer.from('user:hunter two').toString('base64');
    const head = ['CONNECT backend.invalid:80 HTTP/1.1', 'Host: backend.invalid:80'];
    assert.equal(proxy.received[0], [...head, `Proxy-Authorization: Basic ${credentials}`, '', ''].join('\r\n'));
    assert.ok(!JSON.stringify({ ...dialled, socket: undefined }).includes('hunter'));
  });

  void it('that refuses, is gone, or ends the connection is told as the proxy', async (t) => {
    const refusing = await startRawPeer(t, (socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    const url = 'https://backend.invalid/';
    const refused = await climb({ url, proxy: `http://127.0.0.1:${refusing.port}` });
    const line = `proxy 127.0.0.1:${refusing.port}: answered "HTTP/1.1 502 Bad Gateway" to CONNECT`;
    assert.deepEqual(refused.problem, { code: 'PROXY_502', message: line });
    assert.deepEqual(outcomes(refused), { dns: 'passed', tcp: 'failed', tls: 'not-reached' });
    const closing = await startRawPeer(t, (socket) => socket.end());
    const closed = await climb({ url, proxy: `http://127.0.0.1:${closing.port}` });
    assert.equal(closed.problem?.code, 'PROXY_CLOSED');
    const gone = await climb({ url, proxy: 'http://127.0.0.1:1' });
    assert.equal(gone.problem?.code, 'PROXY_ECONNREFUSED');
  });
});
