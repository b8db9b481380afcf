import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

import type { Redactor } from '#domain/redact.ts';

import { createLineCutter, longestLine, type LineBlock } from './cut-lines.ts';
import type { LineSource } from './runner.ts';
import { lastRewrite, stripSpelledControls } from '#domain/strip-controls.ts';

export interface OutputOrder {
  readonly redactor: Redactor;
  readonly from: LineSource;
  readonly onLine: (text: string, from: LineSource) => void;
  /** Gets the same lines; a promise means that it is behind. */
  readonly append?: ((text: string) => Promise<void> | undefined) | undefined;
}

/** Turns bytes into clean lines. */
export interface OutputSink {
  /** Returns a promise when it wants no more before that resolves. */
  write(chunk: Buffer): Promise<unknown> | undefined;
  end(): void;
}

/** After this much work at a stretch, others get their turn. */
const longestStretchMs = 4;

/** UTF-8 with replacement, without controls, redacted, in lines of at most 64 Ki characters; constant memory, linear time. */
export function createOutputSink({ redactor, from, onLine, append }: OutputOrder): OutputSink {
  const cutter = createLineCutter();
  let stream = redactor.stream();
  /** A line whose end may yet turn out to be the beginning of a secret that goes on in the next. */
  let begun = '';
  let stretchMs = 0;

  /** What is settled of this block and those before it. */
  function clean({ bytes, skippedBytes }: LineBlock): string {
    const text = withoutRewrites(stripSpelledControls(bytes.toString('utf8')));
    if (skippedBytes === 0) return begun + stream.push(`${text}\n`);
    const settled = begun + stream.push(text);
    stream = redactor.stream();
    const lastLine = settled.lastIndexOf('\n') + 1;
    return `${settled.slice(0, lastLine)}${cut(settled.slice(lastLine), skippedBytes)}\n`;
  }

  function tell(settled: string): Promise<void> | undefined {
    const end = settled.lastIndexOf('\n') + 1;
    begun = settled.slice(end);
    if (end === 0) return undefined;
    const text = fitted(settled.slice(0, end));
    const lines = text.split('\n');
    lines.pop();
    for (const line of lines) onLine(line, from);
    return append?.(text);
  }

  function tellAll(blocks: readonly LineBlock[]): Promise<void> | undefined {
    return blocks.map((block) => tell(clean(block))).findLast((behind) => behind !== undefined);
  }

  return {
    write(chunk) {
      const startedAt = performance.now();
      const behind = tellAll(cutter.push(chunk));
      stretchMs += performance.now() - startedAt;
      if (stretchMs < longestStretchMs) return behind;
      stretchMs = 0;
      return behind ?? setImmediate();
    },
    end() {
      void tellAll(cutter.end());
      const rest = begun + stream.end();
      if (rest !== '') void tell(rest.endsWith('\n') ? rest : `${rest}\n`);
    },
  };
}

/** Feeds a sink until the stream closes; reads on only when the sink wants more. Rejects when the sink throws. */
export function drainInto(sink: OutputSink, stream: Readable): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      reject(error);
      stream.destroy();
    }
  };
  stream.on('data', (chunk: Buffer) => {
    guarded(() => {
      const busy = sink.write(chunk);
      free(chunk);
      if (busy === undefined) return;
      stream.pause();
      void busy.then(() => stream.resume());
    });
  });
  stream.on('error', () => undefined);
  stream.once('close', () => {
    guarded(() => sink.end());
    resolve();
  });
  return promise;
}

/** A fast child makes garbage faster than it is collected; its chunks are ours alone, so their memory can go at once. */
function free(chunk: Buffer): void {
  if (chunk.length === chunk.buffer.byteLength && chunk.buffer instanceof ArrayBuffer) chunk.buffer.transfer(0);
}

function withoutRewrites(text: string): string {
  return text.includes('\r') ? text.split('\n').map(lastRewrite).join('\n') : text;
}

/** Redaction can make lines that just fitted a little longer. */
function fitted(text: string): string {
  return text.length <= longestLine ? text : text.split('\n').map(fittedLine).join('\n');
}

function fittedLine(line: string): string {
  return line.length <= longestLine ? line : cut(line, 0);
}

function cut(line: string, skippedBytes: number): string {
  const kept = line
    .slice(0, longestLine - 64)
    .replace(/\uFFFD{1,3}$/, '')
    .toWellFormed();
  const skipped = line.length - kept.length + skippedBytes;
  return `${kept} … [${skipped.toLocaleString('en')} more bytes of this line left out]`;
}
