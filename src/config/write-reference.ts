import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonSchema } from './json-schema.ts';
import { withReference } from './reference.ts';

/** `npm run schema`: what editors and people read about `e2e.yaml`, from the schema that checks it. */
const docs = join(import.meta.dirname, '../../docs');
await writeFile(join(docs, 'e2e.schema.json'), `${JSON.stringify(jsonSchema(), undefined, 2)}\n`);
const page = join(docs, 'configuration.md');
await writeFile(page, withReference(await readFile(page, 'utf8')));
