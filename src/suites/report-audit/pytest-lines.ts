import { sourceOf, type Duration, type Read } from './audited-report.ts';
import { clockDurationIn } from './recognise-duration.ts';

export interface PytestFinal {
  /** `2 failed, 23 passed`, or `no tests ran`. */
  readonly counts: string;
  readonly wall: Duration;
  readonly otherWall?: Duration | undefined;
}

const word = String.raw`\d+ (?:passed|failed|skipped|deselected|xfailed|xpassed|warnings?|errors?|reruns?|subtests? (?:passed|failed|skipped))`;
const final = new RegExp(
  String.raw`^=* ?((?:${word}|no tests (?:ran|collected))(?:(?: \(\d+ durations < [^)]{1,20}\))?, ${word})*) in (\d+)((?:\.\d+)?)s(?: \((\d+(?: days?, )?[\d:]+)\))? ?=*$`,
);

/** `===== 2 failed, 23 passed in 211.07s (0:03:31) =====` */
export function finalIn(text: string, line: number): Read<PytestFinal> | undefined {
  const [found, counts = '', whole = '', fraction = '', clock] = final.exec(text) ?? [];
  if (found === undefined) return undefined;
  const wall = {
    ms: Math.round(Number(whole + fraction) * 1_000),
    unitMs: 1_000 / 10 ** Math.max(0, fraction.length - 1),
  };
  const otherWall = clock === undefined ? undefined : clockDurationIn(clock);
  return { ...sourceOf(line, text), value: { counts, wall, otherWall } };
}

export interface Collected {
  readonly collected: number;
  readonly deselected: number;
  readonly selected: number;
}

/** `collected 25 items / 1 error / 21 deselected / 4 selected`, or `2 workers [25 items]` and `gw0 [25] / gw1 [25]` of xdist. */
export function collectedIn(text: string, line: number): Read<Collected> | undefined {
  const at = text.startsWith('collecting') ? Math.max(0, text.lastIndexOf('collected ')) : 0;
  const [found, items] =
    /^collected (\d+) items?\b/.exec(text.slice(at)) ??
    /^\d+ workers? \[(\d+) items?\]/.exec(text) ??
    /^gw\d+ \[(\d+)\]/.exec(text) ??
    [];
  if (found === undefined) return undefined;
  const collected = Number(items);
  const deselected = Number(/ \/ (\d+) deselected/.exec(text)?.[1] ?? 0);
  const selected = Number(/ \/ (\d+) selected/.exec(text)?.[1] ?? collected - deselected);
  return { ...sourceOf(line, text), value: { collected, deselected, selected } };
}

/** The numbers of the workers that a line tells of; empty: there are some, and it does not say which. */
export function workerIn(text: string): readonly number[] | undefined {
  const [, created] = /^created: \d+\/(\d+) workers?\b/.exec(text) ?? /^(\d+) workers? \[\d+ items?\]/.exec(text) ?? [];
  if (created !== undefined) return Array.from({ length: Math.min(Number(created), 1_000) }, (_, index) => index);
  if (/^\[gw\d+\]|^gw\d+ (?:\[|[A-Z]\b|ok\b)/.test(text))
    return [...text.slice(0, 400).matchAll(/\bgw(\d+)/g)].map(([, number]) => Number(number));
  return text.startsWith('bringing up nodes') ? [] : undefined;
}

/** `$ pytest tests -v`, as it stands above what a shell printed. */
export function commandIn(text: string, line: number): Read<string> | undefined {
  const [, command] =
    /^(?:\S{0,80}[$#>] |\+ )((?:[A-Z_]+=\S* )*(?:python3? -m )?(?:\S*\/)?pytest\b.*)$/.exec(text) ?? [];
  return command === undefined ? undefined : { ...sourceOf(line, text), value: command };
}
