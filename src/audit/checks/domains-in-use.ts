import type { Check, Judged, Seen } from '../check.ts';
import { addressesOf, type NamedAddress } from '../settings-in-use.ts';

/** The domains that are configured are those of the addresses in use; websockets are looked at with the schemes. */
export const domainsInUse: Check = {
  name: 'domains-in-use',
  section: 'domains',
  judge: ({ environment, variables, now }) => {
    const domains = [...new Set(environment.audit.domains)];
    if (domains.length === 0) return [];
    const addresses = addressesOf(environment, variables).filter(({ isDirect }) => !isDirect);
    const at = now.toISOString();
    return [
      ...addresses.filter(({ kind }) => kind === 'service').map((address) => judgeAddress(address, domains, at)),
      ...domains.flatMap((domain) => judgeDomain(domain, addresses, at)),
    ];
  },
};

export function isAmong({ hostname, host }: URL, domains: readonly string[]): boolean {
  return domains.some((domain) => [hostname, host].includes(domain.toLowerCase()));
}

function judgeAddress({ key, url }: NamedAddress, domains: readonly string[], at: string): Judged {
  const base = { id: `domains/${key}`, weight: 3, seen: [seenAt(key, url, at)] };
  if (isAmong(url, domains))
    return { ...base, result: 'passed', says: `${key} is at ${url.host}, a configured domain` };
  const says = `${key} is at ${url.host}, which is none of the configured domains`;
  return { ...base, result: 'failed', says, remedy: `Correct ${key}, or add ${url.host} to audit.domains` };
}

function judgeDomain(domain: string, addresses: readonly NamedAddress[], at: string): readonly Judged[] {
  if (addresses.some(({ url }) => isAmong(url, [domain]))) return [];
  const says = `No address of the environment is at ${domain}, a configured domain`;
  const seen: Seen = { source: 'audit', fact: 'audit.domain', value: domain, at, says, subject: domain };
  return [
    {
      id: `domains/${domain}/in use`,
      weight: 1,
      result: 'doubtful',
      says,
      remedy: 'Take it out of audit.domains, or configure what is there',
      seen: [seen],
    },
  ];
}

export function seenAt(key: string, url: URL, at: string): Seen {
  const says = `${key} in e2e.yaml is at ${url.protocol}//${url.host}`;
  return { source: 'audit', fact: 'audit.address', value: url.host, at, says, subject: key };
}
