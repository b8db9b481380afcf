import type { Credential } from '#domain/configuration.ts';
import { valueOf } from '#domain/setting.ts';

import type { Check, Judged } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import { listed, seenInFile, seenInProcess, settingsNamed } from '../seen.ts';
import { placeOf } from '../settings/settings-file.ts';
import { settingsOf } from '../settings-in-use.ts';

/** RFC 7518, section 3.2: a key as long as the hash. */
const leastBytes: Readonly<Record<string, number>> = { HS256: 32, HS384: 48, HS512: 64 };

/** What credentials are made of is the same here and in the files of the environment, long enough, and not written into `e2e.yaml`. */
export const tokenSecrets: Check = {
  name: 'token-secrets',
  section: 'tokens',
  judge: (evidence) =>
    [...evidence.environment.credentials].flatMap(([name, credential]) => [
      ...settingsOf(credential).flatMap(([, setting]) =>
        setting === undefined || typeof setting === 'string' ? [] : compare(setting.env, evidence),
      ),
      ...written(name, credential, evidence),
      ...length(name, credential, evidence),
    ]),
};

/** By fingerprints: whoever reads the audit learns nothing of the secret. */
function compare(name: string, evidence: Evidence): readonly Judged[] {
  const { variables, fingerprint } = evidence;
  const own = variables[name];
  const placed = settingsNamed(name, evidence).filter(({ entry }) => entry.isElsewhere !== true);
  if (own === undefined || own === '' || placed.length === 0) return [];
  const seen = [seenInProcess(name, evidence), ...placed.slice(0, 8).map((each) => seenInFile(each, evidence))];
  const base = { id: `tokens/${name}/same`, weight: 5, seen };
  const other = placed.filter(({ entry }) => entry.value !== own);
  const places = (all: typeof placed): string =>
    listed(
      all.map(({ file, entry }) => `${placeOf(file, entry)} ${fingerprint(entry.value)}`),
      4,
    );
  if (other.length === 0)
    return [{ ...base, result: 'passed', says: `${name} is the same in this process and in ${places(placed)}` }];
  const says = `${name} is ${fingerprint(own)} in this process and another in ${places(other)}`;
  return [{ ...base, result: 'failed', says, remedy: 'Give both the secret that the services verify with' }];
}

function written(name: string, credential: Credential, { now }: Evidence): readonly Judged[] {
  const secret =
    credential.kind === 'jwt'
      ? (credential.secret ?? credential.privateKey)
      : credential.kind === 'static'
        ? credential.token
        : undefined;
  if (typeof secret !== 'string') return [];
  const says = `The secret of ${name} is written into e2e.yaml`;
  const seen = [
    { source: 'audit', fact: 'audit.setting', value: name, at: now.toISOString(), says, subject: 'e2e.yaml' } as const,
  ];
  return [
    {
      id: `tokens/${name}/written`,
      weight: 3,
      result: 'doubtful',
      says,
      remedy: 'Write { env: NAME } in its place, and give it a new value',
      seen,
    },
  ];
}

function length(name: string, credential: Credential, { variables, now }: Evidence): readonly Judged[] {
  if (credential.kind !== 'jwt' || credential.secret === undefined) return [];
  const secret = valueOf(credential.secret, variables) ?? '';
  const least = leastBytes[credential.alg] ?? 0;
  if (secret === '' || least === 0) return [];
  const isLong = Buffer.byteLength(secret) >= least;
  const base = { id: `tokens/${name}/length`, weight: 2 };
  const says = `The secret of ${name} has ${isLong ? 'at least' : 'under'} ${least} bytes, as long as the hash of ${credential.alg}`;
  const seen = [
    {
      source: 'audit',
      fact: 'audit.secret-length',
      value: isLong,
      at: now.toISOString(),
      says,
      subject: name,
    } as const,
  ];
  return [
    isLong
      ? { ...base, result: 'passed', says, seen }
      : { ...base, result: 'doubtful', says, remedy: `Use ${least} random bytes or more (RFC 7518, 3.2)`, seen },
  ];
}
