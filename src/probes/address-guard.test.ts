import assert from 'node:assert/strict';
import { test } from 'node:test';

import { judgeAddress } from './address-guard.ts';

const refusedAddresses: Readonly<Record<string, readonly string[]>> = {
  unspecified: ['0.0.0.0', '0.1.2.3', '::', '[::]', '0:0:0:0:0:0:0:0'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1', '[::1]', '0:0:0:0:0:0:0:1', '0000::0001'],
  private: [
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    'fc00::1',
    'fdab:1::2',
    'fec0::1',
  ],
  'shared by a carrier': ['100.64.0.1', '100.127.255.255'],
  'link-local': ['169.254.0.1', '169.254.255.255', 'fe80::1', 'febf::1'],
  'a metadata service': [
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    'fd00:ec2::254',
    'fd00:0ec2:0::0254',
    'fd20:ce::254',
  ],
  'for benchmarks': ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  'for documentation': ['192.0.2.1', '198.51.100.7', '203.0.113.255', '2001:db8::1', '3fff::1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  broadcast: ['255.255.255.255'],
  reserved: ['240.0.0.1', '254.255.255.255', '192.0.0.1', '192.88.99.1', '100::1', '4000::1', 'e000::1'],
  'the mapped form': [
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:7f00:0001',
    '::FFFF:10.1.2.3',
    '::ffff:169.254.169.254',
    '::ffff:0.0.0.0',
    '[::ffff:192.168.1.1]',
  ],
  'the compatible form': ['::127.0.0.1', '::7f00:1', '::10.0.0.1'],
  'the translated form': ['::ffff:0:127.0.0.1', '::ffff:0:a00:1'],
  'the NAT64 form': ['64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::10.0.0.1'],
  'the 6to4 form': ['2002:7f00:1::', '2002:a00:1::1', '2002:a9fe:a9fe::1'],
  // The address of a Teredo client is written inverted.
  'the Teredo form': ['2001:0:4136:e378:8000:63bf:80ff:fffe', '2001::f5ff:fffe'],
  'the ISATAP form': ['2a00:1450:4001:0:0:5efe:10.0.0.1', '2a00:1450:4001:0:200:5efe:c0a8:1'],
  'bound to an interface': ['fe80::1%eth0', 'fe80::1%25eth0', '2a00:1450::1%lo', '::1%1'],
  'not an address': [
    '',
    'localhost',
    '1.2.3',
    '0177.0.0.1',
    '0x7f.0.0.1',
    '2130706433',
    '1.2.3.4.5',
    '1.2.3.4/8',
    '::g',
    '8.8.8.8 ',
  ],
};

for (const [kind, addresses] of Object.entries(refusedAddresses)) {
  test(`an address is refused that is ${kind}`, () => {
    for (const address of addresses) {
      const judgement = judgeAddress(address);
      assert.equal(judgement.allowed, false, `${address} is allowed`);
      assert.ok(judgement.reason.includes(kind), `${address}: ${judgement.reason}`);
    }
  });
}

test('tunnels of public addresses lead through hosts that nobody named, and are refused', () => {
  for (const address of ['2002:808:808::1', '2001:0:4136:e378:8000:63bf:f7f7:f7f7', '::8.8.8.8', '::ffff:0:8.8.8.8']) {
    assert.equal(judgeAddress(address).allowed, false, address);
  }
});

test('public addresses are allowed, also up to the edges of what is not', () => {
  const edges = ['9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'];
  const more = ['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0'];
  const rest = ['198.17.255.255', '198.20.0.0', '223.255.255.255', '1.1.1.1', '168.63.129.15'];
  const ipv6 = [
    '2606:4700:4700::1111',
    '2a00:1450:4001:82a::200e',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '[2606:4700::1]',
  ];
  for (const address of [...edges, ...more, ...rest, ...ipv6]) {
    assert.deepEqual(judgeAddress(address), { allowed: true }, address);
  }
});

test('the reason says what the address stands for', () => {
  assert.deepEqual(judgeAddress('::ffff:10.0.0.1'), {
    allowed: false,
    reason: '::ffff:10.0.0.1 is the mapped form of 10.0.0.1, which is private',
  });
});

test('this machine and its neighbours are refused by their public addresses too', () => {
  const interfaces = {
    eth0: [
      { cidr: '8.8.4.4/24', family: 'IPv4' },
      { cidr: '2606:4700:1:2::7/64', family: 'IPv6' },
      { cidr: null, family: 'IPv6' },
    ],
  } as const;
  const refused = [
    '8.8.4.4',
    '8.8.4.200',
    '::ffff:8.8.4.1',
    '64:ff9b::808:404',
    '2606:4700:1:2::1',
    '[2606:4700:1:2::7]',
  ];
  for (const address of refused) {
    const reason = `${address.replaceAll(/[[\]]/gu, '')} is in the network of this machine`;
    assert.deepEqual(
      judgeAddress(address, () => interfaces),
      { allowed: false, reason },
    );
  }
  for (const address of ['8.8.8.8', '2606:4700:1:3::7']) {
    assert.deepEqual(
      judgeAddress(address, () => interfaces),
      { allowed: true },
    );
  }
});
