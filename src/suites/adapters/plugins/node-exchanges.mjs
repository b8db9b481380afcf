// Sees which HTTP requests a test of `node --test` sends, and the status that each was answered with. It listens on diagnostics
// channels; method, address without its query, status, time, and the Origin of an upgrade are kept. Not seen: HTTP/2.
const limit = 10;
const urlLimit = 500;

/** Request → its entry: method, address, status, milliseconds, and when it was sent. */
const entries = new WeakMap();
/** Socket → when the last thing of a request or an answer went over it. */
const usedAt = new WeakMap();

/** `listen` subscribes, and keeps what is thrown from the test; `tester` is whose request it is. */
export function followExchanges(listen, tester) {
  listen('undici:request:create', ({ request }) => {
    begin(request, { url: `${request.origin}${request.path}` }, tester());
  });
  listen('undici:client:sendHeaders', ({ request, socket }) => sentOver(request, socket));
  listen('undici:request:headers', ({ request, response }) => answered(request, response.statusCode));
  listen('http.client.request.start', ({ request }) => {
    begin(request, { url: urlOf(request), origin: isUpgrade(request) ? originOf(request) : null }, tester());
    if (request.socket) sentOver(request, request.socket);
    else request.once('socket', (socket) => sentOver(request, socket));
    // Who waits for an upgrade has said so by now or says so in this turn; without such a listener we must not be one.
    if (request.listenerCount('upgrade') > 0) hearUpgrade(request);
    else setImmediate(() => request.listenerCount('upgrade') > 0 && hearUpgrade(request));
  });
  listen('http.client.response.finish', ({ request, response }) => answered(request, response.statusCode));
}

/** Told to the reader of the record: the last ten, the oldest first. */
export function toldExchanges(exchanges) {
  return exchanges.map(({ method, url, status, ms, idleMs, origin }) => [method, url, status, ms, idleMs, origin]);
}

function begin(request, { url, origin = null }, recording) {
  const { method } = request;
  if (recording === undefined || typeof method !== 'string') return;
  const entry = {
    method: method.slice(0, 20),
    url: url.split(/[?#]/, 1)[0].slice(0, urlLimit),
    status: null,
    ms: null,
    idleMs: null,
    origin,
  };
  entry.sentAt = performance.now();
  entries.set(request, entry);
  recording.exchanges.push(entry);
  if (recording.exchanges.length > limit) recording.exchanges.shift();
}

function sentOver(request, socket) {
  const entry = entries.get(request);
  if (entry === undefined || socket === null || typeof socket !== 'object') return;
  const before = usedAt.get(socket);
  if (before !== undefined) entry.idleMs = Math.round(performance.now() - before);
  usedAt.set(socket, performance.now());
  entry.socket = socket;
}

function answered(request, status) {
  const entry = entries.get(request);
  if (entry === undefined || entry.status !== null || !Number.isInteger(status)) return;
  if (entry.socket !== undefined) usedAt.set(entry.socket, performance.now());
  entry.status = status;
  entry.ms = Math.round(performance.now() - entry.sentAt);
}

function hearUpgrade(request) {
  request.prependOnceListener('upgrade', (response) => answered(request, response.statusCode));
}

function urlOf(request) {
  const isSecure = request.protocol === 'https:';
  const host = request.getHeader('host') ?? request.host;
  return `${isUpgrade(request) ? 'ws' : 'http'}${isSecure ? 's' : ''}://${host}${request.path}`;
}

function isUpgrade(request) {
  return /websocket/i.test(String(request.getHeader('upgrade') ?? ''));
}

function originOf(request) {
  const origin = /^https?:\/\/[^\s/?#@]{1,200}$/i.exec(String(request.getHeader('origin') ?? ''));
  return origin === null ? null : origin[0];
}
