import { isIP } from 'node:net';

import { OperatorError } from '#domain/operator-error.ts';

import { judgeAddress, type AddressJudgement } from './address-guard.ts';

/** An address that somebody typed, as far as it can be judged without looking its name up. */
export interface CheckedUrl {
  /** Normalised, without a fragment. */
  readonly url: string;
  readonly kind: 'http' | 'websocket';
  /** A name in ASCII, or an IP address without brackets. */
  readonly host: string;
  readonly isAddress: boolean;
}

const longestUrl = 2_000;
const schemes: Readonly<Record<string, CheckedUrl['kind']>> = {
  'http:': 'http',
  'https:': 'http',
  'ws:': 'websocket',
  'wss:': 'websocket',
};
/** Those that web servers are found on. Everything else could be a way to talk to a mail server or a database. */
const allowedPorts = { single: [80, 443, 3000, 5000, 9443], from: 8_000, to: 8_999 } as const;
/** Names that stand for this machine or its own network, and names that nobody outside can have. */
const localName =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa|in-addr\.arpa|ip6\.arpa|test|invalid|example|onion|alt)$/u;

/**
 * Checks an address that is not in the configuration. Throws `BAD_URL` for what is no address that can be probed and
 * `ADDRESS_REFUSED` for one that must not be. What its name stands for is checked by `admitUrl`.
 */
export function checkUrl(text: string, judge: (address: string) => AddressJudgement = judgeAddress): CheckedUrl {
  if (text.length > longestUrl) throw bad(`The address has ${text.length} characters, more than ${longestUrl}`);
  // The parser takes tabs and line ends out and turns a backslash into a slash: what was typed would not be what is meant.
  if (/[\x00-\x20\x7f-\x9f\\\u2028\u2029\ufeff]/u.test(text)) {
    throw bad('The address contains a space, a backslash or a control character');
  }
  const url = URL.parse(text);
  const kind = url === null ? undefined : schemes[url.protocol];
  if (url === null) throw bad(`"${text.slice(0, 60)}" is not an address`);
  if (kind === undefined) throw bad(`"${url.protocol.slice(0, 20)}" is not a scheme that can be probed`);
  // An empty user is still one, and the parser forgets it.
  if (/^[a-z]+:\/*[^/?#]*@/iu.test(text)) throw refused('An address with a user or a password is not probed');
  url.hash = '';
  const isAddress = isIP(bare(url.hostname)) !== 0;
  if (!isAddress) url.hostname = checkName(url.hostname);
  const host = bare(url.hostname);
  if (isAddress) refuseAddress(host, judge);
  refusePort(url);
  return { url: url.href, kind, host, isAddress };
}

/** Throws `ADDRESS_REFUSED` when one of the addresses must not be connected to. */
export function refuseAddress(address: string, judge: (address: string) => AddressJudgement = judgeAddress): void {
  const judgement = judge(address);
  if (!judgement.allowed) throw refused(judgement.reason);
}

function refused(message: string): OperatorError {
  return new OperatorError({
    code: 'ADDRESS_REFUSED',
    message,
    hint: 'Only public addresses are probed without being configured; add it to e2e.yaml to probe it',
  });
}

/** The name as it is looked up: in ASCII, in lower case, without a dot at its end. */
function checkName(hostname: string): string {
  const name = hostname.replace(/\.$/u, '');
  if (
    !/^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/u.test(
      name,
    )
  ) {
    throw bad(`"${hostname.slice(0, 60)}" is not the name of a host`);
  }
  if (localName.test(name)) throw refused(`"${name.slice(0, 60)}" is a name of this machine or its network`);
  if (!name.includes('.')) throw refused(`"${name.slice(0, 60)}" has no domain, so it could be a host of this network`);
  return name;
}

function refusePort({ port, protocol }: URL): void {
  const number = port === '' ? (/^(?:https|wss):$/u.test(protocol) ? 443 : 80) : Number(port);
  const { single, from, to } = allowedPorts;
  if ((number >= from && number <= to) || single.some((each) => each === number)) return;
  throw refused(`Port ${number} is not one of a web server (${single.join(', ')}, ${from} to ${to})`);
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/gu, '');
}

function bad(message: string): OperatorError {
  return new OperatorError({
    code: 'BAD_URL',
    message,
    hint: 'Write it like https://api.example.com/health or wss://api.example.com/ws, with at most 2,000 characters',
  });
}
