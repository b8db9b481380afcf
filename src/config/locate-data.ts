import { dirname, resolve } from 'node:path';
import { findConfiguration, namedData, readText, type ConfigurationSource } from './configuration-file.ts';

const defaultData = '.teneleven';

/**
 * The absolute folder of the data, before the file is checked: what checks it takes long to load, and the folder is
 * wanted at once. Rejects like `loadConfiguration` when the file has to be read and is no YAML.
 */
export async function locateData(source: ConfigurationSource): Promise<string> {
  const named = namedData(source);
  if (named !== undefined) return named;
  const file = findConfiguration(source);
  const { readWhole } = await import('./read-whole.ts');
  return dataBeside(file, readWhole(await readText(file), file).value);
}

/** Relative to the file. What is no text is refused when the file is checked. */
export function dataBeside(file: string, contents: unknown): string {
  const data = at(at(contents, 'history'), 'data');
  return resolve(dirname(file), typeof data === 'string' ? data : defaultData);
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
