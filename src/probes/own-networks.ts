import { BlockList, isIPv4 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

import { embeddedIpv4, toGroups } from './embedded-ipv4.ts';

/** As `networkInterfaces` of the system tells them. */
export type Interfaces = Readonly<Record<string, readonly Pick<NetworkInterfaceInfo, 'cidr' | 'family'>[] | undefined>>;

/** Whether a valid address without brackets is one of this machine or of a neighbour, also where the internet sees it. */
export function isInOwnNetworks(address: string, interfaces: Interfaces): boolean {
  const networks = new BlockList();
  for (const { cidr, family } of Object.values(interfaces).flatMap((each) => each ?? [])) {
    const [net = '', prefix] = cidr?.split('/') ?? [];
    if (prefix !== undefined) networks.addSubnet(net, Number(prefix), family === 'IPv6' ? 'ipv6' : 'ipv4');
  }
  if (isIPv4(address)) return networks.check(address, 'ipv4');
  const embedded = embeddedIpv4(toGroups(address));
  return networks.check(address, 'ipv6') || (embedded !== undefined && networks.check(embedded.address, 'ipv4'));
}
