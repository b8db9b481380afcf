/** A service that began as lately as this may still be getting ready. */
const youngSeconds = 60;

export function isYoung(uptimeSeconds: number | undefined): uptimeSeconds is number {
  return uptimeSeconds !== undefined && uptimeSeconds < youngSeconds;
}
