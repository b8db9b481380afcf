import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import type { TextDecoder } from 'node:util';

import type { ReportFinding } from '#domain/run.ts';

import { createCaseParser, type JunitCase } from './junit-cases.ts';
import { reportedCase, type Redaction, type ReportedCase, type Texts } from './junit-result.ts';
import { RefusedMarkup } from './markup-modes.ts';
import { openReport } from './open-report.ts';
import { reportDecoder } from './report-decoder.ts';
import { createTextBudget } from './text-budget.ts';
import { createMarkupTrimmer } from './trim-markup.ts';

const maxBytes = 256 * 1024 * 1024;
const maxCases = 100_000;
/** So small that the texts cut out of it die young. */
const chunkBytes = 64 * 1024;
const maxNames = 24 * 1024 * 1024;

export interface JunitReading {
  /** What was read, also when the file breaks off. */
  readonly cases: readonly ReportedCase[];
  /** Why the file cannot be trusted to be all: missing, refused, capped, broken off. */
  readonly problem?: ReportFinding | undefined;
}

/**
 * Streams a JUnit file: at most 256 MiB, 100,000 cases, 64 KiB a text, 64 levels. Holds what it returns and little more.
 * Never rejects for what is in it.
 */
export async function readJunit(
  file: string,
  redaction: Redaction,
  budget = createTextBudget(),
): Promise<JunitReading> {
  const opened = await openReport(file);
  if (opened.kind === 'missing')
    return { cases: [], problem: finding('report-missing', `There is no report "${file}"`) };
  if (opened.kind === 'refused') {
    return {
      cases: [],
      problem: finding('report-refused', `The report "${file}" is not read: it is ${opened.reason}`),
    };
  }
  await using handle = opened.handle;
  // The handle is open as long as this is awaited.
  return await readCases(chunksOf(handle), { ...redaction, budget });
}

/** The same of a file that is in memory already. */
export function readJunitBytes(bytes: Uint8Array, redaction: Redaction): Promise<JunitReading> {
  return readCases(decoded(slicesOf(bytes)), { ...redaction, budget: createTextBudget() });
}

async function readCases(chunks: AsyncIterable<Buffer>, texts: Texts): Promise<JunitReading> {
  const cases: ReportedCase[] = [];
  let nameLength = 0;
  try {
    await parse(chunks, texts, (found) => {
      if (cases.length >= maxCases) throw new Stop('report-capped', `Only the first ${maxCases} test cases were read`);
      nameLength += found.name.length + found.classname.length + (found.file?.length ?? 0);
      if (nameLength > maxNames) {
        throw new Stop('report-capped', `Only the first ${cases.length} test cases were read, their names are so long`);
      }
      return cases.push(reportedCase(found, texts));
    });
    return { cases };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { cases, problem: { ...error.finding, message: texts.redact(error.finding.message) } };
  }
}

/** Carries the finding out of the parser's callbacks. */
class Stop extends Error {
  readonly finding: ReportFinding;

  constructor(code: string, message: string) {
    super(message);
    this.finding = finding(code, message);
  }
}

/** `add` returns how many test cases there are by now. */
async function parse(chunks: AsyncIterable<Buffer>, texts: Texts, add: (found: JunitCase) => number): Promise<void> {
  let count = 0;
  const readLimit = (): number => texts.budget.readLimit();
  const parser = createCaseParser({
    readLimit,
    redactCut: texts.redactCut,
    add: (found) => void (count = add(found)),
    fail: (message) => {
      throw new Stop('report-partial', `The report breaks off after ${count} test cases: ${message}`);
    },
  });
  const decoder = new StringDecoder();
  const trim = createMarkupTrimmer({
    limit: readLimit,
    write: (kept) => parser.write(decoder.write(kept)),
    cut: () => parser.cut(),
  });
  for await (const chunk of chunks) refuseAttack(() => trim(chunk));
  refuseAttack(() => trim(Buffer.alloc(0)));
  parser.write(decoder.end());
  parser.close();
}

/** In UTF-8, each valid until the next is asked for: what is only skipped is to cost neither a string nor new memory. */
function chunksOf(handle: FileHandle): AsyncGenerator<Buffer> {
  return decoded(piecesOf(handle));
}

async function* piecesOf(handle: FileHandle): AsyncGenerator<Buffer> {
  const chunk = Buffer.allocUnsafeSlow(chunkBytes);
  for (let bytes = 0; ;) {
    const { bytesRead } = await handle.read(chunk, 0, chunkBytes);
    if (bytesRead === 0) return;
    bytes += bytesRead;
    if (bytes > maxBytes) throw new Stop('report-capped', `Only the first ${maxBytes / 1024 / 1024} MiB were read`);
    yield chunk.subarray(0, bytesRead);
  }
}

function* slicesOf({ buffer, byteOffset, byteLength }: Uint8Array): Generator<Buffer> {
  for (let from = 0; from < byteLength; from += chunkBytes) {
    yield Buffer.from(buffer, byteOffset + from, Math.min(chunkBytes, byteLength - from));
  }
}

async function* decoded(pieces: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | undefined;
  for await (const read of pieces) {
    const mark = decoder === undefined && read.indexOf('\ufeff') === 0 ? 3 : 0;
    decoder ??= reportDecoder(read);
    yield decoder.encoding === 'utf-8' ? read.subarray(mark) : Buffer.from(decoder.decode(read, { stream: true }));
  }
  if (decoder !== undefined && decoder.encoding !== 'utf-8') yield Buffer.from(decoder.decode());
}

function refuseAttack(trim: () => void): void {
  try {
    trim();
  } catch (error) {
    if (!(error instanceof RefusedMarkup)) throw error;
    throw new Stop('report-refused', `The report is not read: it holds ${error.message}`);
  }
}

function finding(code: string, message: string): ReportFinding {
  return { code, message };
}
