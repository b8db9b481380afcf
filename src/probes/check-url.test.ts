import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OperatorError } from '#domain/operator-error.ts';

import { checkUrl } from './check-url.ts';

/** The code of the refusal; undefined where there is none. */
function refusalOf(text: string): string | undefined {
  try {
    checkUrl(text);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof OperatorError, String(error));
    return error.code;
  }
}

const loopbackSpellings = [
  'http://127.0.0.1/',
  'http://127.0.0.1./',
  'http://127.1/',
  'http://127.0.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.0.0.1/',
  'http://0X7F.1/',
  'http://0177.0.0.1/',
  'http://017700000001/',
  'http://00000177.0.0.01/',
  'http://%31%32%37.0.0.1/',
  'http://１２７.０.０.１/',
  'http://①②⑦.⓪.⓪.①/',
  'http://127。0。0。1/',
  'http://0/',
  'http://0.0.0.0/',
  'http://[::1]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'HTTP://127.0.0.1/',
  'http:127.0.0.1/',
  'http:/127.0.0.1/',
  'http:///127.0.0.1/',
  'https://127.0.0.1/',
  'ws://127.0.0.1/ws',
  'wss://127.0.0.1/ws',
];

test('every spelling of this machine is refused', () => {
  for (const url of loopbackSpellings) assert.equal(refusalOf(url), 'ADDRESS_REFUSED', url);
});

test('names of this machine and of its network are refused, with a dot at the end, in capitals and below', () => {
  const names = [
    'localhost',
    'localhost.',
    'LOCALHOST',
    'ＬＯＣＡＬＨＯＳＴ',
    'a.localhost',
    'localhost.localdomain',
    'printer.local',
  ];
  const internal = [
    'metadata.google.internal',
    'metadata.google.internal.',
    'db.internal',
    'x.intranet',
    'nas.lan',
    'a.home.arpa',
  ];
  const single = ['metadata', 'kubernetes', 'redis', 'a.test', 'a.invalid', 'a.onion', '1.0.0.127.in-addr.arpa'];
  for (const name of [...names, ...internal, ...single]) {
    assert.equal(refusalOf(`http://${name}/`), 'ADDRESS_REFUSED', name);
    assert.equal(refusalOf(`wss://${name}/`), 'ADDRESS_REFUSED', name);
  }
});

test('only web schemes are probed', () => {
  for (const scheme of ['file', 'ftp', 'gopher', 'data', 'javascript', 'unix', 'ldap', 'dict', 'blob', 'about']) {
    assert.equal(refusalOf(`${scheme}://example.com/`), 'BAD_URL', scheme);
  }
  for (const text of [
    '',
    'api',
    'api.example.com',
    '//api.example.com/',
    '/health',
    'http://',
    'http://[::1',
    'http://a b/',
  ]) {
    assert.equal(refusalOf(text), 'BAD_URL', text);
  }
});

test('only ports of web servers are probed', () => {
  const others = [
    1, 7, 21, 22, 23, 25, 53, 110, 143, 445, 465, 587, 1433, 2375, 2379, 3306, 3389, 5432, 6379, 6443, 7999,
  ];
  for (const port of [...others, 9000, 9200, 10250, 11211, 27017, 65535]) {
    assert.equal(refusalOf(`http://api.example.com:${port}/`), 'ADDRESS_REFUSED', `${port}`);
  }
  for (const port of [80, 443, 3000, 8000, 8080, 8443, 8999, 9443]) {
    assert.equal(refusalOf(`https://api.example.com:${port}/`), undefined, `${port}`);
  }
  assert.equal(refusalOf('http://api.example.com:99999/'), 'BAD_URL');
});

test('an address with credentials, line ends, controls, backslashes or too many characters is refused', () => {
  assert.equal(refusalOf('https://ada:secret@api.example.com/'), 'ADDRESS_REFUSED');
  assert.equal(refusalOf('https://ada@api.example.com/'), 'ADDRESS_REFUSED');
  assert.equal(refusalOf('https://@api.example.com/'), 'ADDRESS_REFUSED');
  assert.equal(refusalOf('https://:@api.example.com/'), 'ADDRESS_REFUSED');
  assert.equal(refusalOf('https://api.example.com@127.0.0.1/'), 'ADDRESS_REFUSED');
  for (const text of [
    '\r\nHost: x',
    '\n',
    '\r',
    '\t',
    '\u0000',
    ' HTTP/1.1',
    '\u2028',
    '\u007f',
    '\u0085',
    '\\..\\',
    '\ufeff',
  ]) {
    assert.equal(refusalOf(`https://api.example.com/${text}`), 'BAD_URL', JSON.stringify(text));
  }
  assert.equal(refusalOf('https://api.example.com\\@127.0.0.1/'), 'BAD_URL');
  assert.equal(refusalOf(`https://api.example.com/${'a'.repeat(1_977)}`), 'BAD_URL');
  assert.equal(refusalOf(`https://api.example.com/${'a'.repeat(1_976)}`), undefined);
});

test('what passes is normalised: name in ASCII and lower case, no dot at its end, no fragment', () => {
  assert.deepEqual(checkUrl('HTTPS://Bücher.Example.COM.:443/a%20b?q=1#top'), {
    url: 'https://xn--bcher-kva.example.com/a%20b?q=1',
    kind: 'http',
    host: 'xn--bcher-kva.example.com',
    isAddress: false,
  });
  assert.deepEqual(checkUrl('wss://[2606:4700::1111]:8443/ws'), {
    url: 'wss://[2606:4700::1111]:8443/ws',
    kind: 'websocket',
    host: '2606:4700::1111',
    isAddress: true,
  });
  assert.equal(checkUrl('http://0x08080808/').host, '8.8.8.8');
  assert.equal(checkUrl('https://api.example.com/path@x').url, 'https://api.example.com/path@x');
});
