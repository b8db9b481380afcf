import type { ListedTest } from './audited-report.ts';

/** pytest prints hundredths. */
const unitMs = 10;
const entry = /^\s*(\d+\.\d\d)s (call|setup|teardown)\s+(\S.*)$/;

interface DurationList {
  line(text: string, line: number): void;
  /** The tests that are listed here or there; what is only timed passed where nothing is red. */
  merged(tests: ReadonlyMap<string, ListedTest>, isGreen: boolean): Iterable<ListedTest>;
}

/** `==== slowest 10 durations ====` */
export function isDurationHead(text: string): boolean {
  return /^=+ slowest (?:\d+ )?(?:test )?durations =+$/.test(text);
}

/** Adds up the phases of each test of `--durations`. */
export function createDurationList(): DurationList {
  const timed = new Map<string, { ms: number; phases: number; line: number }>();
  return {
    line(text, line) {
      const [found, seconds, , id = ''] = entry.exec(text) ?? [];
      if (found === undefined) return;
      const before = timed.get(id) ?? { ms: 0, phases: 0, line };
      const ms = Math.round(before.ms + Number(seconds) * 1_000);
      timed.set(id, { ms, phases: before.phases + 1, line: before.line });
    },
    *merged(tests, isGreen) {
      for (const test of tests.values()) {
        const time = timed.get(test.id);
        yield time === undefined ? test : { ...test, durationMs: time.ms, unitMs: unitMs * time.phases };
      }
      for (const [id, time] of timed) {
        if (tests.has(id)) continue;
        yield {
          id,
          outcome: isGreen ? 'passed' : undefined,
          durationMs: time.ms,
          unitMs: unitMs * time.phases,
          line: time.line,
        };
      }
    },
  };
}
