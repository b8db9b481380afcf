/** More than a Date header of whole seconds and the way there explain. */
const leewaySeconds = 4;

/** Of the seconds that one clock is ahead of another. */
export function isSkewed(seconds: unknown): boolean {
  return typeof seconds === 'number' && Math.abs(seconds) > leewaySeconds;
}
