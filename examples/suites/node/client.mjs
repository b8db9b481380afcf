import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';

const requestMs = 4_000;
const handshakeMs = 3_000;
const eventMs = 4_000;

/** A missing variable fails the test that needs it, and no other. */
function variable(name) {
  const value = process.env[name];
  assert.ok(value, `the variable ${name} is not set`);
  return value;
}

export const expectedVersion = () => variable('EXPECTED_VERSION');
export const authUrl = () => variable('STAGING_AUTH_URL');
export const userName = (number) => `staging-e2e-user-${String(number).padStart(3, '0')}`;

export const api = (path, asked) => ask(`${variable('STAGING_URL')}${path}`, asked);
export const auth = (path, asked) => ask(`${authUrl()}${path}`, asked);

/** One request; `body` is sent as JSON unless it is a text. Rejects with what the network said, named by path. */
async function ask(url, { token, body, method = body === undefined ? 'GET' : 'POST' } = {}) {
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(body && { 'content-type': 'application/json' }),
  };
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  try {
    const response = await fetch(url, { method, headers, body: sent, signal: AbortSignal.timeout(requestMs) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch (error) {
    const reason =
      error.name === 'TimeoutError' ? `no answer within ${requestMs} ms` : (error.cause?.code ?? error.message);
    throw new Error(`${method} ${url}: ${reason}`, { cause: error });
  }
}

/** A fresh token for the test user with that number. */
export async function signIn(number) {
  const { status, body } = await auth('/login', {
    body: { user: userName(number), password: variable('E2E_PASSWORD') },
  });
  assert.equal(status, 200, `login answered ${status}`);
  return body.token;
}

const forms = {
  header: (token) => [[], { headers: { authorization: `Bearer ${token}` } }],
  subprotocol: (token) => [['jwt', token], {}],
  'subprotocol-dot': (token) => [[`jwt.${token}`], {}],
  none: () => [[], {}],
};

/** Connects, and waits for the welcome of the stack. Closed when the test ends. */
export async function connect(t, token, form = 'header') {
  const [subprotocols, options] = forms[form](token);
  const socket = new WebSocket(variable('STAGING_WS_URL'), subprotocols, {
    ...options,
    handshakeTimeout: handshakeMs,
    perMessageDeflate: false,
  });
  t.after(() => socket.terminate());
  const connection = new Connection(socket);
  connection.welcome = await connection.next((event) => event.type === 'connected', 'connected');
  return connection;
}

class Connection {
  #unread = [];
  #ended;
  #waiting = new Set();

  constructor(socket) {
    this.socket = socket;
    socket.on('message', (raw) => this.#arrive(JSON.parse(raw.toString())));
    socket.on('error', (error) => this.#end(new Error(`WebSocket: ${error.code ?? error.message}`, { cause: error })));
    socket.on('close', (code, reason) => this.#end(new Error(closedAs(code, reason.toString()))));
  }

  send(message) {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next event that `fits`; others stay for whoever waits for them. */
  async next(fits, name) {
    const deadline = Date.now() + eventMs;
    for (;;) {
      const index = this.#unread.findIndex(fits);
      if (index >= 0) return this.#unread.splice(index, 1)[0];
      if (this.#ended) throw this.#ended;
      if (Date.now() >= deadline) throw new Error(`no ${name} within ${eventMs} ms; unread: ${this.#types()}`);
      await this.#change(deadline - Date.now());
    }
  }

  async ping() {
    const id = randomUUID();
    this.send({ type: 'ping', id });
    return this.next((event) => event.type === 'pong' && event.id === id, 'pong');
  }

  /** Starts an agent run; resolves with all its events, up to `agent_completed`. */
  async chat(text, thread) {
    const run = randomUUID();
    const events = [];
    this.send({ type: 'chat', text, run, thread });
    do events.push(await this.next((event) => event.run === run, `event after ${events.at(-1)?.type ?? 'chat'}`));
    while (events.at(-1).type !== 'agent_completed' && events.at(-1).type !== 'error');
    return events;
  }

  /** Waits until the connection ends, at most so long; the reason, or undefined when it is still open. */
  async closedWithin(ms) {
    if (!this.#ended) await this.#change(ms);
    return this.#ended?.message;
  }

  /** What came and nobody waited for. */
  get unread() {
    return this.#unread;
  }

  #arrive(event) {
    this.#unread.push(event);
    for (const wake of this.#waiting) wake();
  }

  #end(error) {
    this.#ended ??= error;
    for (const wake of this.#waiting) wake();
  }

  async #change(ms) {
    const { promise, resolve } = Promise.withResolvers();
    const timer = setTimeout(() => resolve(), ms);
    this.#waiting.add(resolve);
    await promise;
    this.#waiting.delete(resolve);
    clearTimeout(timer);
  }

  #types() {
    return this.#unread.map((event) => event.type).join(', ') || 'nothing';
  }
}

const codeNames = { 1009: 'message too big', 1011: 'internal error', 1012: 'service restart' };

function closedAs(code, reason) {
  if (code === 1006) return 'WebSocket closed: no close frame received or sent (1006)';
  return `WebSocket closed: received ${code} (${codeNames[code] ?? 'other'}) ${reason}`;
}

export const agentEvents = ['agent_started', 'agent_thinking', 'tool_executing', 'tool_completed', 'agent_completed'];
