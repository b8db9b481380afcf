import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { startWords } from '#testing/start-words.ts';

const shipped = globSync('{src,commands,state}/**/*.ts').filter(
  (file) => !/^src\/(?:playground|testing)\/|\.test\.ts$/.test(file),
);

test('what is shipped imports nothing that is there for development alone, as the image has none of it', () => {
  const { devDependencies }: { devDependencies: object } = JSON.parse(readFileSync('package.json', 'utf8'));
  const forbidden = [...Object.keys(devDependencies), '#testing', '#playground'].map(
    (name) => `['"]${name}(?:/[^'"]*)?['"]`,
  );
  const imported = new RegExp(`(?:from|import|import\\()\\s*(?:${forbidden.join('|')})`);
  assert.deepEqual(
    shipped.filter((file) => imported.test(readFileSync(file, 'utf8'))),
    [],
  );
});

test('the image starts the bot with the flags of "npm start"', () => {
  const command = /^CMD (?<words>\[.*\])$/mu.exec(readFileSync('Dockerfile', 'utf8'))?.groups?.['words'] ?? '[]';
  assert.deepEqual(JSON.parse(command), ['node', ...startWords('src/main.ts').flags, 'src/main.ts']);
});
