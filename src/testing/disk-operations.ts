import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type Operation = (...args: unknown[]) => Promise<unknown>;

/** Called in place of an operation on the disk; `go` does it, with other arguments if they are given. */
export type Around = (
  name: string,
  args: readonly unknown[],
  go: (args?: unknown[]) => Promise<unknown>,
) => Promise<unknown>;

const onPaths = ['open', 'rename', 'link', 'symlink', 'mkdir', 'rm', 'copyFile', 'writeFile'];
const onFiles = ['write', 'writeFile', 'sync', 'datasync', 'truncate'];

/** From now on every operation of this process that changes the disk goes through `around`. */
export async function aroundDiskOperations(around: Around): Promise<void> {
  const file = await promises.open('/dev/null');
  const prototype = Reflect.getPrototypeOf(file) ?? {};
  await file.close();
  for (const name of onPaths) wrap(promises, name, around);
  for (const name of onFiles) wrap(prototype, name, around);
  wrapWriteSync(around);
  syncBuiltinESMExports();
}

/** Kills this process with SIGKILL when its n-th operation on the disk is done, or half of its n-th write. */
export async function dieAtOperation(n: number, manner: 'after' | 'half'): Promise<void> {
  let left = n;
  await aroundDiskOperations(async (name, args, go) => {
    if (manner === 'after' || name.startsWith('write')) left -= 1;
    if (left !== 0) return go();
    const going = go(manner === 'half' ? halved(name, args) : undefined);
    // What was written in line goes on in the same turn.
    if (name !== 'writeSync') await going;
    process.kill(process.pid, 'SIGKILL');
    return undefined;
  });
}

function wrap(target: object, name: string, around: Around): void {
  const original: unknown = Reflect.get(target, name);
  if (!isOperation(original)) throw new Error(`No operation named "${name}"`);
  Reflect.set(target, name, function wrapped(this: unknown, ...args: unknown[]) {
    return around(name, args, (others = args) => original.apply(this, others));
  });
}

/** `around` has to call `go` before it waits for anything. */
function wrapWriteSync(around: Around): void {
  const original = fs.writeSync;
  Reflect.set(fs, 'writeSync', (...args: unknown[]): unknown => {
    let written: unknown;
    void around('writeSync', args, async (others = args) => {
      written = Reflect.apply(original, fs, others);
    });
    return written;
  });
}

function halved(name: string, args: readonly unknown[]): unknown[] {
  const [content, offset, length, ...rest] = args;
  if (name === 'writeFile' && typeof content === 'string') return [content.slice(0, content.length / 2)];
  if (name === 'writeSync') return [content, offset, length, Math.floor(Number(rest[0]) / 2), ...rest.slice(1)];
  if (name === 'write' && typeof length === 'number') return [content, offset, Math.floor(length / 2), ...rest];
  return [...args];
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'function';
}
