import type { FileHandle } from 'node:fs/promises';
import type { TextDecoder } from 'node:util';

import type { ReportFinding } from '#domain/run.ts';

import { createCaseParser, type JunitCase } from './junit-cases.ts';
import { reportedCase, type ReportedCase } from './junit-result.ts';
import { openReport } from './open-report.ts';
import { reportDecoder } from './report-decoder.ts';
import { createTextBudget, readLimit } from './text-budget.ts';
import { createMarkupTrimmer, RefusedMarkup } from './trim-markup.ts';

const maxBytes = 256 * 1024 * 1024;
const maxCases = 100_000;
const chunkBytes = 256 * 1024;

export interface JunitReading {
  /** What was read, also when the file breaks off. */
  readonly cases: readonly ReportedCase[];
  /** Why the file cannot be trusted to be all: missing, refused, capped, broken off. */
  readonly problem?: ReportFinding | undefined;
}

/** Streams a JUnit file: at most 256 MiB, 100,000 cases, 64 KiB a text, 64 levels. Never rejects for what is in it. */
export async function readJunit(file: string, redact: (text: string) => string): Promise<JunitReading> {
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
  const cases: ReportedCase[] = [];
  const texts = { redact, cut: createTextBudget() };
  try {
    await parse(handle, (found) => {
      if (cases.length >= maxCases) throw new Stop('report-capped', `Only the first ${maxCases} test cases were read`);
      return cases.push(reportedCase(found, texts));
    });
    return { cases };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { cases, problem: { ...error.finding, message: redact(error.finding.message) } };
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
async function parse(handle: FileHandle, add: (found: JunitCase) => number): Promise<void> {
  let count = 0;
  const parser = createCaseParser({
    add: (found) => void (count = add(found)),
    fail: (message) => {
      throw new Stop('report-partial', `The report breaks off after ${count} test cases: ${message}`);
    },
  });
  const trim = createMarkupTrimmer(readLimit);
  let bytes = 0;
  for await (const text of decoded(handle)) {
    bytes += text.length;
    if (bytes > maxBytes) throw new Stop('report-capped', `Only the first ${maxBytes / 1024 / 1024} MiB were read`);
    parser.write(trimmed(trim, text));
  }
  parser.write(trimmed(trim, ''));
  parser.close();
}

async function* decoded(handle: FileHandle): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  const chunks = handle.createReadStream({ autoClose: false, highWaterMark: chunkBytes });
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    decoder ??= reportDecoder(chunk);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder?.decode() ?? '';
}

function trimmed(trim: (chunk: string) => string, chunk: string): string {
  try {
    return trim(chunk);
  } catch (error) {
    if (!(error instanceof RefusedMarkup)) throw error;
    throw new Stop('report-refused', `The report is not read: it holds ${error.message}`);
  }
}

function finding(code: string, message: string): ReportFinding {
  return { code, message };
}
