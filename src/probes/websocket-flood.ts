import { formatLimit } from './time-wall.ts';

const mostFramesPerSecond = 2_000;
const mostFrames = 20_000;

export interface FloodGuard {
  /** Counts a frame; says which limit is exceeded, once. */
  count(nowMs: number): string | undefined;
  /** What was sent in a time in which nobody read comes at once: that many more are no flood. */
  rested(ms: number): void;
}

/** Bounds how many frames a peer may make us look at. */
export function createFloodGuard(): FloodGuard {
  let windowStartMs = -Infinity;
  let inWindow = 0;
  let total = 0;
  let mostInWindow = mostFramesPerSecond;
  return {
    count(nowMs) {
      total += 1;
      if (nowMs - windowStartMs > 1_000) {
        windowStartMs = nowMs;
        inWindow = 0;
      }
      inWindow += 1;
      if (inWindow === mostInWindow + 1) {
        return `more than ${mostInWindow} frames within ${formatLimit(1_000)}`;
      }
      return total === mostFrames + 1 ? `more than ${mostFrames} frames` : undefined;
    },
    rested(ms) {
      mostInWindow = mostFramesPerSecond + Math.round((mostFramesPerSecond * ms) / 1_000);
    },
  };
}
