import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { WebSocketServer } from 'ws';

import type { TestResult } from '#domain/test-result.ts';
import { makeCertificates } from '#testing/certificates.ts';
import { pytestCommand } from '#testing/pytest-words.ts';
import { suiteOnDisk } from '#testing/suite-run.ts';
import { needs } from '#testing/tools.ts';

const certificates = makeCertificates();
after(() => certificates.remove());
const ws = pathToFileURL(new URL('../../../node_modules/ws/wrapper.mjs', import.meta.url).pathname).href;

const python = `
import asyncio, os, socket, ssl, urllib.request
import httpx, pytest, websockets

URL, TLS = os.environ["URL"], os.environ["TLS"]
WS = URL.replace("http", "ws")
CONTEXT = ssl.create_default_context(cafile=os.environ["CA"])
CLIENT = httpx.Client()

def test_passes(): assert httpx.get(URL + "/fine").status_code == 200
def test_status(): assert httpx.get(URL + "/status/503?token=hidden").status_code == 200
def test_kept_open():
    for path in ("/fine", "/status/404", "/fine"): assert CLIENT.get(URL + path).status_code == 200
def test_idle():
    import time
    with httpx.Client() as client:
        client.get(URL + "/fine")
        time.sleep(0.3)
        client.get(URL + "/status/409").raise_for_status()
def test_post(): assert CLIENT.post(URL + "/status/500", json={"a": "GET /x HTTP/1.1"}).status_code == 200
def test_urllib():
    with pytest.raises(urllib.error.HTTPError): urllib.request.urlopen(URL + "/status/502")
    assert False
def test_tls(): assert httpx.get(TLS + "/status/501", verify=CONTEXT).status_code == 200
def test_tls_urllib():
    with pytest.raises(urllib.error.HTTPError): urllib.request.urlopen(TLS + "/status/400", context=CONTEXT)
    assert False
def test_async():
    async def ask():
        async with httpx.AsyncClient(verify=CONTEXT) as client:
            return [(await client.get(where + "/status/401")).status_code for where in (URL, TLS)]
    assert asyncio.run(ask()) == [200, 200]
def test_silent(): CLIENT.get(URL + "/silent", timeout=0.3)
def test_refused(): httpx.get("http://127.0.0.1:1/")
def test_socket():
    async def talk():
        async with websockets.connect(WS + "/chat?token=hidden") as connection: return await connection.recv()
    assert asyncio.run(talk()) == "bye"
def test_socket_refused():
    async def talk(): await websockets.connect(WS.replace("127.0.0.1", "localhost") + "/forbidden", origin="https://app.example.com")
    asyncio.run(talk())
def test_by_hand():
    with socket.create_connection(("127.0.0.1", int(URL.rsplit(":", 1)[1]))) as connection:
        connection.sendmsg([b"GET /status/418 HTTP/1.1\\r\\n", b"Host: by.hand\\r\\n\\r\\n"])
        into = bytearray(1000)
        connection.recv_into(into)
        connection.sendall(b"HELLO")
    assert False
def test_many():
    for number in range(30): CLIENT.get(URL + f"/fine/{number}")
    assert False
@pytest.fixture
def signed_in(): return CLIENT.post(URL + "/login")
def test_set_up(signed_in): assert False
`;

const node = `
import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, it, test } from 'node:test';
import { WebSocket } from '${ws}';

const { URL: url, TLS: tls, CA: ca } = process.env;
const wss = url.replace('http', 'ws');
const talk = (address, options) => new Promise((resolve, reject) => new WebSocket(address, options).once('message', (data) => resolve(String(data))).once('error', reject));

test('passes', async () => assert.equal((await fetch(url + '/fine')).status, 200));
test('status', async () => assert.equal((await fetch(url + '/status/503?token=hidden')).status, 200));
test('idle', async () => {
  const agent = new http.Agent({ keepAlive: true });
  const ask = (path) => new Promise((resolve) => http.get(url + path, { agent }, (response) => response.resume().on('end', () => resolve(response.statusCode))));
  await ask('/fine');
  await new Promise((resolve) => setTimeout(resolve, 300));
  const status = await ask('/status/409');
  agent.destroy();
  assert.equal(status, 200);
});
test('idle fetch', async () => {
  const own = url.replace('127.0.0.1', 'localhost');
  await (await fetch(own + '/fine')).text();
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal((await fetch(own + '/status/410')).status, 200);
});
test('post', async () => assert.equal((await fetch(url + '/status/500', { method: 'POST', body: 'x' })).status, 200));
test('tls', async () => {
  const response = await new Promise((resolve) => https.get(tls + '/status/501', { ca: readFileSync(ca) }, resolve));
  assert.equal(response.statusCode, 200);
});
test('silent', async () => { await fetch(url + '/silent', { signal: AbortSignal.timeout(300) }); });
test('socket', async () => { const socket = await talk(wss + '/chat?token=hidden'); assert.equal(socket, 'bye'); });
test('socket refused', async () => { await talk(wss + '/forbidden', { origin: 'https://app.example.com' }); });
describe('set up', () => {
  beforeEach(async () => { await fetch(url + '/login', { method: 'POST' }); });
  it('fails', () => assert.fail('no'));
});
describe('at once', { concurrency: 2 }, () => {
  it('one', async () => assert.equal((await fetch(url + '/status/401')).status, 200));
  it('two', async () => assert.equal((await fetch(url + '/status/402')).status, 200));
});
`;

const answer: RequestListener = ({ url = '' }, response) => {
  const status = /^\/status\/(\d+)/u.exec(url)?.[1];
  if (!url.startsWith('/silent')) response.writeHead(Number(status ?? 200)).end('{}');
};

test('of a red pytest test it is told what it asked for and what came', needs('pytest', 'httpx'), async () => {
  const command = [...pytestCommand, '-q', '-p', 'no:cacheprovider'];
  assert.deepEqual(await asked({ runner: 'pytest', command, files: { 'test_it.py': python } }), {
    test_passes: undefined,
    test_status: ['GET http://stack/status/503 503'],
    test_kept_open: ['GET http://stack/fine 200', 'GET http://stack/status/404 404'],
    test_idle: ['GET http://stack/fine 200', 'GET http://stack/status/409 409 idle'],
    test_post: ['POST http://stack/status/500 500'],
    test_urllib: ['GET http://stack/status/502 502'],
    test_tls: ['GET https://secure/status/501 501'],
    test_tls_urllib: ['GET https://secure/status/400 400'],
    test_async: ['GET http://stack/status/401 401', 'GET https://secure/status/401 401'],
    test_silent: ['GET http://stack/silent undefined'],
    test_refused: undefined,
    test_socket: ['GET ws://stack/chat 101'],
    test_socket_refused: ['GET ws://localhost/forbidden 403 from https://app.example.com'],
    test_by_hand: ['GET http://by.hand/status/418 418'],
    test_many: Array.from({ length: 10 }, (_, number) => `GET http://stack/fine/${20 + number} 200`),
    test_set_up: ['POST http://stack/login 200'],
  });
});

test('workers of xdist tell it too', needs('pytest', 'httpx', 'xdist'), async () => {
  const command = [...pytestCommand, '-q', '-n', '2', '-p', 'no:cacheprovider'];
  const told = await asked({ runner: 'pytest', command, files: { 'test_it.py': python } });
  assert.deepEqual(told['test_status'], ['GET http://stack/status/503 503']);
});

test('of a red test of node --test it is told what it asked for and what came', async () => {
  const command = [process.execPath, '--test', 'it.test.mjs'];
  assert.deepEqual(await asked({ runner: 'node-test', command, files: { 'it.test.mjs': node } }), {
    passes: undefined,
    status: ['GET http://stack/status/503 503'],
    idle: ['GET http://stack/fine 200', 'GET http://stack/status/409 409 idle'],
    'idle fetch': ['GET http://localhost/fine 200', 'GET http://localhost/status/410 410 idle'],
    post: ['POST http://stack/status/500 500'],
    tls: ['GET https://secure/status/501 501'],
    silent: ['GET http://stack/silent undefined'],
    socket: ['GET ws://stack/chat 101'],
    'socket refused': ['GET ws://stack/forbidden 403 from https://app.example.com'],
    'set up > fails': ['POST http://stack/login 200'],
    'at once > one': ['GET http://stack/status/401 401'],
    'at once > two': ['GET http://stack/status/402 402'],
  });
});

const failingSetUps = `
import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';

const ask = async (path) => assert.equal((await fetch(process.env.URL + path)).status, 200);
describe('around', () => {
  before(() => ask('/status/403'));
  it('one', () => {});
  describe('deeper', () => { it('two', () => {}); });
});
describe('each', () => {
  beforeEach(() => ask('/status/404'));
  it('three', () => {});
});
describe('beside', () => {
  before(() => ask('/fine'));
  it('asks for nothing', () => assert.fail('no'));
});
`;

const failingRoot = `
import assert from 'node:assert/strict';
import { before, describe, it, test } from 'node:test';

before(async () => assert.equal((await fetch(process.env.URL + '/status/405')).status, 200));
test('four', () => {});
describe('in a suite', () => { it('five', () => {}); });
`;

for (const words of [[], ['--test-isolation=none']]) {
  test(`a test that never began, since its set-up failed, is told with what that asked for ${words.join('')}`, async () => {
    const command = [process.execPath, '--test', ...words, 'it.test.mjs'];
    const order = { runner: 'node-test', command } as const;
    assert.deepEqual(await asked({ ...order, files: { 'it.test.mjs': failingSetUps } }), {
      'around > one': ['GET http://stack/status/403 403'],
      'around > deeper > two': ['GET http://stack/status/403 403'],
      'each > three': ['GET http://stack/status/404 404'],
      'beside > asks for nothing': undefined,
    });
    assert.deepEqual(await asked({ ...order, files: { 'it.test.mjs': failingRoot } }), {
      four: ['GET http://stack/status/405 405'],
      'in a suite > five': ['GET http://stack/status/405 405'],
    });
  });
}

interface Asked {
  readonly runner: 'pytest' | 'node-test';
  readonly command: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/** Name of a test → what it was seen to ask for. */
async function asked({ runner, command, files }: Asked): Promise<Record<string, readonly string[] | undefined>> {
  await using plain = createServer(answer);
  const { key, certificate } = certificates.valid;
  await using secure = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, answer);
  const sockets = new WebSocketServer({
    server: plain,
    verifyClient: ({ req }, done) => done(req.url !== '/forbidden', 403),
  });
  sockets.on('connection', (socket) => {
    socket.send('welcome');
    socket.close();
  });
  const ports = { plain: await listen(plain), secure: await listen(secure) };
  using folder = suiteOnDisk(files);
  const { report } = await folder.run({
    runner,
    command,
    variables: {
      URL: `http://127.0.0.1:${ports.plain}`,
      TLS: `https://localhost:${ports.secure}`,
      CA: certificates.ca.path,
    },
  });
  plain.closeAllConnections();
  secure.closeAllConnections();
  const named = (url: string) =>
    url
      .replace(`127.0.0.1:${ports.plain}`, 'stack')
      .replace(`localhost:${ports.plain}`, 'localhost')
      .replace(`localhost:${ports.secure}`, 'secure');
  const told = ({ id, exchanges }: TestResult) =>
    exchanges?.map(({ method, url, status, idleMs = 0, origin }) => {
      // Connections that are kept for long are idle between tests as well.
      const isIdle = id.includes('idle') && idleMs >= 250;
      return `${method} ${named(url)} ${status}${isIdle ? ' idle' : ''}${origin === undefined ? '' : ` from ${origin}`}`;
    });
  return Object.fromEntries(report.tests.map((each) => [nameOf(each), told(each)]));
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function nameOf({ id }: TestResult): string {
  return id
    .split(/::| > /u)
    .slice(1)
    .join(' > ');
}
