/** `npm test [-- files…]`: every test beside its file; closes with what was skipped and `N passed, N failed`. */
import { globSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const words = process.argv.slice(2);
const coverage = words[0] === '--coverage';
const named = coverage ? words.slice(1) : words;
const files = named.length > 0 ? named : globSync(['{src,commands,state,examples,bench,.test}/**/*.test.ts']);
const counts = { passed: 0, failed: 0 };
const skipped: string[] = [];

// Every file is a process that loads much the same code. What is covered cannot be seen in what was compiled before.
if (!coverage) process.env['NODE_COMPILE_CACHE'] ??= path.resolve('node_modules/.cache/compiled');

// A little more than one file per core: tests start real processes, and wait for them more than they compute.
const events = run({
  files,
  // V8 of Node 24 now and then aborts where it exchanges the wrapper of a WebAssembly import (nodejs/node#64500).
  execArgv: ['--wasm-wrapper-tiering-budget=1000000000'],
  concurrency: 3,
  timeout: 300_000,
  coverage,
  coverageIncludeGlobs: ['src/**/*.ts', 'commands/**/*.ts', 'state/**/*.ts'],
  coverageExcludeGlobs: ['**/*.test.ts', 'src/testing/**'],
});
events.on('test:pass', (event) => {
  if (event.skip !== undefined) skipped.push(`${event.name}: ${String(event.skip)}`);
  else if (event.details.type !== 'suite') counts.passed += 1;
});
events.on('test:fail', (event) => {
  if (event.details.type !== 'suite') counts.failed += 1;
});
events.compose(spec).pipe(process.stdout);
events.on('end', () => {
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
  setImmediate(() => {
    if (skipped.length > 0)
      console.log(`\nSkipped (${skipped.length}):\n${skipped.map((line) => `  ${line}`).join('\n')}`);
    console.log(
      `\n${counts.passed} passed, ${counts.failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
    );
  });
});
