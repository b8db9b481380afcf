// A service of the lab in Node: HTTP and WebSocket on one port, by `http` and `ws`, or the auth service.
// Its settings are its first argument, in JSON; see settings.ts. Prints its port once it listens.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';

import { WebSocketServer } from 'ws';

const settings = JSON.parse(process.argv[2]);
const wanted = settings.socket ?? {};
const startedMs = performance.now() - (settings.uptimeS ?? 0) * 1_000;
const open = [];
const eventNames = ['agent_started', 'agent_thinking', 'tool_executing', 'tool_completed', 'agent_completed'];
const never = () => new Promise(() => {});
const nowS = () => Math.floor(Date.now() / 1_000) + (settings.clockS ?? 0);
const json = { 'content-type': 'application/json' };

function sign(head, payload, algorithm) {
  return createHmac(`sha${algorithm.slice(2)}`, settings.secret)
    .update(`${head}.${payload}`)
    .digest('base64url');
}

/** The user, or a thrown text that says why not. */
function userOf(token) {
  if (!token) throw new Error('missing token');
  const [head, payload, signature] = token.split('.');
  let algorithm, claims;
  try {
    algorithm = JSON.parse(Buffer.from(head, 'base64url')).alg;
    claims = JSON.parse(Buffer.from(payload, 'base64url'));
  } catch {
    throw new Error('malformed token');
  }
  const expected = settings.algorithm ?? 'HS256';
  if (algorithm !== expected) throw new Error('algorithm not allowed');
  if (sign(head, payload, expected) !== signature.replaceAll('=', '')) throw new Error('invalid signature');
  if ((claims.exp ?? Infinity) < nowS()) throw new Error('token expired');
  if (Math.max(claims.nbf ?? 0, claims.iat ?? 0) > nowS() + (settings.leewayS ?? 5))
    throw new Error('token not yet valid');
  for (const [claim, value] of Object.entries(settings.claims ?? {})) {
    if (claims[claim] !== value) throw new Error(`invalid ${claim}`);
  }
  if (settings.unknownUsers?.includes(claims.sub)) throw new Error('user not found');
  return claims.sub ?? 'nobody';
}

const bearer = ({ authorization = '' }) => (authorization.startsWith('Bearer ') ? authorization.slice(7) : undefined);

function socketTokenOf(headers) {
  const reads = wanted.reads ?? ['header', 'comma', 'dot'];
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
  if (reads.includes('header') && bearer(headers)) return bearer(headers);
  if (reads.includes('comma') && offered.length === 2 && offered[0] === 'jwt') return offered[1];
  if (reads.includes('dot') && offered[0].startsWith('jwt.')) return offered[0].slice(4);
  return undefined;
}

/** Status and body of a path when all is well. */
function standard(path, headers) {
  const instance = settings.namesInstance ? { instance: settings.instance } : {};
  const paths = {
    '/health': { status: 'ok', uptime: Math.floor((performance.now() - startedMs) / 1_000), ...instance },
    '/health/ready': { status: 'ready', checks: { database: 'ok', cache: 'ok' }, ...instance },
    '/version': { sha: settings.version, ...instance },
    '/config': { features: ['chat'], ...instance },
    '/discovery': { services: (settings.discovery ?? []).map(discovered) },
    '/api/session': path === '/api/session' ? { session: newSession() } : {},
  };
  if (path.startsWith('/api/session/')) {
    const isKnown = settings.remembersSessions !== true || sessions.includes(path.slice(13));
    return isKnown ? [200, { session: path.slice(13) }] : [404, { error: 'unknown session' }];
  }
  if (Object.hasOwn(paths, path)) return [200, paths[path]];
  if (path !== '/api/me' && path !== '/api/items') return [404, { error: 'not found' }];
  try {
    const user = userOf(bearer(headers));
    return [200, path === '/api/me' ? { user } : { items: [1, 2, 3] }];
  } catch (error) {
    return [settings.refusal ?? 401, { error: error.message }];
  }
}

/** Some entries name this process. */
function discovered(entry) {
  return { ...entry, url: entry.url.replace('SELF', `http://localhost:${server.address().port}`) };
}

const sessions = [];

function newSession() {
  sessions.push(`${settings.instance}-${sessions.length}`);
  return sessions.at(-1);
}

function overrideOf(path) {
  return settings.paths?.[path] ?? settings.paths?.['*'] ?? {};
}

function exitIf(where) {
  if (settings.exitsOn?.includes(where)) process.exit(137);
}

let lastMs = performance.now();
const beganMs = lastMs;
const isReady = () => performance.now() - beganMs > (settings.readyAfterMs ?? 0);

let warming;

async function warmUp() {
  const idleMs = performance.now() - lastMs;
  lastMs = performance.now();
  if (settings.coldMs && idleMs > settings.coldAfterMs && warming === undefined) {
    warming = delay(settings.coldMs);
    await warming;
    warming = undefined;
  } else if (warming !== undefined && settings.isColdForAll) {
    await warming;
  }
  lastMs = performance.now();
}

async function answer(request, response) {
  const [path] = request.url.split('?');
  const override = overrideOf(path);
  exitIf(path);
  await warmUp();
  const isBusy = open.length >= (wanted.starvesFrom ?? Infinity);
  if (isBusy || (!isReady() && path.startsWith('/api/'))) {
    response.writeHead(503, json).end(JSON.stringify({ error: isBusy ? 'busy' : 'starting' }));
    return;
  }
  await delay(override.afterMs ?? 0);
  if (override.hangs) return;
  let [status, body] =
    settings.role === 'auth' && path === '/login' ? await login(request) : standard(path, request.headers);
  if (path === wanted.path) [status, body] = [426, 'Upgrade Required'];
  if (status === 200 || settings.paths?.['*']) [status, body] = [override.status ?? status, override.body ?? body];
  const isText = typeof body === 'string';
  const late = settings.clockS ? { date: new Date(nowS() * 1_000).toUTCString() } : {};
  const named = settings.namesInstance ? { 'x-instance': settings.instance } : {};
  response.writeHead(status, { ...(isText ? {} : json), ...late, ...named, ...override.headers });
  response.end(isText ? body : JSON.stringify(body));
}

async function login(request) {
  const chunks = await Array.fromAsync(request);
  const asked = JSON.parse(Buffer.concat(chunks).toString() || '{}');
  if (asked.password !== settings.password) return [401, { error: 'wrong password' }];
  const claims = { sub: asked.user, iat: nowS(), exp: nowS() + (settings.ttlS ?? 300), ...settings.claims };
  const [head, payload] = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return [200, { token: `${head}.${payload}.${sign(head, payload, 'HS256')}` }];
}

const onRequest = (request, response) => void answer(request, response).catch(() => response.destroy());
const server = settings.isHttp2 ? createHttp2Server(onRequest) : createServer({ maxHeaderSize: 65_536 }, onRequest);

const sockets = new WebSocketServer({
  noServer: true,
  maxPayload: wanted.mostBytes ?? 65_536,
  perMessageDeflate: wanted.deflates ?? false,
  handleProtocols: (offered) => select([...offered]),
});

function select(offered) {
  const selects = wanted.selects ?? 'known';
  if (selects === 'none') return false;
  if (selects !== 'known') return selects;
  return offered.find((each) => each === 'jwt' || each.startsWith('jwt.')) ?? false;
}

function refuse(socket, status, { body, headers = {} }) {
  const isText = typeof body === 'string';
  const text = isText ? body : JSON.stringify(body);
  const kind = { 'Content-Type': isText ? 'text/plain' : 'application/json', ...headers };
  const lines = Object.entries({ ...kind, 'Content-Length': Buffer.byteLength(text), Connection: 'close' });
  socket.end(
    `HTTP/1.1 ${status} Refused\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${text}`,
  );
}

function isFull(user, { perUser, most }) {
  return (perUser ? open.filter((each) => each === user) : open).length >= most;
}

async function upgrade(request, socket, head) {
  socket.on('error', () => socket.destroy());
  const [path] = request.url.split('?');
  const { upgrade: given = {}, limit = {}, refusesBy } = wanted;
  if (path !== (settings.socketPath ?? '/ws')) return refuse(socket, 404, { body: { error: 'not found' } });
  await warmUp();
  let user, refusal;
  try {
    user = userOf(socketTokenOf(request.headers));
  } catch (error) {
    refusal = error.message;
  }
  if (refusal === undefined || given.of !== 'good') {
    await delay(given.afterMs ?? 0);
    if (given.hangs) return;
    if (given.status) return refuse(socket, given.status, given);
  }
  if (refusal !== undefined && refusesBy === undefined)
    return refuse(socket, settings.refusal ?? 401, { body: { error: refusal } });
  if (limit.status && user !== undefined && isFull(user, limit)) {
    await delay(limit.afterMs ?? 0);
    return refuse(socket, limit.status, { body: { error: limit.text } });
  }
  sockets.handleUpgrade(request, socket, head, (accepted) => {
    if (refusal === undefined) void converse(accepted, user).catch(() => accepted.terminate());
    else accepted.close(refusesBy.code, refusesBy.reason ?? refusal);
  });
}

/** Ends a connection as a fault says; whether it goes on. */
async function fail(socket, failing) {
  await delay(failing.afterMs ?? 0);
  const untilMs = performance.now() + (failing.blocksMs ?? 0);
  while (performance.now() < untilMs);
  if (failing.hangs) await never();
  if (failing.crashes) {
    socket.terminate();
    await never();
  }
  if (failing.exits) process.exit(137);
  if (failing.raises) socket.close(1011);
  else if (failing.code) socket.close(failing.code, failing.reason ?? '');
  return !failing.raises && !failing.code;
}

async function converse(socket, user) {
  const { limit = {} } = wanted;
  socket.on('error', () => {});
  if (limit.code && isFull(user, limit)) {
    await delay(limit.afterMs ?? 0);
    return socket.close(limit.code, limit.text);
  }
  if (!isReady()) return socket.close(1011, 'not ready');
  open.push(user);
  socket.on('close', () => open.splice(open.indexOf(user), 1));
  if (wanted.livesMs !== undefined) setTimeout(() => void fail(socket, wanted.endsBy), wanted.livesMs);
  let last = Promise.resolve();
  socket.on('message', (text) => {
    last = last.then(() => hear(socket, text.toString())).catch(() => socket.close(1011));
  });
  if (wanted.accepted !== undefined && !(await fail(socket, wanted.accepted))) return;
  socket.send(JSON.stringify({ type: 'connected', user: wanted.says ?? user }));
}

async function hear(socket, text) {
  const message = text.startsWith('{') ? JSON.parse(text) : { type: 'chat' };
  if (message.type === 'ping') return socket.send(JSON.stringify({ type: 'pong', id: message.id }));
  exitIf('chat');
  chats += 1;
  try {
    await tell(socket, message);
  } finally {
    chats -= 1;
  }
}

let chats = 0;

async function tell(socket, message) {
  const failing = wanted.chat;
  const { races } = wanted;
  if (races !== undefined) await delay(30);
  if (races !== undefined && chats > races.from && Math.random() < races.share)
    return socket.close(races.code ?? 1011, 'state changed during iteration');
  for (const [index, type] of (wanted.events ?? eventNames).entries()) {
    if (failing !== undefined && index === (failing.before ?? 0) && !(await fail(socket, failing))) return;
    await delay(wanted.gapMs ?? 15);
    const result = type === 'agent_completed' ? { result: message.text } : {};
    const event = JSON.stringify({ type, run: message.run, text: '.'.repeat(wanted.eventBytes ?? 0), ...result });
    for (const each of wanted.crosses ? sockets.clients : [socket]) each.send(event);
  }
}

if (settings.role !== 'auth') server.on('upgrade', (...parts) => void upgrade(...parts));
server.keepAliveTimeout = settings.keepAliveMs ?? 60_000;
server.listen(settings.port, '127.0.0.1', () => console.log(server.address().port));
