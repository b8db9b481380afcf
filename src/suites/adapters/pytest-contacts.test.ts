import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';

import type { Contact, TestResult } from '#domain/test-result.ts';
import { pytestCommand } from '#testing/pytest-words.ts';
import { suiteOnDisk } from '#testing/suite-run.ts';
import { needs } from '#testing/tools.ts';

const suite = `
import http.client, os, socket, ssl, threading, urllib.request
import httpx, pytest

PORT = int(os.environ["PORT"])
URL = f"http://localhost:{PORT}/"
CLIENT = httpx.Client()

def test_asks(): assert urllib.request.urlopen(URL).read() == b"hello"
def test_pool_opens(): assert CLIENT.get(URL).text == "hello"
def test_pool_is_used_again(): assert CLIENT.get(URL).text == "hello"
def test_nothing(): assert True
def test_refused():
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", 1))
def test_says_nothing(): socket.create_connection(("127.0.0.1", PORT)).close()
def test_thread():
    thread = threading.Thread(target=lambda: urllib.request.urlopen(URL).read())
    thread.start()
    thread.join()
def test_asyncio():
    import asyncio
    async def ask():
        reader, writer = await asyncio.open_connection("localhost", PORT)
        writer.write(b"GET / HTTP/1.0\\r\\n\\r\\n")
        data = await reader.read()
        writer.close()
        return data
    assert b"hello" in asyncio.run(ask())
@pytest.fixture
def asked(): return urllib.request.urlopen(URL).read()
def test_set_up(asked): assert asked == b"hello"
def test_datagram():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock: sock.connect(("127.0.0.1", PORT))
`;

test(
  'each test is told with what it was connected to, also over a connection left open',
  needs('pytest', 'httpx'),
  async () => {
    const { tests, port } = await contactsOf(['-q']);
    const met = [{ host: 'localhost', port, connections: 1 }];
    assert.deepEqual(Object.fromEntries(tests.map((each) => [nameOf(each), places(each.contacts)])), {
      test_asks: met,
      test_pool_opens: met,
      test_pool_is_used_again: [{ host: 'localhost', port, connections: 0 }],
      test_nothing: [],
      test_refused: [],
      test_says_nothing: [{ host: '127.0.0.1', port, connections: 1 }],
      test_thread: met,
      test_asyncio: met,
      test_set_up: met,
      test_datagram: [],
    });
    const bytes = tests.map((each) => [nameOf(each), each.contacts?.[0]?.bytesIn ?? 0] as const);
    assert.deepEqual(
      bytes.filter(([, received]) => received > 20).map(([name]) => name),
      ['test_asks', 'test_pool_opens', 'test_pool_is_used_again', 'test_thread', 'test_asyncio', 'test_set_up'],
    );
  },
);

test('workers of xdist tell what their tests were connected to', needs('pytest', 'httpx', 'xdist'), async () => {
  const { tests, port } = await contactsOf(['-q', '-n', '2']);
  // pytest-rerunfailures keeps a connection of its own to each worker.
  const met = tests.filter((each) => each.contacts?.some((contact) => contact.port === port));
  assert.equal(met.length, 7);
  assert.equal(
    met.some((each) => nameOf(each) === 'test_nothing'),
    false,
  );
});

async function contactsOf(words: readonly string[]): Promise<{ tests: readonly TestResult[]; port: number }> {
  await using server = createServer((_, response) => response.end('hello')).listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  using files = suiteOnDisk({ 'test_it.py': suite });
  const { report, stdout } = await files.run({
    runner: 'pytest',
    command: [...pytestCommand, ...words],
    variables: { PORT: String(address.port) },
  });
  server.closeAllConnections();
  assert.equal(report.tests.filter(({ outcome }) => outcome === 'passed').length, 10, stdout);
  return { tests: report.tests, port: address.port };
}

function nameOf({ id }: TestResult): string {
  return id.split('::').at(-1) ?? id;
}

function places(contacts: readonly Contact[] | undefined): unknown {
  return contacts?.map(({ host, port, connections }) => ({ host, port, connections }));
}

const hostile = `
import asyncio, os, socket, sys, threading, unittest.mock
import pytest

PORT = int(os.environ["PORT"])

def dial():
    with socket.create_connection(("127.0.0.1", PORT)) as sock:
        sock.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
        return sock.recv(1000)

def test_before(): assert dial()
def test_time_outs_are_as_they_were():
    socket.setdefaulttimeout(3)
    with socket.create_connection(("127.0.0.1", PORT), timeout=None) as sock:
        sock.setblocking(True)
    keep = socket.create_connection(("127.0.0.1", PORT))
    keep.setblocking(True)
    globals()["KEPT"] = keep
def test_still_blocks():
    assert os.get_blocking(KEPT.fileno())
    socket.setdefaulttimeout(None)
    KEPT.close()
def test_sockets_are_mocked(monkeypatch):
    monkeypatch.setattr(socket, "socket", unittest.mock.Mock())
    monkeypatch.setattr(socket, "getaddrinfo", unittest.mock.Mock())
    assert socket.socket().recv() is not None
def test_many():
    threads = [threading.Thread(target=dial) for _ in range(50)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
def test_closed_behind_its_back():
    sock = socket.create_connection(("127.0.0.1", PORT))
    os.close(sock.detach())
def test_connects_to_nonsense():
    for address in ("nonsense", ("x", 1, 2, 3, 4), (None, None)):
        with socket.socket() as sock, pytest.raises(Exception): sock.connect(address)
def test_the_system_is_mocked(monkeypatch):
    monkeypatch.setattr(os, "fstat", unittest.mock.Mock(side_effect=ValueError("no")))
    assert dial()
def test_after(): assert dial()
`;

test(
  'a suite that does what it likes with sockets is none the worse for being watched',
  needs('pytest', 'httpx'),
  async () => {
    await using server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    using files = suiteOnDisk({ 'test_it.py': hostile });
    const { report, stdout } = await files.run({
      runner: 'pytest',
      command: [...pytestCommand, '-q', '-W', 'error'],
      variables: { PORT: String(address.port) },
    });
    server.closeAllConnections();
    assert.deepEqual(
      report.tests.map((each) => [nameOf(each), each.outcome, each.contacts?.[0]?.connections]),
      [
        ['test_before', 'passed', 1],
        ['test_time_outs_are_as_they_were', 'passed', 2],
        ['test_still_blocks', 'passed', undefined],
        ['test_sockets_are_mocked', 'passed', undefined],
        ['test_many', 'passed', 50],
        ['test_closed_behind_its_back', 'passed', undefined],
        ['test_connects_to_nonsense', 'passed', undefined],
        ['test_the_system_is_mocked', 'passed', undefined],
        ['test_after', 'passed', undefined],
      ],
      stdout,
    );
    assert.deepEqual(report.blindSpots, ['the recording of connections broke off: ValueError: no']);
    assert.deepEqual(
      report.tests.map(({ contacts }) => contacts !== undefined),
      [true, true, true, true, true, true, true, false, false],
    );
  },
);
