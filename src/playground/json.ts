import type { SlackJson } from './contract.ts';

export function isRecord(value: unknown): value is SlackJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The string under a key; '' when there is none. */
export function textOf(record: SlackJson, key: string): string {
  const value = record[key];
  return typeof value === 'string' ? value : '';
}

export function recordOf(value: unknown): SlackJson {
  return isRecord(value) ? value : {};
}

export function recordsOf(value: unknown): readonly SlackJson[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Slack takes `true`, `1` and their spellings as strings. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === 'true' || value === '1';
}

/** The parsed text, or undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
