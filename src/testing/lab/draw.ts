/** Chances of one trial: the same seed draws the same. */
export interface Draw {
  /** Parameters of held-out variants come from ranges of their own. */
  readonly isHeldOut: boolean;
  /** Whole, both ends included. */
  readonly int: (from: number, to: number) => number;
  readonly pick: <T>(among: readonly T[]) => T;
  /** Of what faults are tuned on, or of what they are measured on. */
  readonly either: <T>(tuned: readonly T[], heldOut: readonly T[]) => T;
  readonly chance: (share: number) => boolean;
}

export function createDraw(seed: string, isHeldOut: boolean): Draw {
  let state = hash(seed);
  const next = (): number => {
    // mulberry32
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(among: readonly T[]): T => {
    const picked = among.slice(Math.floor(next() * among.length))[0];
    if (picked === undefined) throw new RangeError('Nothing to pick from');
    return picked;
  };
  return {
    isHeldOut,
    pick,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    either: (tuned, heldOut) => pick(isHeldOut ? heldOut : tuned),
    chance: (share) => next() < share,
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x81_1c_9d_c5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93);
  return value | 0;
}
