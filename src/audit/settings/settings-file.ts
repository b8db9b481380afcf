/** One setting of a file, with where it stands. Its value never leaves the audit: only fingerprints of it do. */
export interface SettingsEntry {
  /** What a variable would be called: the name, or of a tree the last key where it looks like a variable, else the path. */
  readonly name: string;
  /** Within a tree: `services.api.environment.PORT`; the name elsewhere. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly value: string;
  /** It names another place, such as a secret of the cluster: what stands there cannot be seen from here. */
  readonly isElsewhere?: boolean | undefined;
}

/** What a line of a file does that readers of such files take differently, or not at all. */
export interface SettingsFault {
  readonly line: number;
  /** Completes `line 12 `; never repeats what stands there. */
  readonly says: string;
}

export interface ParsedSettings {
  readonly kind: 'lines' | 'tree';
  readonly entries: readonly SettingsEntry[];
  readonly faults: readonly SettingsFault[];
}

/** A settings file as it was found. */
export interface SettingsFile extends ParsedSettings {
  /** Relative to the folder of `e2e.yaml`. */
  readonly name: string;
  readonly at: string;
  /** Why nothing of it could be read: then there are no entries. */
  readonly problem?: string | undefined;
}

/** All files together hold no more settings than this; the others are told as left out. */
export const mostEntries = 10_000;
export const longestName = 120;

/** `config/staging.env:12`. */
export function placeOf(file: Pick<SettingsFile, 'name'>, entry: Pick<SettingsEntry, 'line'>): string {
  return `${file.name}:${entry.line}`;
}
