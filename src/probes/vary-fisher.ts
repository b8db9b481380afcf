/** How often one arm passed and failed. */
export interface Tally2 {
  readonly passed: number;
  readonly failed: number;
}

/** Fisher's exact test, two-sided: how likely a split at least this uneven is when the arms do not differ. */
export function fisherExact(one: Tally2, other: Tally2): number {
  const ofOne = one.passed + one.failed;
  const ofOther = other.passed + other.failed;
  const passed = one.passed + other.passed;
  const chance = (passedInOne: number): number =>
    Math.exp(
      logChoose(ofOne, passedInOne) + logChoose(ofOther, passed - passedInOne) - logChoose(ofOne + ofOther, passed),
    );
  const seen = chance(one.passed);
  let sum = 0;
  for (let count = Math.max(0, passed - ofOther); count <= Math.min(ofOne, passed); count += 1) {
    const each = chance(count);
    if (each <= seen * (1 + 1e-9)) sum += each;
  }
  return Math.min(1, sum);
}

function logChoose(of: number, taken: number): number {
  return logFactorial(of) - logFactorial(taken) - logFactorial(of - taken);
}

function logFactorial(number: number): number {
  let sum = 0;
  for (let factor = 2; factor <= number; factor += 1) sum += Math.log(factor);
  return sum;
}
