/** Why a rung failed: a stable code, and one sentence for people. Thrown inside a probe, never out of it. */
export class ProbeFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ProbeFault';
    this.code = code;
  }
}

/** Code of an aborted signal: nothing is known of the endpoint then. */
export const abortedCode = 'ABORTED';

/** The code that Node or a library gave to an error: an errno name, an OpenSSL or undici code. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'UNKNOWN';
}
