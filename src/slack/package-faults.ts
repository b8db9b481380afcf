const frame = /^\s+at /u;
const builtIn = /\(?(?:node:|<anonymous>)/u;
const packages = /[/\\]node_modules[/\\](?:@slack|undici|eventemitter3|ws)[/\\]/u;

/**
 * Whether an error that nobody caught rose inside Slack's packages, with no code of ours on its way. Running suites need
 * not end for it; one of ours is a bug, after which nothing is certain.
 */
export function isPackageFault(error: unknown): boolean {
  if (!(error instanceof Error) || error.stack === undefined) return false;
  const frames = error.stack.split('\n').filter((line) => frame.test(line) && !builtIn.test(line));
  return frames.length > 0 && frames.every((line) => packages.test(line));
}
