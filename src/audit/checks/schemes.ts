import type { Check, Judged, Seen } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import { entriesOf, listed, seenInFile, type Placed } from '../seen.ts';
import { placeOf } from '../settings/settings-file.ts';
import { addressesOf, isEncrypted, isLoopback, portOf, type NamedAddress } from '../settings-in-use.ts';
import { isAmong, seenAt } from './domains-in-use.ts';

/** https goes with wss, http with ws; ports and hosts agree, also in the settings files. */
export const schemes: Check = {
  name: 'schemes',
  section: 'schemes',
  judge: (evidence) => {
    const { environment, variables, now } = evidence;
    const addresses = addressesOf(environment, variables).filter(({ isDirect }) => !isDirect);
    const services = addresses.filter(({ kind }) => kind === 'service');
    const at = now.toISOString();
    return [
      ...services.flatMap((service) => judgePlain(service, at)),
      ...addresses
        .filter(({ kind }) => kind === 'websocket')
        .flatMap((socket) => judgeSocket(socket, services, { domains: environment.audit.domains, at })),
      ...judgeFiles(addresses, evidence),
    ];
  },
};

function judgePlain({ key, url }: NamedAddress, at: string): readonly Judged[] {
  if (isEncrypted(url) || isLoopback(url.hostname)) return [];
  const says = `${key} is at ${url.protocol}//${url.host}, without TLS`;
  return [
    {
      id: `schemes/${key}/plain`,
      weight: 3,
      result: 'doubtful',
      says,
      remedy: 'Use https, unless nothing but this network can reach it',
      seen: [seenAt(key, url, at)],
    },
  ];
}

interface Rules {
  readonly domains: readonly string[];
  readonly at: string;
}

function judgeSocket(
  socket: NamedAddress,
  services: readonly NamedAddress[],
  { domains, at }: Rules,
): readonly Judged[] {
  const { key, url } = socket;
  const near = services.filter((service) => service.url.hostname === url.hostname);
  const compared = near.length > 0 ? near : services;
  const seen = [seenAt(key, url, at), ...compared.slice(0, 5).map((each) => seenAt(each.key, each.url, at))];
  return [
    ...judgeScheme(socket, compared, seen),
    ...(near.length === 0 || isLoopback(url.hostname) ? [] : [judgePort(socket, near, seen)]),
    judgeHost(socket, near, { domains, seen }),
  ];
}

function judgeScheme(
  { key, url }: NamedAddress,
  compared: readonly NamedAddress[],
  seen: readonly Seen[],
): readonly Judged[] {
  if (compared.length === 0) return [];
  const base = { id: `schemes/${key}/scheme`, weight: 5, seen };
  const other = compared.filter((each) => isEncrypted(each.url) !== isEncrypted(url));
  if (other.length === 0) {
    return [
      {
        ...base,
        result: 'passed',
        says: `${key} is ${url.protocol}//, as ${listed(
          compared.map((each) => `${each.key} is ${each.url.protocol}//`),
          3,
        )}`,
      },
    ];
  }
  const says = `${key} is ${url.protocol}// while ${listed(
    other.map((each) => `${each.key} is ${each.url.protocol}//`),
    3,
  )}`;
  return [
    {
      ...base,
      result: 'failed',
      says,
      remedy: `Use ${isEncrypted(url) ? 'https with wss' : 'wss with https'} on both`,
    },
  ];
}

function judgePort({ key, url }: NamedAddress, near: readonly NamedAddress[], seen: readonly Seen[]): Judged {
  const base = { id: `schemes/${key}/port`, weight: 2, seen };
  const port = portOf(url);
  if (near.some((each) => portOf(each.url) === port))
    return { ...base, result: 'passed', says: `${key} uses port ${port}, as a service of that host does` };
  const says = `${key} uses port ${port}, the services of that host ${listed(near.map((each) => portOf(each.url)))}`;
  return { ...base, result: 'doubtful', says, remedy: 'Use one port, unless the websocket has its own' };
}

function judgeHost(
  { key, url }: NamedAddress,
  near: readonly NamedAddress[],
  { domains, seen }: { readonly domains: readonly string[]; readonly seen: readonly Seen[] },
): Judged {
  const base = { id: `schemes/${key}/host`, weight: 4, seen };
  if (domains.length > 0) {
    if (isAmong(url, domains))
      return { ...base, result: 'passed', says: `${key} is at ${url.host}, a configured domain` };
    return {
      ...base,
      result: 'failed',
      says: `${key} is at ${url.host}, which is no configured domain`,
      remedy: `Correct ${key}, or add it to audit.domains`,
    };
  }
  if (near.length > 0)
    return {
      ...base,
      result: 'passed',
      says: `${key} is on the host of ${listed(
        near.map((each) => each.key),
        3,
      )}`,
    };
  return {
    ...base,
    result: 'doubtful',
    says: `${key} is at ${url.host}, where no service of the environment is`,
    remedy: 'List the hosts in audit.domains',
  };
}

/** Addresses in files that are at a host of the environment. */
function judgeFiles(addresses: readonly NamedAddress[], evidence: Evidence): readonly Judged[] {
  const known = entriesOf(evidence).flatMap((placed) => {
    const url = /^(?:https?|wss?):\/\//iu.test(placed.entry.value) ? URL.parse(placed.entry.value) : null;
    const same = url === null ? [] : addresses.filter((each) => isSamePlace(each.url, url));
    return url === null || same.length === 0 ? [] : [{ placed, url, same }];
  });
  if (known.length === 0) return [];
  const wrong = known.flatMap(({ placed, url, same }) => judgeInFile(placed, { url, same, evidence }));
  if (wrong.length > 0) return wrong;
  const seen = known.slice(0, 10).map(({ placed }) => seenInFile(placed, evidence));
  return [
    {
      id: 'schemes/files',
      weight: 3,
      result: 'passed',
      says: `${known.length} addresses in files agree with e2e.yaml in scheme and port`,
      seen,
    },
  ];
}

function isSamePlace(one: URL, other: URL): boolean {
  return one.hostname === other.hostname && (!isLoopback(one.hostname) || portOf(one) === portOf(other));
}

interface InFile {
  readonly url: URL;
  readonly same: readonly NamedAddress[];
  readonly evidence: Evidence;
}

function judgeInFile(placed: Placed, { url, same, evidence }: InFile): readonly Judged[] {
  const { entry, file } = placed;
  const where = `${entry.name} (${placeOf(file, entry)})`;
  const base = { id: `schemes/${where}`, seen: [seenInFile(placed, evidence)] };
  if (!same.some((each) => isEncrypted(each.url) === isEncrypted(url))) {
    const says = `${where} names ${url.host} by ${url.protocol}// where e2e.yaml has ${listed(
      same.map((each) => `${each.url.protocol}//`),
      2,
    )}`;
    return [{ ...base, weight: 4, result: 'failed', says, remedy: 'Use one scheme in both' }];
  }
  if (same.some((each) => portOf(each.url) === portOf(url))) return [];
  const says = `${where} names port ${portOf(url)} of ${url.hostname}, e2e.yaml ${listed([...new Set(same.map((each) => portOf(each.url)))])}`;
  return [{ ...base, weight: 2, result: 'doubtful', says, remedy: 'Use one port in both' }];
}
