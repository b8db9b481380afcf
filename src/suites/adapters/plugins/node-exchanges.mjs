// Sees which HTTP requests a test of `node --test` sends, and the status that each was answered with. It listens on diagnostics
// channels; method, address without its query, status and time are kept. Not seen: HTTP/2.
const limit = 10;
const urlLimit = 500;

/** Request → its entry: method, address, status, milliseconds, and when it was sent. */
const entries = new WeakMap();

/** `listen` subscribes, and keeps what is thrown from the test; `tester` is whose request it is. */
export function followExchanges(listen, tester) {
  listen('undici:request:create', ({ request }) => {
    begin(request, `${request.origin}${request.path}`, tester());
  });
  listen('undici:request:headers', ({ request, response }) => answered(request, response.statusCode));
  listen('http.client.request.start', ({ request }) => {
    begin(request, urlOf(request), tester());
    // Who waits for an upgrade has said so by now or says so in this turn; without such a listener we must not be one.
    if (request.listenerCount('upgrade') > 0) hearUpgrade(request);
    else setImmediate(() => request.listenerCount('upgrade') > 0 && hearUpgrade(request));
  });
  listen('http.client.response.finish', ({ request, response }) => answered(request, response.statusCode));
}

/** Told to the reader of the record: the last ten, the oldest first. */
export function toldExchanges(exchanges) {
  return exchanges.map(({ method, url, status, ms }) => [method, url, status, ms]);
}

function begin(request, url, recording) {
  const { method } = request;
  if (recording === undefined || typeof method !== 'string') return;
  const entry = {
    method: method.slice(0, 20),
    url: url.split(/[?#]/, 1)[0].slice(0, urlLimit),
    status: null,
    ms: null,
  };
  entry.sentAt = performance.now();
  entries.set(request, entry);
  recording.exchanges.push(entry);
  if (recording.exchanges.length > limit) recording.exchanges.shift();
}

function answered(request, status) {
  const entry = entries.get(request);
  if (entry === undefined || entry.status !== null || !Number.isInteger(status)) return;
  entry.status = status;
  entry.ms = Math.round(performance.now() - entry.sentAt);
}

function hearUpgrade(request) {
  request.prependOnceListener('upgrade', (response) => answered(request, response.statusCode));
}

function urlOf(request) {
  const isUpgrade = /websocket/i.test(String(request.getHeader('upgrade') ?? ''));
  const isSecure = request.protocol === 'https:';
  const host = request.getHeader('host') ?? request.host;
  return `${isUpgrade ? 'ws' : 'http'}${isSecure ? 's' : ''}://${host}${request.path}`;
}
