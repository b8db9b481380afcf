#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import path from 'node:path';

// Halves the start. Beside the dependencies and not in /tmp, where somebody else could put compiled code for us to run.
enableCompileCache(path.resolve(import.meta.dirname, '../node_modules/.cache/compiled'));
await import('./run-cli.ts');
