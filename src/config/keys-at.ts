import type { z } from 'zod';

/** The keys that a schema knows at a path of the file, for "did you mean"; empty where it takes any. */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const { def } = schema._zod;
  const [part, ...rest] = path;
  if (isWrapper(def)) return keysAt(def.innerType, path);
  if (isPipe(def)) return keysAt(def.in, path);
  if (isUnion(def)) return [...new Set(def.options.flatMap((option) => keysAt(option, path)))];
  if (isObject(def)) {
    if (part === undefined) return Object.keys(def.shape);
    const inner = Object.hasOwn(def.shape, part) ? def.shape[String(part)] : undefined;
    return inner === undefined ? [] : keysAt(inner, rest);
  }
  if (part === undefined) return [];
  if (isRecord(def)) return keysAt(def.valueType, rest);
  return isArray(def) ? keysAt(def.element, rest) : [];
}

type Def = z.core.$ZodTypeDef;

const isWrapper = (def: Def): def is Def & { innerType: z.core.$ZodType } => 'innerType' in def;
const isPipe = (def: Def): def is z.core.$ZodPipeDef => def.type === 'pipe';
const isUnion = (def: Def): def is z.core.$ZodUnionDef => def.type === 'union';
const isObject = (def: Def): def is z.core.$ZodObjectDef => def.type === 'object';
const isRecord = (def: Def): def is z.core.$ZodRecordDef => def.type === 'record';
const isArray = (def: Def): def is z.core.$ZodArrayDef => def.type === 'array';
