const minuteMs = 60_000;
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1_440].map((minutes) => minutes * minuteMs);
const mostTimes = 9;

/** A round number at or above the highest value, so that ticks are round too; 1 for nothing. */
export function axisTop(highest: number): number {
  if (!(highest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  const factor = [1, 2, 4, 5, 6, 8, 10].find((each) => each * power >= highest) ?? 10;
  return tidy(factor * power);
}

/** Three to five round values from 0 to the top. */
export function ticksOf(top: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(top));
  const lead = Math.round(top / power);
  const parts = lead === 5 || lead === 10 ? 5 : lead === 6 ? 3 : lead === 1 ? 2 : 4;
  const ticks = Array.from({ length: parts + 1 }, (_, index) => tidy((top * index) / parts));
  // Nobody counts half a failure.
  return top <= 4 ? ticks.filter(Number.isInteger) : ticks;
}

export interface TimeTick {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `16:40`, in UTC. */
  readonly label: string;
}

/** At most nine whole times inside the span. */
export function timeTicks(from: number, spanMs: number): readonly TimeTick[] {
  const step = timeSteps.find((each) => spanMs / each <= mostTimes - 1) ?? timeSteps.at(-1) ?? spanMs;
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= from + spanMs && ticks.length < mostTimes; at += step) {
    ticks.push({ at, label: new Date(at).toISOString().slice(11, 16) });
  }
  return ticks;
}

function tidy(value: number): number {
  return Number(value.toPrecision(6));
}
