import type { Workers } from './audited-report.ts';

const one = (why: string): Workers => ({ count: 1, why });
const several = /(?:^|\s)(?:-n|--numprocesses|--workers|--tests-per-worker|--processes|-j|--jobs)(?:[= ]?)(\S+)/;
const serialByDefault = /(?:^|[\s/])(?:pytest|py\.test|unittest)(?=$|\s)/;

/** How many tests a command may run at the same time; `unknown` for runners that decide it themselves. */
export function workersOf(command: string | undefined): Workers {
  if (command === undefined) return 'unknown';
  const asked = several.exec(command)?.[1];
  const isSerial = serialByDefault.test(command);
  if (asked !== undefined && isSerial) {
    return /^[1-9]\d{0,3}$/.test(asked)
      ? { count: Number(asked), why: `-n ${asked}` }
      : asked === '0'
        ? one('-n 0')
        : 'unknown';
  }
  if (isSerial && !/xdist|--dist|asyncio-cooperative|-p\s*parallel/.test(command)) return one('no -n in the command');
  return 'unknown';
}

const parallelWords = /\bin parallel\b|\bparalleli[sz]|\bxdist\b|\b\d+ workers\b|\bworkers?:/i;

/** A text that speaks of parallel execution makes the number unknown, unless it says it. */
export function workersSaid(text: string): Workers | undefined {
  if (!parallelWords.test(text)) return undefined;
  const count = /\b([1-9]\d{0,2}) workers\b|\bworkers?: ?([1-9]\d{0,2})\b/i.exec(text);
  const said = count?.[1] ?? count?.[2];
  return said === undefined ? 'unknown' : { count: Number(said), why: `${said} workers` };
}
