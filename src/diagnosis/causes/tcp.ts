import type { Cause } from '../cause.ts';
import { always, code, either, failing, letThrough, nowAndThen, onlyTogether, saw, seenIn, why } from './predict.ts';

const connectionOf = (fact: 'ws.plain' | 'http.shallow'): string => `A fresh connection ended with {${fact}}`;

const noPort = ['EADDRNOTAVAIL', 'ERR_ADDRESS_IN_USE'];

export const tcpCauses: readonly Cause[] = [
  {
    id: 'packets-dropped',
    layer: 'tcp',
    title: 'Packets to the endpoint are dropped',
    prior: 0.3,
    predicts: [
      ...seenIn('tcp', 'upgrade', 'http'),
      ...always,
      saw('report.error', ['ConnectTimeout', 'ConnectTimeoutError', 'ConnectionTimeoutError'], 'strong'),
      code(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_CONNECTION_TIMED_OUT'], 'strong'),
      saw(
        'http.shallow',
        ['tcp TIMEOUT', 'tcp ETIMEDOUT', 'tcp EHOSTUNREACH', 'tcp ENETUNREACH'],
        ['proves', 'against'],
      ),
      saw('ws.plain', ['tcp TIMEOUT', 'tcp ETIMEDOUT', 'tcp EHOSTUNREACH', 'tcp ENETUNREACH'], ['proves', 'against']),
      saw('control.reachable', true, ['weak', 'refutes']),
      saw('dns.agrees', false, 'refutes'),
      saw('auth.alone', true, 'refutes'),
    ],
    whys: [
      failing,
      either(
        'How far did it come?',
        'A bare TCP connection got no answer: {http.shallow}{ws.plain}',
        ['http.shallow', 'ws.plain'],
        'a TCP connection without TLS or HTTP',
      ),
      why('Is it us?', 'No: the control target answers', ['control.reachable'], 'a target that always answers'),
      letThrough('the rules of the firewall between here and there, and what changed in them'),
    ],
    nextAction: 'Ask who owns the firewall or security group for drops from this address, and compare its last change',
  },
  {
    id: 'connection-refused',
    layer: 'tcp',
    title: 'Nothing listens on the port of the endpoint',
    prior: 2,
    predicts: [
      ...seenIn('tcp', 'http', 'upgrade'),
      ...always,
      code(['ECONNREFUSED', 'ERR_CONNECTION_REFUSED'], ['strong', 'against']),
      saw('http.shallow', 'tcp ECONNREFUSED', ['proves', 'against']),
      saw('ws.plain', 'tcp ECONNREFUSED', ['proves', 'against']),
      saw('proxy.without', 'ECONNREFUSED', ['weak', 'refutes']),
      saw('target.expected', true, ['weak', 'against']),
      // Something listened until it was asked.
      saw('replay.went-away', true, 'refutes'),
      saw('dns.agrees', false, 'refutes'),
      saw('auth.alone', true, 'refutes'),
    ],
    whys: [
      failing,
      either(
        'How far did it come?',
        'The port refused at once: {http.shallow}{ws.plain}',
        ['http.shallow', 'ws.plain'],
        'a TCP connection to the port',
      ),
      why(
        'Is it the right place?',
        'Yes: the address belongs to the environment',
        ['target.expected'],
        'the address in the failure against the configuration',
      ),
      letThrough('whether the process runs, and on which port it was last started'),
    ],
    nextAction: 'See whether the process runs and which port it listens on, then start it or correct the port',
  },
  {
    id: 'connection-reset',
    layer: 'tcp',
    title: 'The connection is reset after the request was written',
    prior: 0.6,
    predicts: [
      ...seenIn('http', 'upgrade', 'tls'),
      code(['ECONNRESET', 'EPIPE', 'ERR_CONNECTION_RESET'], ['strong', 'against']),
      saw('report.error', ['ReadError', 'InvalidMessage', 'ConnectionResetError', 'ClientOSError'], 'weak'),
      saw('http.shallow', ['request ECONNRESET', 'response ECONNRESET', 'tls ECONNRESET'], 'strong'),
      saw('http.failing-path', 'ECONNRESET', ['proves', 'against']),
      saw('ws.plain', ['upgrade ECONNRESET', 'tls ECONNRESET'], 'strong'),
      saw('replay.passed', 0, 'weak'),
      saw('repeat.pattern', 'all-bad', 'weak'),
      saw('http.failing-direct', 'ok', 'weak'),
      saw('ws.direct', 'ok', 'weak'),
      saw('replay.same', false, 'against'),
      // Spoken to otherwise, it answers.
      saw('http.h2', 'ok', 'refutes'),
      saw('scheme.other', 'ok', 'refutes'),
      saw('auth.alone', true, 'refutes'),
    ],
    whys: [
      failing,
      either(
        'What ended it?',
        'The other side reset it: {http.shallow}{ws.plain}',
        ['http.shallow', 'ws.plain'],
        'a probe that ends with a reset',
      ),
      why(
        'Who resets?',
        'What stands before it: round the proxy the same request is {http.failing-direct}',
        ['http.failing-direct'],
        'the same request round the proxy',
      ),
    ],
    nextAction:
      'Send the same request round the proxy to see whether it or the service resets, then read its log of that minute',
  },
  {
    id: 'closed-without-response',
    layer: 'tcp',
    title: 'The server ends the connection without an answer',
    prior: 0.6,
    predicts: [
      ...seenIn('http', 'upgrade'),
      ...always,
      saw(
        'report.error',
        ['RemoteProtocolError', 'ServerDisconnectedError', 'SocketError', 'InvalidMessage', 'RemoteDisconnected'],
        'weak',
      ),
      code(['UND_ERR_SOCKET', 'ERR_EMPTY_RESPONSE'], 'weak'),
      saw('http.shallow', ['CLOSED_WITHOUT_ANSWER', 'ANSWER_CUT'], 'proves'),
      // One handler that raises before it writes is enough.
      saw('http.failing-path', ['CLOSED_WITHOUT_ANSWER', 'ANSWER_CUT'], ['proves', 'against']),
      saw('ws.plain', ['CLOSED_WITHOUT_ANSWER', 'CLOSED_IN_ANSWER'], ['proves', 'against']),
      // Spoken to otherwise, it answers.
      saw('http.h2', 'ok', 'refutes'),
      saw('scheme.other', 'ok', 'refutes'),
      saw('auth.alone', true, 'refutes'),
    ],
    whys: [
      failing,
      either(
        'What ended it?',
        'The server ended a fresh connection without a word: {ws.plain}{http.failing-path}{http.shallow}',
        ['ws.plain', 'http.failing-path', 'http.shallow'],
        'a fresh connection',
      ),
      letThrough('the log of the server for that second'),
    ],
    nextAction:
      'Read the log of the server at the second of the probe: it ends the connection after the request arrived',
  },
  {
    id: 'stale-keepalive',
    layer: 'tcp',
    title: 'The client uses a kept connection that the server has just closed',
    prior: 0.8,
    predicts: [
      ...seenIn('http'),
      saw(
        'report.error',
        ['RemoteProtocolError', 'ServerDisconnectedError', 'SocketError', 'RemoteDisconnected'],
        ['strong', 'against'],
      ),
      code(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'], 'weak'),
      saw('report.idle-connection', true, ['proves', 'refutes']),
      saw('repeat.pattern', 'all-ok', ['strong', 'refutes']),
      saw('replay.passed', 3, ['weak', 'against']),
      saw('history.came-and-went', true, 'strong'),
    ],
    whys: [
      failing,
      why(
        'Does a fresh connection fail?',
        'No: of eight fresh ones, {repeat.pattern}',
        ['repeat.pattern'],
        'eight fresh connections',
      ),
      why(
        'Over which one did it go?',
        'One that had been kept, and was idle',
        ['report.idle-connection'],
        'what went over the wire of the test',
      ),
      why(
        'Is it new?',
        'No: the test was green and red on this version',
        ['history.came-and-went'],
        'the history of this test on this version',
      ),
      letThrough('how long client and proxy keep idle connections'),
    ],
    nextAction:
      'Let the client drop idle connections before the server does, or repeat requests that are safe to repeat',
  },
  {
    id: 'large-packets-lost',
    layer: 'tcp',
    title: 'Large packets are lost on the way',
    prior: 0.2,
    predicts: [
      ...seenIn('tls', 'upgrade', 'http'),
      ...always,
      saw('http.shallow', 'tls TIMEOUT', 'proves'),
      saw('ws.plain', 'tls TIMEOUT', 'proves'),
      saw('http.large-header', 'TIMEOUT', ['proves', 'refutes']),
      saw('ws.plain', 'upgrade TIMEOUT', 'weak'),
      saw('ws.largest-ok', (value) => typeof value === 'number' && value > 0 && value < 1_500, ['strong', 'refutes']),
      saw('ws.form.header', 'TIMEOUT', 'weak'),
      // A large answer is lost as well, and hangs like one that nobody gives.
      saw('http.failing-path', 'TIMEOUT', 'strong'),
      saw('http.signed-in', 'TIMEOUT', 'weak'),
    ],
    whys: [
      failing,
      either(
        'Does size matter?',
        'With a header of growing length: {http.large-header}; the largest message that came through: {ws.largest-ok}',
        ['http.large-header', 'ws.largest-ok'],
        'headers or messages of growing size',
      ),
      why('How far did it come?', connectionOf('http.shallow'), ['http.shallow'], 'a fresh connection over TLS'),
      letThrough('the largest packet that each hop takes'),
    ],
    nextAction:
      "Measure the largest packet to the host with the don't-fragment bit, and lower the MTU of the tunnel in between",
  },
  {
    id: 'proxy-variable-interferes',
    layer: 'tcp',
    title: 'A proxy variable sends the request where it does not belong',
    prior: 0.5,
    predicts: [
      ...seenIn('tcp', 'http', 'upgrade'),
      saw('proxy.with', 'fails', ['strong', 'refutes']),
      saw('proxy.without', 'ok', 'proves'),
      // Round the proxy it comes further, and meets something else.
      saw('proxy.without', (without) => without !== 'ok' && !/^(?:dns|tcp)/u.test(String(without)), 'strong'),
      saw('proxy.without', ['dns', 'tcp'], 'refutes'),
      saw('report.error', ['ProxyError', 'InvalidProxyStatus', 'ProxyConnectionError'], 'strong'),
    ],
    whys: [
      failing,
      why(
        'What differs?',
        'With proxy variables: {proxy.with}; without them: {proxy.without}',
        ['proxy.with', 'proxy.without'],
        'the same request with and without proxy variables',
      ),
      letThrough('where the variable was set, and why NO_PROXY leaves the host out'),
    ],
    nextAction: 'Add the host to NO_PROXY where the tests run, or unset the proxy variable there',
  },
  {
    id: 'ports-exhausted',
    layer: 'tcp',
    title: 'This machine has no free port for another connection',
    prior: 0.6,
    predicts: [
      ...seenIn('tcp', 'http', 'upgrade'),
      ...onlyTogether,
      code(noPort, 'proves'),
      // Some clients say no more than that all attempts failed; and few connections of ours prove nothing.
      saw('report.code', (found, { error }) => !noPort.includes(String(found)) && error !== 'ConnectError', 'refutes'),
      saw('rerun.alone', 'failed', 'weak'),
      saw('replay.other-client', true, 'weak'),
      saw('report.phrase', 'no-free-port', 'proves'),
      saw('report.phrase-of-run', 'no-free-port', 'strong'),
      saw('ws.ladder', 'EADDRNOTAVAIL', 'proves'),
      saw('machine.no-port', true, 'proves'),
      ...nowAndThen.slice(0, 1),
    ],
    whys: [
      failing,
      either(
        'Why could it not connect?',
        'This machine gave it no port: {report.code}{report.phrase}',
        ['report.code', 'report.phrase'],
        'the code of the error',
      ),
      either(
        'When does it begin?',
        'With many connections from here: {ws.ladder}; a probe had none either: {machine.no-port}',
        ['ws.ladder', 'machine.no-port'],
        'a ladder of connections',
      ),
      letThrough('how many connections the run leaves open'),
    ],
    nextAction: 'Let the tests reuse connections, or widen the range of local ports of the runner',
  },
];
