#!/usr/bin/env node
import * as nodeModule from 'node:module';
import path from 'node:path';

const leastMajor = 24;

if (Number.parseInt(process.versions.node, 10) < leastMajor) {
  console.error(`Teneleven runs on Node ${leastMajor} or later, and this is Node ${process.versions.node}.`);
  console.error('In its own folder npx teneleven takes the Node that it brings; elsewhere, install a newer one.');
  process.exitCode = 2;
} else {
  // As src/cli.ts, in plain JavaScript: where the cache is on before the first file with types, what takes types out is never loaded.
  nodeModule.enableCompileCache(path.resolve(import.meta.dirname, '../node_modules/.cache/compiled'));
  await import('../src/run-cli.ts');
}
