import { formatDuration } from '#domain/duration.ts';
import type { ProbeProblem, WsFacts } from '#domain/probe.ts';

import { roundMs } from './time-wall.ts';

export interface CloseFrame {
  readonly by: 'server' | 'client';
  /** 1005: the frame had none. */
  readonly code: number;
  readonly reason: string;
  readonly atMs: number;
}

/** Who closed a connection, with what, and how it then ended. */
export interface CloseLog {
  /** False when there is nothing to send: a close frame was sent before, or the connection is over. */
  readonly sent: (code: number) => boolean;
  readonly received: (code: number, reason: string) => void;
  /** Why we close before our time. */
  readonly limit: (problem: ProbeProblem) => void;
  readonly ended: (by: NonNullable<WsFacts['endedBy']>, error?: Error) => void;
  readonly hasSent: () => boolean;
  /** A close frame went either way, or the connection under it ended. */
  readonly hasEnded: () => boolean;
  /** The frame that counts, see `decisive`. */
  readonly first: () => CloseFrame | undefined;
  readonly answer: () => CloseFrame | undefined;
  readonly endedBy: () => WsFacts['endedBy'];
  /** Why the connection is over, as a problem: `received 1011 "Internal error" 3 ms after the upgrade`. */
  readonly problem: () => ProbeProblem;
  readonly facts: () => Pick<WsFacts, 'closeCode' | 'closeReason' | 'closedBy' | 'endedBy' | 'isClean' | 'openMs'>;
}

export function createCloseLog(ageMs: () => number): CloseLog {
  let ours: CloseFrame | undefined;
  let theirs: CloseFrame | undefined;
  let own: ProbeProblem | undefined;
  let end: { readonly by: NonNullable<WsFacts['endedBy']>; readonly atMs: number; readonly code?: string } | undefined;
  const first = (): CloseFrame | undefined => decisive(ours, theirs);
  const openMs = (): number => Math.min(first()?.atMs ?? Infinity, end?.atMs ?? Infinity, ageMs());
  return {
    sent(code) {
      if (ours !== undefined || end !== undefined) return false;
      ours = { by: 'client', code, reason: '', atMs: ageMs() };
      return true;
    },
    received(code, reason) {
      theirs ??= { by: 'server', code, reason, atMs: ageMs() };
    },
    limit(problem) {
      if (theirs === undefined) own ??= problem;
    },
    ended(by, error) {
      const code = error !== undefined && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
      end ??= { by, atMs: ageMs(), ...(code === undefined ? {} : { code }) };
    },
    hasSent: () => ours !== undefined,
    hasEnded: () => ours !== undefined || theirs !== undefined || end !== undefined,
    first,
    answer: () => (first()?.by === 'client' ? theirs : ours),
    endedBy: () => end?.by,
    problem() {
      const frame = first();
      const age = `${formatAge(openMs())} after the upgrade`;
      if (own !== undefined) return { ...own, message: `${own.message}, ${age}` };
      if (frame?.by === 'server')
        return { code: `CLOSE_${frame.code}`, message: `received ${describeFrame(frame)}, ${age}` };
      if (end?.by === 'client') return { code: 'SENT_1006', message: `ended by us without a close frame, ${age}` };
      const how = end?.by === 'server-reset' ? `broke it (${end.code ?? 'RST'})` : 'ended it (FIN)';
      return { code: 'CLOSE_1006', message: `1006: the other side ${how} without a close frame, ${age}` };
    },
    facts() {
      const frame = first();
      return {
        closeCode: frame?.code ?? (end === undefined ? undefined : 1006),
        closeReason: frame === undefined ? undefined : frame.reason,
        closedBy: frame?.by ?? 'nobody',
        endedBy: end?.by,
        isClean: ours !== undefined && theirs !== undefined && end?.by !== 'server-reset',
        openMs: roundMs(openMs()),
      };
    },
  };
}

function formatAge(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : formatDuration(ms);
}

export function describeFrame({ code, reason }: Pick<CloseFrame, 'code' | 'reason'>): string {
  if (code === 1005) return 'a close frame without a code (1005)';
  const said = reason === '' ? `${code} with an empty reason` : `${code} ${JSON.stringify(reason)}`;
  return mayNotBeSent(code) ? `${said}, a code that no close frame may carry` : said;
}

/** RFC 6455, 7.4: reserved ones stand for what a client saw without a frame. */
function mayNotBeSent(code: number): boolean {
  return code < 1000 || code === 1004 || code === 1006 || (code >= 1015 && code < 3000) || code > 4999;
}

/**
 * The close frame that says why: the first. Frames can cross, though: when ours was a plain 1000 and theirs is neither
 * that nor empty, it is no answer to ours, and the server's own reason must not be lost behind our goodbye.
 */
function decisive(ours: CloseFrame | undefined, theirs: CloseFrame | undefined): CloseFrame | undefined {
  if (ours === undefined || theirs === undefined) return ours ?? theirs;
  if (theirs.atMs <= ours.atMs) return theirs;
  const isAnswer = ours.code !== 1000 || theirs.code === 1000 || theirs.code === 1005;
  return isAnswer ? ours : theirs;
}
