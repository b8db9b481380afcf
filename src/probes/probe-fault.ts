import type { ProbeProblem, Standing } from '#domain/probe.ts';

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

/** Faults of this machine: they say nothing of the endpoint. */
const ownFaults: ReadonlySet<string> = new Set([
  abortedCode,
  'INVALID_HEADER',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOBUFS',
  'EADDRNOTAVAIL',
]);

/** Whether that code is one of this machine, on whichever way. */
export function isOwnFault(code: string): boolean {
  return ownFaults.has(code.replace(/^PROXY_/u, ''));
}

/** What a problem lets be said of the endpoint. */
export function standingOf(problem: ProbeProblem | undefined): Standing {
  if (problem === undefined) return 'up';
  return isOwnFault(problem.code) ? 'unknown' : 'down';
}

/** The code that Node or a library gave to an error: an errno name, an OpenSSL or undici code. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'UNKNOWN';
}

/** Why there is no token. Who had no port to ask from has not been refused one: that stays a fault of this machine. */
export function withoutToken(error: unknown, message: string): ProbeProblem {
  const code = codeOf(error);
  return { code: isOwnFault(code) ? code : 'NO_TOKEN', message: `No token: ${message}` };
}
