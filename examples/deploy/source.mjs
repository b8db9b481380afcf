import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const folder = path.resolve(import.meta.dirname, '../stack');

/** The files that a build of the stack is made of, in one order everywhere. */
export function readSource() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));
}

/** Forty hexadecimal digits, as those of a commit: another source is another version. */
export function versionOf(files) {
  const hash = createHash('sha1');
  for (const { name, text } of files) hash.update(`${name}\0${text}\0`);
  return hash.digest('hex');
}

/** What is pushed and started: the files in one compressed layer, and its digest. */
export function buildImage(files) {
  const layer = gzipSync(JSON.stringify(files));
  return { version: versionOf(files), layer, digest: `sha256:${createHash('sha256').update(layer).digest('hex')}` };
}
