import { isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

import { createAddressBlocks, type AddressBlocks } from './address-blocks.ts';
import { embeddedIpv4, toGroups } from './embedded-ipv4.ts';
import { isInOwnNetworks, type Interfaces } from './own-networks.ts';

export type AddressJudgement = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

const allowed: AddressJudgement = { allowed: true };
let blocks: AddressBlocks | undefined;

/**
 * Whether anybody may have this machine connect there: only to addresses of the public internet, and not to this machine and
 * its neighbours by theirs, since no firewall stands between. `address` is one as resolvers and sockets write it; brackets are
 * allowed, names are not.
 */
export function judgeAddress(address: string, interfaces: () => Interfaces = networkInterfaces): AddressJudgement {
  const bare = /^\[.*\]$/u.test(address) ? address.slice(1, -1) : address;
  const judgement = judgeBare(bare);
  if (!judgement.allowed || !isInOwnNetworks(bare, interfaces())) return judgement;
  return refuse(bare, 'in the network of this machine');
}

function judgeBare(bare: string): AddressJudgement {
  if (isIPv4(bare)) return judgeIpv4(bare);
  if (bare.includes('%')) return refuse(bare, 'bound to an interface of this machine');
  return isIPv6(bare) ? judgeIpv6(bare) : refuse(bare, 'not an address');
}

function judgeIpv4(address: string): AddressJudgement {
  const reason = ipv4Reason(address);
  return reason === undefined ? allowed : refuse(address, reason);
}

function ipv4Reason(address: string): string | undefined {
  return blocksOnce().ipv4.find((each) => each.addresses.check(address, 'ipv4'))?.reason;
}

function judgeIpv6(address: string): AddressJudgement {
  const { ipv6, globalUnicast } = blocksOnce();
  const embedded = embeddedIpv4(toGroups(address));
  if (embedded !== undefined) {
    const reason = ipv4Reason(embedded.address);
    if (reason !== undefined) return refuse(address, `${embedded.form} of ${embedded.address}, which is ${reason}`);
    if (embedded.isRouted) return allowed;
  }
  const block = ipv6.find((each) => each.addresses.check(address, 'ipv6'));
  if (block !== undefined) return refuse(address, block.reason);
  return globalUnicast.check(address, 'ipv6') ? allowed : refuse(address, 'reserved');
}

function blocksOnce(): AddressBlocks {
  blocks ??= createAddressBlocks();
  return blocks;
}

function refuse(address: string, reason: string): AddressJudgement {
  return { allowed: false, reason: `${address.slice(0, 60)} is ${reason}` };
}
