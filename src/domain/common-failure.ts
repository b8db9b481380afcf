/** More red tests than this many, and than this share of all, fell together. */
const fewest = 2;
const fewShare = 0.1;
/** From this share on it is the environment, however few tests there are. */
const mostShare = 0.8;
const fewestToTell = 5;

/** So many fell at once that what they have in common is to blame: none of them is called flaky for it. */
export function fellTogether(red: number, total: number): boolean {
  return red > Math.max(fewest, fewShare * total) || (total >= 2 && red > mostShare * total);
}

/** Nearly all of at least five tests are red: that is the environment. */
export function isEnvironment(red: number, executed: number): boolean {
  return executed >= fewestToTell && red > mostShare * executed;
}
