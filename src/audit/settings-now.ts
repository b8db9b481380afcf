import type { Configuration, Environment } from '#domain/configuration.ts';
import type { Variables } from '#domain/setting.ts';

import { createFingerprint, keyOfFolder } from './fingerprint.ts';
import { keyMark, valuesIn } from './fingerprints.ts';
import { gatherFiles } from './gather/gather-files.ts';

export interface SettingsNowParts {
  readonly configuration: () => Configuration;
  readonly variables: Variables;
  /** The data folder, which keeps the key of fingerprints. */
  readonly data: string;
  readonly now: () => Date;
}

/** A run keeps no more than these: beyond, audits alone tell what has changed. */
const most = 400;

/**
 * `config/staging.env POOL` → fingerprint of its value, of the settings files of an environment; empty where there are none, where
 * one cannot be read, or more than 400 settings are in them. Never rejects.
 */
export function settingsNow(
  parts: SettingsNowParts,
): (environment: Environment) => Promise<Readonly<Record<string, string>>> {
  const { configuration, data } = parts;
  return async (environment) => {
    if (environment.audit.files.length === 0) return {};
    const files = await gatherFiles({ ...parts, environment, configuration: configuration() });
    const told = valuesIn(files);
    if (files.some(({ problem }) => problem !== undefined) || told.length > most) return {};
    const { key, isKept } = await keyOfFolder(data);
    if (!isKept) return {};
    const fingerprint = createFingerprint(key);
    return Object.fromEntries(
      [[keyMark, 'teneleven'], ...told].map(([name = '', value = '']) => [name, fingerprint(value)]),
    );
  };
}
