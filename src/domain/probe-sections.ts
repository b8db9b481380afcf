import type { PairVerdict } from './pair.ts';
import type { HttpFacts, ProbeResult, WsEvent, WsFacts } from './probe.ts';
import {
  certificateInWords,
  closeInWords,
  isCertificateRemarkable,
  latencyOf,
  milliseconds,
  oneLine,
  resultInWords,
  rungInWords,
  whyInWords,
} from './probe-words.ts';
import { armsInWords } from './probing-words.ts';
import type { Line, Section } from './reply.ts';

const shownEvents = 40;

/** What a result rests on, short, below the result in words: the ladder, what was asserted in vain, a remarkable certificate, the close. */
export function evidenceOf(result: ProbeResult): readonly Section[] {
  const { tls, http, ws } = result;
  return [
    ...ladderOf(result),
    ...listOf(http === undefined ? [] : brokenAssertions(http)),
    ...(tls === undefined || !isCertificateRemarkable(tls) ? [] : [text(certificateInWords(tls))]),
    ...(ws === undefined || !isCloseRemarkable(ws) || isCloseSaid(result, ws) ? [] : [text(closeInWords(ws))]),
    ...spoiledOf(result),
  ];
}

/** All that a result knows. */
export function detailsOf(result: ProbeResult): readonly Section[] {
  const { tls, http, ws } = result;
  return [
    ...ladderOf(result),
    { kind: 'facts', facts: factsOf(result).map(([label, value]) => ({ label, value: [value] })) },
    ...listOf((http?.assertions ?? []).map(({ what, outcome, detail }) => [`${what} ${outcome}: ${oneLine(detail)}`])),
    ...listOf((tls?.chain ?? []).map(chainLine)),
    ...headersOf(http?.headers ?? ws?.headers ?? {}),
    ...codeOf('Body', http?.body ?? ws?.body),
    ...transcriptOf(ws?.events ?? []),
    ...spoiledOf(result),
  ];
}

/** One line per endpoint, for a message that holds many. */
export function resultsTable(results: readonly ProbeResult[]): readonly Section[] {
  if (results.length === 0) return [];
  const rows = results.map((result) => {
    const latencyMs = latencyOf(result);
    return [
      result.endpoint,
      result.standing,
      result.brokeAt ?? '',
      latencyMs === undefined ? '' : milliseconds(latencyMs),
      whyInWords(result),
    ];
  });
  return [{ kind: 'table', columns: ['Endpoint', 'Standing', 'Broke at', 'Latency', 'Why'], rows }];
}

/** The verdict per factor, with what it rests on. */
export function pairsTable(pairs: readonly PairVerdict[]): readonly Section[] {
  if (pairs.length === 0) return [];
  const isOne = new Set(pairs.map(({ endpoint }) => endpoint)).size === 1;
  const nameOf = ({ factor, endpoint }: PairVerdict): string => (isOne ? factor : `${factor} of ${endpoint}`);
  const rows = pairs.map((pair) => [nameOf(pair), pair.verdict.replaceAll('-', ' '), armsInWords(pair)]);
  return [
    { kind: 'table', columns: ['Varied', 'Verdict', 'Passed'], rows },
    { kind: 'list', items: pairs.map((pair): Line => [{ kind: 'strong', text: nameOf(pair) }, ` ${pair.says}`]) },
  ];
}

function ladderOf({ steps }: ProbeResult): readonly Section[] {
  return steps.length === 0 ? [] : [{ kind: 'code', text: steps.map(rungInWords).join('\n') }];
}

function brokenAssertions({ assertions }: HttpFacts): readonly Line[] {
  return assertions
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ what, detail }) => [`${what} does not hold: ${oneLine(detail)}`]);
}

/** A close by this side is how every good probe ends. */
function isCloseRemarkable({ closeCode, closedBy }: WsFacts): boolean {
  return closeCode !== undefined && closedBy !== 'client';
}

/** Above the evidence stands the result in words, and often that is the close. */
function isCloseSaid(result: ProbeResult, ws: WsFacts): boolean {
  return resultInWords(result).includes(closeInWords(ws));
}

function factsOf(result: ProbeResult): readonly (readonly [string, string])[] {
  const { url, startedAt, durationMs, location, addresses, tls, http, ws, changed, problem } = result;
  const changes = Object.entries(changed).map(([factor, value]) => `${factor}: ${value}`);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Address', url],
    ['Problem', problem === undefined ? undefined : `${problem.code}: ${problem.message}`],
    ['Measured', `${startedAt}, ${milliseconds(durationMs)}, from ${location}`],
    ['Changed', changes.length === 0 ? undefined : changes.join(', ')],
    ['Tried', addresses.length === 0 ? undefined : addresses.map(addressInWords).join(', ')],
    ['TLS', tls === undefined ? undefined : [tls.version, tls.alpn, tls.cipher].filter(Boolean).join(', ')],
    ['Certificate', tls === undefined || tls.names.length === 0 ? undefined : certificateInWords(tls)],
    ['Names', tls === undefined || tls.names.length < 2 ? undefined : tls.names.slice(0, 20).join(', ')],
    ['Answer', http === undefined ? undefined : answerInWords(http)],
    ...socketFacts(ws),
  ];
  return facts.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [[label, value] as const]));
}

function socketFacts(ws: WsFacts | undefined): readonly (readonly [string, string | undefined])[] {
  if (ws === undefined) return [];
  const { status, offered, subprotocol, authBy, token, pingMs, roundTripMs, bytesIn, bytesOut, framesIn, framesOut } =
    ws;
  return [
    ['Upgrade', status === undefined ? undefined : `answered ${status}`],
    [
      'Subprotocol',
      offered.length === 0 ? undefined : `${subprotocol ?? 'none selected'} of ${offered.length} offered`,
    ],
    ['Signed in', `${token} token${authBy === undefined ? '' : ` by ${authBy}`}`],
    ['Round trip', roundTripMs === undefined ? undefined : milliseconds(roundTripMs)],
    ['Ping', pingMs === undefined ? undefined : milliseconds(pingMs)],
    ['Close', ws.closeCode === undefined ? undefined : `${closeInWords(ws)}${ws.isClean ? ', clean' : ', not clean'}`],
    ['Traffic', `${framesIn} frames in (${bytesIn} bytes), ${framesOut} out (${bytesOut} bytes)`],
  ];
}

function addressInWords({ address, tcp, durationMs, code }: ProbeResult['addresses'][number]): string {
  const time = durationMs === undefined ? '' : ` in ${milliseconds(durationMs)}`;
  return `${address} ${tcp === 'not-tried' ? 'not tried' : tcp}${time}${code === undefined ? '' : ` (${code})`}`;
}

function answerInWords({ version, status, firstByteMs, bodyMs, wireBytes, bodyBytes }: HttpFacts): string {
  const parts = [
    `${version} ${status ?? 'without a status'}`,
    firstByteMs === undefined ? undefined : `first byte after ${milliseconds(firstByteMs)}`,
    bodyMs === undefined ? undefined : `body in ${milliseconds(bodyMs)}`,
    wireBytes === bodyBytes ? `${bodyBytes} bytes` : `${wireBytes} bytes on the wire, ${bodyBytes} unpacked`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function chainLine({ subject, issuer, validTo }: NonNullable<ProbeResult['tls']>['chain'][number]): Line {
  return [`${oneLine(subject)}, issued by ${oneLine(issuer)}, valid until ${validTo}`];
}

function headersOf(headers: Readonly<Record<string, string>>): readonly Section[] {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${oneLine(value)}`);
  return codeOf('Headers', lines.length === 0 ? undefined : lines.join('\n'));
}

function transcriptOf(events: readonly WsEvent[]): readonly Section[] {
  if (events.length === 0) return [];
  const lines = events.slice(0, shownEvents).map(({ atMs, from, type, text: said, bytes }) => {
    const what = said === undefined ? `${type ?? 'message'}, ${bytes} bytes` : oneLine(said);
    return `${milliseconds(atMs).padStart(8)} ${from === 'server' ? '<' : '>'} ${what}`;
  });
  const more = events.length > shownEvents ? [`and ${events.length - shownEvents} more`] : [];
  return codeOf('Events (< from the server, > to it)', [...lines, ...more].join('\n'));
}

function codeOf(title: string, content: string | undefined): readonly Section[] {
  if (content === undefined || content === '') return [];
  return [
    { kind: 'aside', line: [title] },
    { kind: 'code', text: content },
  ];
}

function spoiledOf({ isSpoiled, loopDelayMs }: ProbeResult): readonly Section[] {
  if (!isSpoiled) return [];
  const late = `Teneleven itself was ${milliseconds(loopDelayMs)} late: these times say more of this machine`;
  return [{ kind: 'aside', line: [late] }];
}

function listOf(items: readonly Line[]): readonly Section[] {
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function text(words: string): Section {
  return { kind: 'text', line: [words] };
}
