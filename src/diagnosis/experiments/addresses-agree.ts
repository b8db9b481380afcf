import { BlockList } from 'node:net';

export interface Told {
  readonly addresses: readonly string[];
  /** Nobody else was asked than who is asked by everything on this machine. */
  readonly isAlone?: boolean | undefined;
}

/** Undefined where it means nothing: inside they may say private addresses, and outside public ones; and who is asked by everything here agrees with itself. */
export function addressesAgree(here: readonly string[], { addresses, isAlone }: Told): boolean | undefined {
  if (here.some((address) => addresses.includes(address))) return isAlone ? undefined : true;
  return here.every(isInside) === addresses.every(isInside) ? false : undefined;
}

function isInside(address: string): boolean {
  return inside.check(address, 'ipv4');
}

const inside = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
] as const) {
  inside.addSubnet(net, prefix, 'ipv4');
}
