import type { z } from 'zod';
import { jsonSchema } from './json-schema.ts';

type Schema = z.core.JSONSchema.BaseSchema;

const [begin, end] = ['<!-- keys: written by npm run schema -->', '<!-- end of keys -->'];

/** The page with its table of keys as the schema has them now. */
export function withReference(page: string): string {
  const [before = '', rest = ''] = page.split(begin);
  const [, after = ''] = rest.split(end);
  return `${before}${begin}\n\n${tables()}\n\n${end}${after}`;
}

interface Key {
  readonly path: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

function tables(): string {
  return Object.entries(properties(jsonSchema()))
    .map(([section, schema]) => {
      const keys = keysOf({ path: section, schema, isRequired: section === 'environments' }).filter(isTold);
      return [`### ${section}`, '', '| key | value | meaning |', '| --- | --- | --- |', ...keys.map(row)].join('\n');
    })
    .join('\n\n');
}

/** A key and all below it, depth first. */
function keysOf(key: Key): Key[] {
  const { path, schema } = key;
  const entries = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const required = new Set(schema.required);
  const below = [
    ...Object.entries(properties(schema)).map(([name, inner]): Key => {
      return { path: `${path}.${name}`, schema: inner, isRequired: required.has(name) };
    }),
    ...(entries !== undefined && isNested(entries)
      ? [{ path: `${path}.NAME`, schema: entries, isRequired: false }]
      : []),
    ...[...alternatives(schema), ...itemsOf(schema), ...itemsOf(schema).flatMap(alternatives)]
      .filter((inner) => isNested(inner) && !isVariable(inner))
      .flatMap((inner) =>
        Object.entries(properties(inner)).map(([name, value]): Key => ({
          path: `${path}.${name}`,
          schema: value,
          isRequired: (inner.required ?? []).includes(name),
        })),
      ),
  ];
  return [key, ...below.flatMap(keysOf)];
}

/** What a name stands for is said at the map of the names. */
function isTold({ path, schema }: Key): boolean {
  return schema.description !== undefined || !path.endsWith('.NAME');
}

function row({ path, schema, isRequired }: Key): string {
  const fallback =
    schema.default === undefined || isEmpty(schema.default) ? '' : `; default \`${JSON.stringify(schema.default)}\``;
  const value = `${valueOf(schema)}${isRequired ? '; needed' : fallback}`;
  return `| \`${path}\` | ${value.replaceAll('|', '\\|')} | ${(schema.description ?? '').replaceAll('|', '\\|')} |`;
}

function valueOf(schema: Schema): string {
  if (isVariable(schema)) return '`{ env: NAME }`';
  if (schema.title !== undefined) return schema.title;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.anyOf !== undefined) return [...new Set(alternatives(schema).map(valueOf))].join(' or ');
  if (schema.type === 'array') return `a list: ${itemsOf(schema).map(valueOf).join('') || 'anything'}`;
  return Array.isArray(schema.type) ? 'a text' : (kinds[String(schema.type)] ?? 'anything');
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
};

function properties(schema: Schema): Readonly<Record<string, Schema>> {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).filter((entry): entry is [string, Schema] => typeof entry[1] === 'object'),
  );
}

function alternatives(schema: Schema): Schema[] {
  return (schema.anyOf ?? []).flatMap((inner) => (inner.anyOf === undefined ? [inner] : alternatives(inner)));
}

function itemsOf({ items }: Schema): Schema[] {
  return typeof items === 'object' && !Array.isArray(items) ? [items] : [];
}

function isNested(schema: Schema): boolean {
  return schema.properties !== undefined;
}

function isVariable(schema: Schema): boolean {
  return Object.keys(properties(schema)).join(' ') === 'env';
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
