import type { Evidence } from './evidence.ts';
import { variablesInUse } from './settings-in-use.ts';
import type { SettingsFile } from './settings/settings-file.ts';

const most = 12_000;
/** Tells whether two audits used the same key. */
export const keyMark = 'key';

/** `config/staging.env JWT_SECRET_KEY` → fingerprint of its value: what drift is told by. */
export function fingerprintsOf(evidence: Evidence): Readonly<Record<string, string>> {
  const { environment, variables, files, reports, fingerprint } = evidence;
  const names = new Set([...environment.audit.required, ...variablesInUse(environment).keys()]);
  const told: readonly (readonly [key: string, value: string])[] = [
    [keyMark, 'teneleven'],
    ...[...names].flatMap((name) => pair(`process ${name}`, variables[name])),
    ...valuesIn(files),
    ...reports.flatMap(({ service, set }) =>
      [...set].map(([name, isSet]) => [`${service} ${name}`, String(isSet)] as const),
    ),
    ...[...environment.services].map(
      ([name, service]) => [`e2e.yaml services.${name}`, JSON.stringify(service)] as const,
    ),
    ...[...environment.websockets].map(
      ([name, socket]) => [`e2e.yaml websockets.${name}`, JSON.stringify(socket)] as const,
    ),
    ...[...environment.credentials].map(
      ([name, each]) => [`e2e.yaml credentials.${name}`, JSON.stringify(each)] as const,
    ),
  ];
  return Object.fromEntries(told.slice(0, most).map(([key, value]) => [key, fingerprint(value)]));
}

/** `config/staging.env POOL` and its value, of each setting. */
export function valuesIn(files: readonly SettingsFile[]): readonly (readonly [key: string, value: string])[] {
  return files.flatMap(({ name, entries }) => entries.map((entry) => [`${name} ${entry.path}`, entry.value] as const));
}

function pair(key: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value === undefined || value === '' ? [] : [[key, value]];
}

/** Whose settings could not be looked at this time: `config/staging.env`, a service. */
export function unlookedSources({ files, reports }: Evidence): ReadonlySet<string> {
  return new Set([
    ...files.filter(({ problem }) => problem !== undefined).map(({ name }) => name),
    ...reports.filter(({ problem }) => problem !== undefined).map(({ service }) => service),
  ]);
}

export function sourceOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf(' ')));
}
