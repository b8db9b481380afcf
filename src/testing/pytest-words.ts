import type { TestResult } from '#domain/test-result.ts';

/** Debian's pytest; tests that use it say `needs('pytest')`. */
export const pytestCommand: readonly string[] = ['/usr/bin/python3', '-m', 'pytest'];

export function outcomesOf(tests: readonly TestResult[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tests.map(({ id, outcome }) => [id, outcome]));
}

export function codesOf(findings: readonly { readonly code: string }[]): readonly string[] {
  return findings.map(({ code }) => code);
}
