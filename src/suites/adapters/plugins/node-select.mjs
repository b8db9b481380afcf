// Preloaded into a rerun of `node --test`: ends the process of a file in which no test is selected before it starts.
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';

const runner = process.env.TENELEVEN_NODE_RUNNER;
const entry = process.argv[1];

if (isMainThread && entry !== undefined && runner === String(process.ppid) && process.env.NODE_TEST_CONTEXT) {
  const selected = JSON.parse(readFileSync(new URL(import.meta.url).searchParams.get('files'), 'utf8'));
  if (!selected.includes(path.relative(process.cwd(), realpathSync(entry)))) process.exit(0);
}
