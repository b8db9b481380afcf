import type { Configuration } from '#domain/configuration.ts';
import { findConfiguration, namedData, readText, type ConfigurationSource } from './configuration-file.ts';
import { parseConfiguration } from './parse-configuration.ts';

/** Rejects with `NO_CONFIGURATION` when there is no file to read, `BAD_CONFIGURATION` when it has problems. */
export async function loadConfiguration(source: ConfigurationSource): Promise<Configuration> {
  const file = findConfiguration(source);
  return applyOverrides(parseConfiguration(await readText(file), file), source);
}

export function applyOverrides(configuration: Configuration, source: ConfigurationSource): Configuration {
  const data = namedData(source);
  if (data === undefined) return configuration;
  return { ...configuration, history: { ...configuration.history, data } };
}
