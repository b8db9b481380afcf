import type { ProbeResult } from '#domain/probe.ts';

import { sayDistrust, untrustedPart } from '#probes/tls-words.ts';

import { phraseOf } from '../phrases.ts';
import { leadsToSignIn } from '../sign-in-page.ts';
import { rawOf, type Seen } from './finding.ts';
import { outcomeWord } from './outcome.ts';

/** What a refusal is made of: who wrote it, and in which form. Nothing of what was no refusal. */
export function refusalFacts(result: ProbeResult): readonly Seen[] {
  const { http, ws, endpoint: subject } = result;
  const headers = http?.headers ?? ws?.headers ?? {};
  const body = http?.body ?? ws?.body ?? '';
  const status = http?.status ?? ws?.status;
  if (result.standing !== 'down' || status === undefined || status === 101) return [];
  const raw = rawOf(result);
  const server = headers['server']?.toLowerCase().split('/', 1)[0] ?? 'none';
  const [kind, phrase] = [kindOf(body, headers['location']), phraseOf(body)];
  const says = `${subject} was answered with ${status}, server: ${headers['server']?.toLowerCase() ?? 'none'}, body: ${kind}, ${body.length} characters, which speak of ${phrase}`;
  return [
    { fact: 'http.server', value: server, says, raw, subject },
    { fact: 'http.body', value: kind, says, raw, subject },
    { fact: 'http.phrase', value: phrase, says, raw, subject },
  ];
}

/** What the handshake showed of the certificate. */
export function tlsFacts(result: ProbeResult): readonly Seen[] {
  const { tls, endpoint: subject } = result;
  if (tls === undefined) return [];
  const raw = rawOf(result);
  const until = tls.validTo === undefined ? '' : `, valid until ${tls.validTo}`;
  const says = `certificate of ${subject}: ${tls.distrust ?? 'trusted'}${until}, for ${tls.names.slice(0, 5).join(', ')}`;
  const of = { says, raw, subject };
  return [
    { fact: 'tls.distrust', value: tls.distrust ?? (tls.isTrusted ? 'none' : undefined), ...of },
    {
      fact: 'tls.untrusted-part',
      value: untrustedPart(tls),
      says: `${subject}: ${sayDistrust(tls, URL.parse(result.url)?.hostname ?? subject)}`,
      raw,
      subject,
    },
    { fact: 'tls.version', value: tls.version, ...of },
    { fact: 'tls.days-left', value: tls.daysLeft, ...of },
    { fact: 'tls.alpn', value: tls.alpn ?? 'none', ...of },
  ];
}

export function outcomeSeen(fact: Seen['fact'], label: string, result: ProbeResult): Seen {
  const value = outcomeWord(result);
  const problem = result.problem === undefined ? '' : ` (${result.problem.message})`;
  const subject = result.endpoint;
  return {
    fact,
    value,
    says: `${subject}, ${label}: ${value ?? 'not measured'}${problem}`,
    raw: rawOf(result),
    subject,
  };
}

function kindOf(body: string, location = ''): string {
  const text = body.trim();
  if (leadsToSignIn(location)) return 'sign-in';
  if (text === '') return 'empty';
  if (/^[[{]/u.test(text)) return 'json';
  if (!/^<!doctype|<html|<body/iu.test(text)) return 'text';
  return /type=["']?password|sign[ -]?in|log[ -]?in|accounts\.google|single sign/iu.test(text) ? 'sign-in' : 'html';
}
