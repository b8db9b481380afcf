// Preloaded into the processes of `node --test`: records which hosts each test was connected to, and how many bytes went
// each way. It listens on diagnostics channels and reads the counters of sockets; nothing on the way of the data is touched.
// Runs on Node 20 and later. Not seen: worker threads, child processes, native modules. It never throws into a test.
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';

import { followExchanges, toldExchanges } from './node-exchanges.mjs';
import { fullNameOf, namesLeftBy, namesOf, textOf } from './node-names.mjs';

const hostLimit = 20;
const openLimit = 1_000;
const textLimit = 255;

const destination = new URL(import.meta.url).searchParams.get('contacts');
const isOfRunner = process.env.NODE_TEST_CONTEXT && process.env.TENELEVEN_NODE_RUNNER === String(process.ppid);
const isRunner = process.execArgv.some((word) => /^--(?:experimental-)?test-isolation=none$/.test(word));

const current = new AsyncLocalStorage();
/** Open sockets → what is known of them. */
const links = new Map();
const running = new Set();
const recordings = [];
const recordingOf = new WeakMap();
/** Full name of a test → its recording, while only its hooks have run. */
const expected = new Map();
/** Full name of a suite → what its `before` hooks connected to, and the names that they have left for its tests. */
const shared = new Map();
const askedBy = new WeakMap();
let isBroken = false;
let hasChildren = false;

if (destination !== null && isMainThread && (isOfRunner || isRunner)) start();

function start() {
  listen('net.client.socket', ({ socket }) => follow(socket));
  listen('undici:client:connected', ({ socket, connectParams }) => follow(socket, connectParams?.hostname));
  listen('undici:request:create', ({ request }) => askedBy.set(request, tester()));
  listen('undici:client:sendHeaders', ({ request, socket }) => give(socket, askedBy.get(request)));
  listen('http.client.request.start', ({ request }) => {
    const test = tester();
    if (request.socket) use(request, test);
    else request.once('socket', () => guarded(() => use(request, test)));
  });
  followExchanges(listen, tester);
  listen('child_process', () => {
    if (!hasChildren) write({ blind: 'child processes' });
    hasChildren = true;
  });
  followTests();
  process.on('exit', () => {
    for (const link of links.values()) guarded(() => link.settle());
    // A test whose set-up failed has never begun.
    recordings.push(...expected.values());
    for (const recording of recordings) recording.write();
    for (const recording of [...shared.values()].flat()) recording.writeShared();
  });
}

function listen(channel, work) {
  subscribe(channel, (message) => guarded(() => work(message)));
}

function guarded(work) {
  if (isBroken) return;
  try {
    work();
  } catch (error) {
    isBroken = true;
    write({ problem: `${error?.name}: ${error?.message}`.slice(0, textLimit) });
  }
}

function write(told) {
  try {
    appendFileSync(destination, `${JSON.stringify(told)}\n`, { mode: 0o600 });
  } catch {
    // A full disk costs the record, not the test.
  }
}

/** Node runs the function of each test in the scope of the test itself: from there on, all that it starts is known as its. */
function followTests() {
  const run = Reflect.get(AsyncResource.prototype, 'runInAsyncScope');
  AsyncResource.prototype.runInAsyncScope = function runInAsyncScope(work, receiver, ...rest) {
    const kind = this?.constructor?.name;
    const isTest = kind === 'Test' && this.parent;
    if (isBroken || typeof work !== 'function' || !(isTest || kind === 'TestHook')) {
      return run.call(this, work, receiver, ...rest);
    }
    let recording;
    guarded(() => (recording = isTest ? begin(this) : hookOf(receiver, this, work)));
    if (recording === undefined) return run.call(this, work, receiver, ...rest);
    const end = () =>
      guarded(() => {
        restOnShared(recording, this);
        recording.end();
      });
    let isCalledBack = false;
    const inside = (...given) => {
      const done = given.at(-1);
      isCalledBack = isTest && typeof done === 'function';
      const told = isCalledBack ? [...given.slice(0, -1), (...how) => [end(), done(...how)][1]] : given;
      return current.run(recording, () => Reflect.apply(work, receiver, told));
    };
    const result = run.call(this, inside, undefined, ...rest);
    if (isTest && typeof result?.then === 'function') result.then(end, end);
    else if (isTest && !isCalledBack) end();
    return result;
  };
}

function begin(test) {
  const names = namesOf(test);
  const full = names.join(' > ');
  const recording = expected.get(full) ?? new Recording(names);
  expected.delete(full);
  guarded(() => recording.begin(test));
  return recording;
}

function hookOf(context, hook, work) {
  const full = fullNameOf(context);
  if (typeof full !== 'string') return undefined;
  if (context.constructor?.name === 'SuiteContext' || full === '<root>') return sharedHook(full, hook, work);
  if (context.constructor?.name !== 'TestContext') return undefined;
  const after = recordings.findLast((each) => each.full === full && running.has(each));
  if (after !== undefined) return after;
  const recording = expected.get(full) ?? new Recording(full.split(' > '));
  recording.file = fileOf(hook);
  if (expected.size < openLimit) expected.set(full, recording);
  return recording;
}

function sharedHook(full, hook, work) {
  const recording = new Recording(full === '<root>' ? [] : full.split(' > '));
  recording.file = fileOf(hook);
  recording.leaves = namesLeftBy(textOf(hook.fn ?? work));
  if (shared.size < openLimit) shared.set(full, [...(shared.get(full) ?? []), recording]);
  return recording;
}

/** A test that names what a shared set-up has left rests on what that was answered. */
function restOnShared(recording, test) {
  if (shared.size === 0) return;
  const words = new Set(textOf(test.fn).match(/[A-Za-z_$][\w$]*/g));
  const around = recording.names.slice(0, -1).map((_, index) => recording.names.slice(0, index + 1).join(' > '));
  for (const hook of ['<root>', ...around].flatMap((full) => shared.get(full) ?? [])) {
    if (![...hook.leaves].some((name) => words.has(name))) continue;
    for (const link of links.values()) if (link.owner === hook) link.settle();
    for (const [host, port, , out, received] of hook.contacts.values()) recording.add(host, port, [0, out, received]);
  }
}

function tester() {
  return current.getStore() ?? (running.size === 1 ? [...running][0] : undefined);
}

class Recording {
  contacts = new Map();
  exchanges = [];

  constructor(names) {
    this.names = names;
    this.full = names.join(' > ');
  }

  begin(test) {
    for (const link of links.values()) if (link.owner === undefined) link.settle();
    this.parent = recordingOf.get(test.parent);
    this.file = fileOf(test);
    recordingOf.set(test, this);
    recordings.push(this);
    running.add(this);
  }

  end() {
    for (const link of links.values()) {
      if (link.owner === this || (link.owner === undefined && running.size === 1)) link.settle(this);
    }
    running.delete(this);
    this.write();
  }

  add(host, port, gained) {
    const key = `${host} ${port}`;
    const sums = this.contacts.get(key) ?? [host, port, 0, 0, 0];
    if (this.contacts.size < hostLimit || this.contacts.has(key)) {
      this.contacts.set(key, [host, port, ...gained.map((number, index) => sums[index + 2] + number)]);
    }
    this.parent?.add(host, port, gained);
  }

  write() {
    const seen = { contacts: [...this.contacts.values()], exchanges: toldExchanges(this.exchanges) };
    const told = JSON.stringify(seen);
    // What was seen until then may not be all.
    if (isBroken || told === this.told || this.file === undefined) return;
    this.told = told;
    const id = [this.file, ...this.names].join(' > ');
    write({ id, key: `${process.pid}:${recordings.indexOf(this)}`, ...seen });
  }

  /** What a set-up of several tests asked: where it failed, none of them has begun. */
  writeShared() {
    if (isBroken || this.file === undefined || this.exchanges.length === 0) return;
    write({ around: [this.file, ...this.names].join(' > '), exchanges: toldExchanges(this.exchanges) });
  }
}

function fileOf(test) {
  const entry = isRunner ? test.loc?.file : process.argv[1];
  return entry === undefined ? '' : path.relative(process.cwd(), real(entry)).split(path.sep).join('/');
}

function real(file) {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** A socket, and whose its bytes are now. */
class Link {
  made = 0;
  counted = [0, 0, 0];

  constructor(socket, owner) {
    this.socket = socket;
    this.owner = owner;
  }

  /** Books what it has carried since the last time. */
  settle(test = this.owner) {
    const { socket } = this;
    if (socket.remotePort !== undefined) {
      this.made = 1;
      this.host ??= socket.remoteAddress;
      this.port ??= socket.remotePort;
    }
    const now = [this.made, this.made && socket.bytesWritten, this.made && socket.bytesRead];
    const gained = now.map((number, index) => Math.max(0, (number ?? 0) - this.counted[index]));
    this.counted = now.map((number) => number ?? 0);
    if (this.port !== undefined && gained.some((number) => number > 0)) test?.add(this.host, this.port, gained);
  }
}

function follow(socket, host) {
  const known = links.get(socket);
  if (known !== undefined || links.size >= openLimit || typeof socket?.once !== 'function') return known;
  const link = new Link(socket, tester());
  links.set(socket, link);
  link.host = host;
  socket.once('lookup', (...found) => (link.host ??= found[3]));
  socket.once('connect', () => guarded(() => stand(link)));
  socket.once('close', () => {
    guarded(() => link.settle());
    links.delete(socket);
  });
  if (host !== undefined) stand(link);
  return link;
}

/** After its end a socket does not know any more whom it was connected to. */
function stand(link) {
  link.made = 1;
  link.host = String(link.host ?? link.socket.remoteAddress)
    .replace(/^\[(.*)\]$/, '$1')
    .slice(0, textLimit);
  link.port = link.socket.remotePort ?? link.port;
}

function use(request, test) {
  const link = follow(request.socket);
  if (link !== undefined && link.port === undefined) link.host ??= request.host;
  give(request.socket, test);
}

/** From now on its bytes are those of this test. */
function give(socket, test) {
  const link = links.get(socket);
  if (link === undefined || test === undefined || link.owner === test) return;
  if (link.made === 1) link.settle();
  link.owner = test;
}
