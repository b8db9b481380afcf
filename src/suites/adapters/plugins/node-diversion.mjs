// Preloaded into the processes of `node --test` where passing tests are tried against a target that does not work: what
// connects to the target ends at a port of 127.0.0.1 instead, and the tests may be made to wait less. Runs on Node 20 and
// later.
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import timers from 'node:timers/promises';

const told = new URL(import.meta.url).searchParams;
const port = Number(told.get('port'));
const targets = JSON.parse(told.get('targets') ?? '[]').map((target) => ({ ...target, host: plain(target.host) }));
const connect = Reflect.get(net.Socket.prototype, 'connect');

const isRunner = process.execArgv.some((word) => /^--(?:experimental-)?test-isolation=none$/.test(word));

if ((process.env.NODE_TEST_CONTEXT || isRunner) && targets.length > 0) {
  net.Socket.prototype.connect = function diverted(...given) {
    // Node hands over what it has put in order as a marked list, which must stay the same one.
    if (Array.isArray(given[0])) given[0][0] = instead(given[0][0]);
    else if (typeof given[0] === 'object' && given[0] !== null) given[0] = instead(given[0]);
    else if (Number(given[0]) >= 0 && typeof given[1] === 'string' && isTarget(given[1], given[0])) {
      given.splice(0, 2, port, '127.0.0.1');
    } else if (Number(given[0]) >= 0 && typeof given[1] !== 'string' && isTarget('localhost', given[0])) {
      given.splice(0, 1, port, '127.0.0.1');
    }
    return connect.apply(this, given);
  };
}

const hurry = Number(told.get('hurry') ?? 1);
if (hurry > 1) hurryUp();

/** The limit of each test is the runner's own timer, and stays as it is. */
function hurryUp() {
  const { setTimeout: later } = globalThis;
  const { setTimeout: pause } = timers;
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const idle = Reflect.get(net.Socket.prototype, 'setTimeout');
  globalThis.setTimeout = Object.assign((work, ms, ...rest) => later(work, ms / hurry, ...rest), later);
  timers.setTimeout = (ms, ...rest) => pause(ms / hurry, ...rest);
  AbortSignal.timeout = (ms) => timeout(Math.ceil(ms / hurry));
  net.Socket.prototype.setTimeout = function hurried(ms, ...rest) {
    return idle.call(this, Math.ceil(ms / hurry), ...rest);
  };
  syncBuiltinESMExports();
}

function instead(options) {
  if (options?.path || !isTarget(options?.host ?? 'localhost', options?.port)) return options;
  return { ...options, host: '127.0.0.1', port, family: 4, lookup: undefined };
}

function isTarget(host, at) {
  return targets.some((target) => target.host === plain(host) && (target.port ?? Number(at)) === Number(at));
}

function plain(host) {
  const bare = String(host)
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  return ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(bare) ? 'localhost' : bare;
}
