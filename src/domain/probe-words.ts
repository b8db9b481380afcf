import { plural } from './plural.ts';
import type { ProbeResult, Standing, StepResult, TlsFacts, WsFacts } from './probe.ts';

const longestDetail = 120;
const longestServer = 40;

/** `chat on staging`; the address itself where it is not configured. */
function probedName({ endpoint, environment }: Pick<ProbeResult, 'endpoint' | 'environment'>): string {
  return environment === undefined ? endpoint : `${endpoint} on ${environment}`;
}

/** `chat on staging is down: upgrade refused with 502 (nginx)`. */
export function resultInWords(result: ProbeResult): string {
  return `${probedName(result)} ${standingInWords(result)}`;
}

/** Completes `chat on staging …`. */
export function standingInWords(result: ProbeResult): string {
  switch (result.standing) {
    case 'up': {
      const latencyMs = latencyOf(result);
      return latencyMs === undefined ? 'answers' : `answers in ${milliseconds(latencyMs)}`;
    }
    case 'down':
      return `is down: ${whyInWords(result)}`;
    case 'unknown':
      return `could not be measured: ${whyInWords(result)}`;
  }
}

/** Why it is not up; empty where it is. */
export function whyInWords(result: ProbeResult): string {
  if (result.standing === 'up') return '';
  return result.standing === 'down' ? downInWords(result) : (result.problem?.message ?? 'no reason is known');
}

/** What broke, on which rung: `upgrade refused with 502 (nginx)`, `tcp: 127.0.0.1:8080 refused the connection`. */
function downInWords({ brokeAt, problem, http, ws }: ProbeResult): string {
  if (brokeAt === 'upgrade' && ws?.status !== undefined && ws.status !== 101) {
    return `upgrade refused with ${ws.status}${serverInWords(ws.headers)}`;
  }
  if (http?.status !== undefined && problem?.code === `STATUS_${http.status}`) {
    return `answered ${http.status}${serverInWords(http.headers)}`;
  }
  if (ws?.closeCode !== undefined && problem?.code === `CLOSE_${ws.closeCode}`) {
    return `${closeInWords(ws)}${brokeAt === undefined || brokeAt === 'close' ? '' : `, before ${brokeAt}`}`;
  }
  const message = problem?.message ?? 'no reason is known';
  return brokeAt === undefined ? message : `${brokeAt}: ${message}`;
}

/** What it is judged by: first byte of an answer, else round trip, else ping. */
export function latencyOf({ http, ws }: Pick<ProbeResult, 'http' | 'ws'>): number | undefined {
  return http?.firstByteMs ?? ws?.roundTripMs ?? ws?.pingMs;
}

/** One rung in one line: `✗ upgrade     failed after 12 ms: 502 Bad Gateway`. The word tells the state, the sign is for the eye. */
export function rungInWords({ step, outcome, durationMs, detail = '' }: StepResult): string {
  const { sign, word, within } = outcomes[outcome];
  const time = durationMs === undefined ? '' : ` ${within} ${milliseconds(durationMs)}`;
  const seen = detail === '' ? '' : `: ${cut(oneLine(detail), longestDetail)}`;
  return `${sign} ${step.padEnd(11)} ${word}${time}${seen}`;
}

/** `certificate of api.example.com and 2 more names, 61 days left, issued by R11`. */
export function certificateInWords(tls: TlsFacts): string {
  const [name = 'nobody', ...others] = tls.names;
  const more = others.length === 0 ? '' : ` and ${plural(others.length, 'more name')}`;
  const issuer = tls.chain[0]?.issuer;
  const parts = [
    `certificate of ${name}${more}`,
    tls.daysLeft === undefined ? undefined : daysInWords(tls.daysLeft),
    issuer === undefined ? undefined : `issued by ${issuer}`,
    tls.isTrusted ? undefined : `not trusted: ${tls.distrust ?? 'no reason is known'}`,
  ];
  return oneLine(parts.filter((part) => part !== undefined).join(', '));
}

/** Worth a line where nobody asked for it. */
export function isCertificateRemarkable({ isTrusted, daysLeft }: TlsFacts): boolean {
  return !isTrusted || (daysLeft !== undefined && daysLeft < 30);
}

/** `closed by the server with 1011, reason "Internal error", 34 ms after opening`. */
export function closeInWords(ws: WsFacts): string {
  const { closeCode, closeReason = '', closedBy, openMs } = ws;
  const after = openMs === undefined ? '' : `, ${milliseconds(openMs)} after opening`;
  if (closedBy === 'nobody') return `connection ended without a close frame (1006)${endInWords(ws)}${after}`;
  const reason = closeReason === '' ? 'no reason given' : `reason "${oneLine(closeReason)}"`;
  const who = closedBy === 'server' ? 'the server' : 'this side';
  return `closed by ${who} with ${closeCode ?? 'no code'}, ${reason}${after}`;
}

/** `0.4 ms`, `12 ms`, `2.3 s`. */
export function milliseconds(ms: number): string {
  if (ms < 9.95) return `${Math.max(0, ms).toFixed(1)} ms`;
  return ms < 9_950 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** The worst first: down, then unknown, then the slowest. */
export function byWorst(one: ProbeResult, other: ProbeResult): number {
  const difference = rank[one.standing] - rank[other.standing];
  return difference === 0 ? (latencyOf(other) ?? 0) - (latencyOf(one) ?? 0) : difference;
}

export function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}

const outcomes = {
  passed: { sign: '✓', word: 'passed', within: 'in' },
  failed: { sign: '✗', word: 'failed', within: 'after' },
  'not-reached': { sign: '·', word: 'not reached', within: 'after' },
} as const;
const rank: Readonly<Record<Standing, number>> = { down: 0, unknown: 1, up: 2 };

function serverInWords(headers: Readonly<Record<string, string>>): string {
  const server = headers['server'];
  return server === undefined ? '' : ` (${cut(oneLine(server), longestServer)})`;
}

function endInWords({ endedBy }: WsFacts): string {
  if (endedBy === 'server-reset') return ', reset by the server';
  if (endedBy === 'server-end') return ', ended by the server';
  return endedBy === 'client' ? ', given up by this side' : '';
}

function daysInWords(daysLeft: number): string {
  if (daysLeft < 0) return `expired ${-daysLeft} day${daysLeft === -1 ? '' : 's'} ago`;
  return `${plural(daysLeft, 'day')} left`;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
