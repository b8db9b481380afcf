import type { ProbeResult } from '#domain/probe.ts';

import type { Seen } from './check.ts';
import type { Evidence, Look } from './evidence.ts';
import { placeOf, type SettingsEntry, type SettingsFile } from './settings/settings-file.ts';

/** A setting with the file that it stands in. */
export interface Placed {
  readonly file: SettingsFile;
  readonly entry: SettingsEntry;
}

export function entriesOf({ files }: Pick<Evidence, 'files'>): readonly Placed[] {
  return files.flatMap((file) => file.entries.map((entry) => ({ file, entry })));
}

/** The setting with a name that counts in each file: of several in one file the last. */
export function settingsNamed(name: string, { files }: Pick<Evidence, 'files'>): readonly Placed[] {
  return files.flatMap((file) => {
    const entry = file.entries.findLast((each) => each.name === name);
    return entry === undefined ? [] : [{ file, entry }];
  });
}

/** Every file that has settings, with how many. */
export function seenFiles({ files }: Pick<Evidence, 'files'>): readonly Seen[] {
  return files
    .filter(({ entries }) => entries.length > 0)
    .map(({ name, entries: { length }, at }) => {
      const says = `${name} has ${length} settings`;
      return { source: 'audit', fact: 'audit.file', value: length, at, says, subject: name };
    });
}

/** `config/staging.env:3 JWT_SECRET_KEY has the fingerprint kq3…`: never the value. */
export function seenInFile({ file, entry }: Placed, { fingerprint }: Pick<Evidence, 'fingerprint'>): Seen {
  const says = `${placeOf(file, entry)} sets ${entry.name}, fingerprint ${fingerprint(entry.value)}`;
  return { source: 'audit', fact: 'audit.setting', value: entry.name, at: file.at, says, subject: file.name };
}

export function seenInProcess(name: string, evidence: Pick<Evidence, 'fingerprint' | 'variables' | 'now'>): Seen {
  const value = evidence.variables[name];
  const says =
    value === undefined || value === ''
      ? `This process has no ${name}`
      : `This process has ${name}, fingerprint ${evidence.fingerprint(value)}`;
  const at = evidence.now.toISOString();
  return { source: 'audit', fact: 'audit.setting', value: name, at, says, subject: 'process' };
}

export interface Found {
  readonly fact: string;
  readonly value: Seen['value'];
  readonly says: string;
}

/** What one measurement showed. */
export function seenByProbe({ result, name }: Pick<Look, 'result' | 'name'>, found: Found): Seen {
  return { source: 'probe', at: result.startedAt, subject: name, raw: rawOf(result), ...found };
}

/** The ladder of a probe in a few lines. Bodies stay where they are: nobody knows what is in them. */
function rawOf({ id, url, steps, problem, tls, http, ws, changed }: ProbeResult): string {
  const lines = [
    `${id} ${url}${Object.entries(changed)
      .map(([factor, value]) => ` ${factor}=${value}`)
      .join('')}`,
    steps
      .map(({ step, outcome, detail }) => `${step} ${outcome}${detail === undefined ? '' : ` (${detail})`}`)
      .join('; '),
    http?.status === undefined ? '' : `status ${http.status}, ${http.bodyBytes} bytes`,
    ws?.closeCode === undefined ? '' : `closed ${ws.closeCode} by ${ws.closedBy}`,
    tls === undefined ? '' : `certificate for ${tls.names.slice(0, 5).join(', ')} until ${tls.validTo ?? 'unknown'}`,
    problem === undefined ? '' : `${problem.code}: ${problem.message}`,
  ];
  return lines
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, 1_000);
}

/** `a, b, c and 4 more`. */
export function listed(names: readonly string[], most = 6): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ');
}
