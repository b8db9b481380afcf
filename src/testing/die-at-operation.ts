import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type Operation = (...args: unknown[]) => Promise<unknown>;

const onPaths = ['open', 'rename', 'link', 'symlink', 'mkdir', 'rm', 'copyFile', 'writeFile'];
const onFiles = ['write', 'writeFile', 'sync', 'datasync', 'truncate'];

/**
 * Kills this process with SIGKILL when its n-th operation on the disk is done, or half of its n-th write. What is imported afterwards works through it.
 */
export async function dieAtOperation(n: number, manner: 'after' | 'half'): Promise<void> {
  let left = n;
  const wrap = (target: object, name: string): void => {
    const original: unknown = Reflect.get(target, name);
    if (!isOperation(original)) throw new Error(`No operation named "${name}"`);
    Reflect.set(target, name, async function counted(this: unknown, ...args: unknown[]) {
      if (manner === 'after' || name.startsWith('write')) left -= 1;
      const isLast = left === 0;
      const result = await original.apply(this, isLast && manner === 'half' ? halved(name, args) : args);
      if (isLast) process.kill(process.pid, 'SIGKILL');
      return result;
    });
  };
  const file = await promises.open('/dev/null');
  const prototype = Reflect.getPrototypeOf(file);
  await file.close();
  for (const name of onPaths) wrap(promises, name);
  for (const name of onFiles) wrap(prototype ?? {}, name);
  syncBuiltinESMExports();
}

function halved(name: string, args: unknown[]): unknown[] {
  const [content, offset, length, ...rest] = args;
  if (name === 'writeFile' && typeof content === 'string') return [content.slice(0, content.length / 2)];
  if (name === 'write' && typeof length === 'number') return [content, offset, Math.floor(length / 2), ...rest];
  return args;
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'function';
}
