import { openReport } from './open-report.ts';

const maxBytes = 256 * 1024 * 1024;
const maxLineLength = 1024 * 1024;

/**
 * The complete lines of a file that a runner left, at most 256 MiB of them; longer lines than 1 MiB and a last line
 * without its end are left out. Nothing when there is no such file. Never rejects.
 */
export async function* readLines(file: string): AsyncGenerator<string> {
  const opened = await openReport(file);
  if (opened.kind !== 'file') return;
  await using handle = opened.handle;
  const decoder = new TextDecoder();
  let rest = '';
  let isTooLong = false;
  const chunks = handle.createReadStream({ autoClose: false, highWaterMark: 256 * 1024, end: maxBytes });
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!isTooLong && line.length <= maxLineLength) yield line;
      isTooLong = false;
    }
    if (rest.length > maxLineLength) {
      rest = '';
      isTooLong = true;
    }
  }
}
