import { valueOf } from '#domain/setting.ts';

import type { Evidence } from './evidence.ts';
import { entriesOf } from './seen.ts';
import { placeholderIn } from './settings/placeholder.ts';
import { isSecretName } from './settings/secret-strength.ts';
import { settingsOf, variablesInUse } from './settings-in-use.ts';

const longest = 8_192;
const shortest = 8;
/** Enough of one to know it by. */
const knownBy = 24;

/**
 * The secrets that were gathered and occur in texts that others wrote, such as a status line that repeats one. Nothing that
 * the checks write holds any: this is the net below. Making a redactor for thousands would take longer than the audit, so
 * it is made for those that are there.
 */
export function secretsIn(texts: readonly string[], evidence: Evidence): readonly string[] {
  const all = texts.join('\n');
  return all === '' ? [] : secretsOf(evidence).filter((secret) => marksOf(secret).some((mark) => all.includes(mark)));
}

function secretsOf(evidence: Evidence): readonly string[] {
  const { environment, variables } = evidence;
  const names = new Set([...environment.audit.required, ...variablesInUse(environment).keys()]);
  const own = [...names].filter((name) => isSecretName(name)).map((name) => variables[name] ?? '');
  const credentials = [...environment.credentials.values()].flatMap((credential) =>
    settingsOf(credential).map(([, setting]) => (setting === undefined ? '' : (valueOf(setting, variables) ?? ''))),
  );
  const inFiles = entriesOf(evidence).flatMap(({ entry: { name, value } }) => [
    ...(isSecretName(name) ? [value] : []),
    ...passwordIn(value),
  ]);
  return [...new Set([...own, ...credentials, ...inFiles])].filter(isWorthHiding);
}

function isWorthHiding(value: string): boolean {
  return value.length >= shortest && value.length <= longest && placeholderIn(value, true) === undefined;
}

/** A piece of each of its usual spellings: as it is, in JSON, in an address, in base64 at all three alignments, in hex. */
function marksOf(secret: string): readonly string[] {
  const head = secret.slice(0, knownBy);
  const bytes = Buffer.from(head);
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return text.slice(offset === 0 ? 0 : 4, -4);
  });
  const marks = [
    head,
    JSON.stringify(head).slice(1, -1),
    encodeURIComponent(head.toWellFormed()),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
  ];
  return [...new Set(marks)].filter((mark) => mark.length >= 6);
}

function passwordIn(value: string): readonly string[] {
  if (!value.includes('://')) return [];
  const password = URL.parse(value)?.password ?? '';
  if (password === '') return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
