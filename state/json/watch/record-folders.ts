import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere } from '../store-error.ts';

export function recordPath(folder: string, id: string): string {
  return join(folder, id, 'record.json');
}

export function recordPostsPath(folder: string, id: string): string {
  return join(folder, id, 'posts.json');
}

/** Ids become names of folders: nothing else may. NaN for what is none. */
export function numberOfRecord(id: string, prefix: string): number {
  return id.startsWith(prefix) && /^.[1-9]\d{0,14}$/u.test(id) ? Number(id.slice(prefix.length)) : Number.NaN;
}

/** Ascending. */
export async function numbersIn(folder: string, prefix: string): Promise<readonly number[]> {
  const names = (await ifThere(readdir(folder))) ?? [];
  const numbers = names.map((name) => numberOfRecord(name, prefix)).filter((number) => !Number.isNaN(number));
  return numbers.toSorted((one, other) => one - other);
}
