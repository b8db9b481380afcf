import type { Exchange, TestResult } from '#domain/test-result.ts';

import { placeAt, placeOf } from './target-url.ts';

const switched = 101;
/** As many requests of a test are kept. */
const mostKept = 10;

/**
 * How many websockets a test had opened in a row when what failed was asked for; undefined where that was not seen. Of more
 * than its last ten requests the connections of the test tell, less those that were requests.
 */
export function socketsBefore(
  { exchanges = [], contacts = [] }: TestResult,
  failing: Exchange | undefined,
): number | undefined {
  const index = failing === undefined ? -1 : exchanges.lastIndexOf(failing);
  if (failing === undefined || index === -1) return undefined;
  const before = exchanges.slice(0, index);
  const lastOpened = before.findLastIndex(isOpened);
  const requests = before.slice(lastOpened + 1);
  // What was asked for over sockets alone, and after them, belongs to one and the same step of the test.
  if (lastOpened === -1 || !before.slice(0, lastOpened).every(isOpened)) return undefined;
  const opened = lastOpened + 1;
  if (exchanges.length < mostKept) return opened;
  const url = URL.parse(failing.url);
  const place = url === null ? undefined : placeOf(url);
  const connections = contacts
    .filter(({ host, port }) => placeAt(host, port) === place)
    .reduce((sum, each) => sum + each.connections, 0);
  return Math.max(opened, connections - requests.length - (exchanges.length - index));
}

function isOpened({ url, status }: Exchange): boolean {
  return /^wss?:/u.test(url) && status === switched;
}
