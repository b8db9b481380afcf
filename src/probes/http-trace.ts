import type { AnswerHead } from './handshake-answer.ts';
import { createBodySink } from './http-body-sink.ts';
import type { BodySink } from './http-body-sink.ts';

/** What has been seen of one request and its answer so far; all times since the start of writing. */
export interface HttpTrace {
  readonly startedMs: number;
  writtenMs?: number;
  firstByteMs?: number;
  endedMs?: number;
  head?: Pick<AnswerHead, 'version' | 'status' | 'statusText' | 'headers'>;
  /** As received. */
  readonly body: BodySink;
}

export function startTrace(): HttpTrace {
  return { startedMs: performance.now(), body: createBodySink() };
}
