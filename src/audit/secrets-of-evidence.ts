import type { Evidence } from './evidence.ts';
import { entriesOf } from './seen.ts';
import { placeholderIn } from './settings/placeholder.ts';
import { isSecretName } from './settings/secret-strength.ts';
import { settingsOf, valueOf, variablesInUse } from './settings-in-use.ts';

const most = 500;
const longest = 4_096;

/**
 * What must not be shown, whatever a check says: nothing of it is shown anyway, this is the net below. At most 500, those
 * of the process first: making a redactor for thousands would take longer than the audit.
 */
export function secretsOfEvidence(evidence: Evidence): readonly string[] {
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
  const all = new Set([...own, ...credentials, ...inFiles].filter((value) => isWorthHiding(value)));
  return [...all].slice(0, most);
}

/** A word that stands everywhere would make the audit unreadable, and is no secret. */
function isWorthHiding(value: string): boolean {
  return value.length >= 8 && value.length <= longest && placeholderIn(value, true) === undefined;
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
