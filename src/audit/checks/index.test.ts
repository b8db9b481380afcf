import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

import { auditSections } from '#domain/audit.ts';

import { checks } from './index.ts';

test('every file of a check is in the list, under its name, in the order of the sections', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  assert.deepEqual(
    checks.map(({ name }) => `${name}.ts`).toSorted(),
    files.filter((name) => name !== 'index.ts').toSorted(),
  );
  const sections = checks.map(({ section }) => auditSections.indexOf(section));
  assert.deepEqual(
    sections,
    sections.toSorted((one, other) => one - other),
  );
  assert.deepEqual(new Set(checks.map(({ section }) => section)), new Set(auditSections));
});
