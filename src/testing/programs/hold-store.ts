/** `hold-store.ts <data>`: opens a store, says `opened` or why not, and holds it until standard input ends. */
import { text } from 'node:stream/consumers';
import { OperatorError } from '#domain/operator-error.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';

try {
  const store = await openJsonStore({ data: process.argv[2] ?? '', keepRuns: 10, now: () => new Date() });
  process.stdout.write('opened\n');
  await text(process.stdin);
  await store.close();
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stdout.write(`${error.code} ${error.message}\n`);
}
