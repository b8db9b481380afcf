export interface ReadReport {
  readonly set: ReadonlyMap<string, boolean>;
  readonly withValues: readonly string[];
}

const mostNames = 5_000;
const longestName = 120;
const isSetWord = /^(?:set|present|yes|ok|true|configured|defined|available)$/iu;
const isUnsetWord = /^(?:unset|not[\s_-]set|missing|absent|no|false|undefined|none|null|empty|)$/iu;

/**
 * Name → boolean, name → `{ set: true }`, or a list of names that are set; also below `variables`. What looks like a value
 * is only noted, with the name that it came with. Undefined where it is none of these.
 */
export function readReport(body: string): ReadReport | undefined {
  const parsed = parse(body);
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const told: unknown =
    !Array.isArray(parsed) && Object.hasOwn(parsed, 'variables') ? Reflect.get(parsed, 'variables') : parsed;
  if (Array.isArray(told)) return listed(told);
  if (typeof told !== 'object' || told === null) return undefined;
  const set = new Map<string, boolean>();
  const withValues: string[] = [];
  for (const [name, value] of Object.entries(told).slice(0, mostNames)) {
    if (!isName(name)) continue;
    const { isSet, hasValue } = judge(value);
    set.set(name, isSet);
    if (hasValue) withValues.push(name);
  }
  return set.size === 0 ? undefined : { set, withValues };
}

function listed(names: readonly unknown[]): ReadReport | undefined {
  const set = new Map<string, boolean>();
  const withValues: string[] = [];
  for (const each of names.slice(0, mostNames)) {
    if (typeof each === 'string' && isName(each)) set.set(each, true);
    const [, name = ''] = typeof each === 'string' ? (/^([A-Za-z_][\w.-]{0,119})=./su.exec(each) ?? []) : [];
    if (name !== '') {
      set.set(name, true);
      withValues.push(name);
    }
  }
  return set.size === 0 && names.length > 0 ? undefined : { set, withValues };
}

function isName(text: string): boolean {
  return text.length <= longestName && /^[A-Za-z_][\w.-]*$/u.test(text);
}

interface Verdict {
  readonly isSet: boolean;
  readonly hasValue: boolean;
}

function judge(value: unknown): Verdict {
  if (typeof value === 'boolean') return { isSet: value, hasValue: false };
  if (value === null || value === undefined) return { isSet: false, hasValue: false };
  if (typeof value === 'number') return { isSet: true, hasValue: true };
  if (typeof value === 'string') return judgeText(value);
  return judgeMap(value);
}

function judgeText(text: string): Verdict {
  if (isUnsetWord.test(text.trim())) return { isSet: false, hasValue: false };
  return { isSet: true, hasValue: !isSetWord.test(text.trim()) };
}

function judgeMap(value: object): Verdict {
  const word = ['set', 'isSet', 'present', 'configured', 'defined', 'status'].find((key) => Object.hasOwn(value, key));
  const hasValue = ['value', 'val', 'content', 'current'].some((key) => {
    const told: unknown = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
    return told !== undefined && told !== null && typeof told !== 'boolean' && told !== '';
  });
  const told: unknown = word === undefined ? hasValue : Reflect.get(value, word);
  const isSet = typeof told === 'string' ? isSetWord.test(told.trim()) : told === true;
  return { isSet, hasValue };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
