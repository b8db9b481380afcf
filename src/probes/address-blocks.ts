import { BlockList } from 'node:net';

export interface AddressBlock {
  /** Completes "10.0.0.1 is …". */
  readonly reason: string;
  readonly addresses: BlockList;
}

/** The blocks that nobody outside may be reached in: the IANA special-purpose registries, and metadata services of clouds. */
const ipv4Blocks: readonly (readonly [reason: string, ...subnets: readonly string[]])[] = [
  ['a metadata service', '169.254.169.254/32', '169.254.170.2/32', '100.100.100.200/32', '192.0.0.192/32'],
  ['a metadata service', '168.63.129.16/32', '169.254.169.253/32', '169.254.170.23/32'],
  ['unspecified', '0.0.0.0/8'],
  ['loopback', '127.0.0.0/8'],
  ['private', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
  ['shared by a carrier (CGNAT)', '100.64.0.0/10'],
  ['link-local', '169.254.0.0/16'],
  ['reserved for protocols', '192.0.0.0/24', '192.88.99.0/24', '192.52.193.0/24', '192.31.196.0/24', '192.175.48.0/24'],
  ['for documentation', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'],
  ['for benchmarks', '198.18.0.0/15'],
  ['multicast', '224.0.0.0/4'],
  ['broadcast', '255.255.255.255/32'],
  ['reserved', '240.0.0.0/4'],
];

const ipv6Blocks: typeof ipv4Blocks = [
  ['a metadata service', 'fd00:ec2::254/128', 'fd00:ec2::23/128', 'fd20:ce::254/128', 'fd00:42::42/128'],
  ['unspecified', '::/128'],
  ['loopback', '::1/128'],
  ['private', 'fc00::/7', 'fec0::/10'],
  ['link-local', 'fe80::/10'],
  ['multicast', 'ff00::/8'],
  ['for documentation', '2001:db8::/32', '3fff::/20'],
  ['for benchmarks', '2001:2::/48'],
  ['a Teredo tunnel', '2001::/32'],
  [
    'reserved for protocols',
    '2001::/23',
    '64:ff9b:1::/48',
    '100::/64',
    '100:0:0:1::/64',
    '5f00::/16',
    '2620:4f:8000::/48',
  ],
  ['a 6to4 tunnel', '2002::/16'],
];

export interface AddressBlocks {
  /** The first that fits is the most telling. */
  readonly ipv4: readonly AddressBlock[];
  readonly ipv6: readonly AddressBlock[];
  /** All that is handed out to networks of the world; the rest of IPv6 is reserved or local. */
  readonly globalUnicast: BlockList;
}

export function createAddressBlocks(): AddressBlocks {
  const globalUnicast = new BlockList();
  globalUnicast.addSubnet('2000::', 3, 'ipv6');
  return { ipv4: toBlocks(ipv4Blocks, 'ipv4'), ipv6: toBlocks(ipv6Blocks, 'ipv6'), globalUnicast };
}

function toBlocks(named: typeof ipv4Blocks, family: 'ipv4' | 'ipv6'): readonly AddressBlock[] {
  return named.map(([reason, ...subnets]) => {
    const addresses = new BlockList();
    for (const subnet of subnets) {
      const [net = '', prefix] = subnet.split('/');
      addresses.addSubnet(net, Number(prefix), family);
    }
    return { reason, addresses };
  });
}
