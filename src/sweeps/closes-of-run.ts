import { classifyReason, type CloseCount } from '#domain/close.ts';
import type { Environment } from '#domain/configuration.ts';
import type { Run } from '#domain/run.ts';
import { resolveSetting, type Variables } from '#domain/setting.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';

import { closesInOutput } from './closes-in-output.ts';
import { servicesBehind } from './sweep-ledger.ts';

/** Of a close that no websocket of the environment can be named for. */
const unknownEndpoint = '?';

export interface RunSurroundings {
  readonly environment: Environment;
  readonly variables: Variables;
}

/** The closes that the failed tests of a run tell of, as lines of the ledger in the minute in which it ended. */
export function closesOfRun(
  run: Run,
  tests: readonly TestResult[],
  { environment, variables }: RunSurroundings,
): readonly CloseCount[] {
  // Closes of targets of our own are none of the stack's.
  if (run.endedAt === undefined || run.selection.proves !== undefined) return [];
  const endedMs = Date.parse(run.endedAt);
  const minuteAt = new Date(endedMs - (endedMs % 60_000)).toISOString();
  const services = servicesBehind(environment, variables);
  const lines = tests
    .filter(({ outcome }) => isRed(outcome))
    .flatMap(({ id, failure }) => {
      const output = `${failure?.message ?? ''}\n${failure?.details ?? ''}`;
      return closesInOutput(output).map(({ code, closedBy, reason }): CloseCount => {
        const endpoint = endpointIn(`${id}\n${output}`, { environment, variables });
        const version = run.versions[services.get(endpoint) ?? ''];
        const line = { minuteAt, environment: environment.name, endpoint, code, closedBy } as const;
        return { ...line, reason: classifyReason(code, reason), version, source: 'run', count: 1 };
      });
    });
  return [...Map.groupBy(lines, keyOf).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, count: same.length }];
  });
}

/** The only websocket of the environment, or the one whose address or path the output names: the longest, where several are. */
function endpointIn(output: string, { environment, variables }: RunSurroundings): string {
  const sockets = [...environment.websockets];
  const [only, ...others] = sockets;
  if (only !== undefined && others.length === 0) return only[0];
  const named = sockets.flatMap(([name, { url }]) => {
    const address = addressOf(() => resolveSetting(url, variables));
    if (address === undefined) return [];
    const isNamed = address.path.length > 1 && holdsPath(output, address.path);
    return output.includes(address.whole) || isNamed ? [{ name, length: address.path.length }] : [];
  });
  return named.toSorted((one, other) => other.length - one.length)[0]?.name ?? unknownEndpoint;
}

function addressOf(resolve: () => string): { readonly whole: string; readonly path: string } | undefined {
  try {
    const { host, pathname } = new URL(resolve());
    return { whole: `${host}${pathname}`, path: pathname };
  } catch {
    return undefined;
  }
}

/** `/ws` is not in `/wsx`, nor in `/ws/chat`. */
function holdsPath(output: string, path: string): boolean {
  for (let at = output.indexOf(path); at >= 0; at = output.indexOf(path, at + 1)) {
    if (!/[\w/.-]/u.test(output[at + path.length] ?? ' ')) return true;
  }
  return false;
}

function keyOf({ endpoint, code, closedBy, reason }: CloseCount): string {
  return `${endpoint} ${code} ${closedBy} ${reason}`;
}
