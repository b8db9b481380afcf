import assert from 'node:assert/strict';
import { test } from 'node:test';

import { configurationSections } from './configuration-problem.ts';

test('a file that cannot be used is told with its age, its first lines, and what is in use', () => {
  const message = ['e2e.yaml has 30 problems', ...Array.from({ length: 30 }, (_, index) => `line ${index}`)].join('\n');
  const now = new Date('2026-03-01T10:04:00Z');
  const [said, lines] = configurationSections({ message, since: '2026-03-01T10:00:00Z' }, now);
  assert.deepEqual(said, {
    kind: 'text',
    line: ['e2e.yaml has 30 problems, seen 4 min ago; the version before is in use'],
  });
  assert.equal(lines?.kind === 'code' ? lines.text.split('\n').length : 0, 12);
  assert.deepEqual(configurationSections(undefined, now), []);
});
