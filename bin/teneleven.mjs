#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import path from 'node:path';

// As src/cli.ts, in plain JavaScript: where the cache is on before the first file with types, what takes types out is never loaded.
enableCompileCache(path.resolve(import.meta.dirname, '../node_modules/.cache/compiled'));
await import('../src/run-cli.ts');
