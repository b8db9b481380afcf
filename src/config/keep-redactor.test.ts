import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keepRedactor } from './keep-redactor.ts';
import { parseConfiguration } from './parse-configuration.ts';

const yaml = (name: string): string => `environments:
  staging: { credentials: { e2e: { static: { env: ${name} } } } }
`;

test('one redactor serves until the configuration is another, and then its secrets are taken out', () => {
  let current = parseConfiguration(yaml('FIRST'), '/e2e.yaml');
  const redactor = keepRedactor(() => current, { FIRST: 'first-secret-1', SECOND: 'second-secret-2' });
  assert.equal(redactor(), redactor());
  assert.equal(redactor().redact('first-secret-1 second-secret-2'), '[redacted] second-secret-2');
  current = parseConfiguration(yaml('SECOND'), '/e2e.yaml');
  assert.equal(redactor().redact('first-secret-1 second-secret-2'), 'first-secret-1 [redacted]');
});
