import { z } from 'zod';
import { fileSchema } from './schema.ts';

/** What `e2e.yaml` may say, for editors: the contents of `docs/e2e.schema.json`. */
export function jsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(fileSchema, { io: 'input', target: 'draft-07', reused: 'inline' });
  return { $id: 'e2e.schema.json', title: 'e2e.yaml of Teneleven', ...schema };
}
