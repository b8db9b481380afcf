/** One error of a chain. */
export interface SaidError {
  /** Class without its module: `ConnectError`. '' where it is not named. */
  readonly type: string;
  /** `httpx`, `websockets.exceptions`; '' where it is not named. */
  readonly module: string;
  readonly message: string;
  /** As Node prints it. */
  readonly code?: string | undefined;
}

export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  /** The line of source, where it is printed. */
  readonly code: string;
  /** Of the team's own code. */
  readonly isOwn: boolean;
}

export interface Trace {
  /** Outermost first. */
  readonly errors: readonly SaidError[];
  /** Innermost first; those of the outermost error before those of its causes. */
  readonly frames: readonly Frame[];
}

/** `httpx.ReadTimeout: timed out` → module, class and message. */
export function splitError(line: string): SaidError | undefined {
  const found = /^((?:[a-z_]\w{0,60}\.){0,8})([A-Z]\w{0,80}|gaierror|herror|timeout)(?:: |$|(?=\n))/u.exec(
    line.slice(0, 700),
  );
  if (found === null) return undefined;
  const [whole, module = '', type = ''] = found;
  if (
    !/(?:[Ee]rror|Exception|Timeout|Closed\w*|Group|Interrupt|Exit|Warning|Failed|Refused|Redirects|Protocol|Schema|Disconnected|Invalid\w+|StopIteration|\w*OK)$/u.test(
      type,
    )
  ) {
    if (module === '') return undefined;
  }
  return { type, module: module.slice(0, -1), message: line.slice(whole.length) };
}
