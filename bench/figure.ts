/** One thing measured, beside the limit that the project holds itself to. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** The value must not be above it. */
  readonly limit: number;
  /** `×` for a ratio, else a unit. */
  readonly unit: string;
  /** What was measured, how often, with the absolute numbers. */
  readonly detail: string;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the given share of the values lies; NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
