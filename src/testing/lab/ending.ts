import process from 'node:process';

/** Aborts at the first Ctrl-C or SIGTERM, so that what was started can be ended; the second ends the process at once. */
export function endingOfProcess(): AbortSignal {
  const ending = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      process.exitCode = 130;
      ending.abort();
    });
  }
  return ending.signal;
}
