import type { Credential } from '#domain/configuration.ts';

import type { PrepareParts } from './prepare-parts.ts';
import type { NamedSetting, Problem } from './prepare-settings.ts';

/** The token that a probe takes along; absent where it has none, or must not have one. */
export async function fetchToken(
  credential: string | undefined,
  { environment, tokens, changed }: PrepareParts,
  signal: AbortSignal,
): Promise<{ readonly token: string | undefined } | Problem> {
  const wanted = changed?.token ?? 'good';
  if (credential === undefined) {
    if (wanted === 'good' || wanted === 'none') return { token: undefined };
    return { problem: { code: 'NO_TOKEN', message: `No token to make ${wanted}: this endpoint does not sign in` } };
  }
  return wanted === 'none' ? { token: undefined } : tokens.get({ environment, credential, token: wanted }, signal);
}

/** All that its credential needs, so that everything that is missing is told at once. */
export function credentialSettings(
  name: string | undefined,
  { environment, changed }: Pick<PrepareParts, 'environment' | 'changed'>,
): readonly NamedSetting[] {
  const credential = name === undefined ? undefined : environment.credentials.get(name);
  if (credential === undefined || changed?.token === 'none') return [];
  return settingsOf(credential).map(({ key, setting }) => ({ key: `credentials.${name}.${key}`, setting }));
}

function settingsOf(credential: Credential): readonly NamedSetting[] {
  switch (credential.kind) {
    case 'static':
      return [{ key: 'static', setting: credential.token }];
    case 'jwt':
      return [
        { key: 'secret', setting: credential.secret ?? '' },
        { key: 'privateKey', setting: credential.privateKey ?? '' },
      ];
    case 'login':
      return Object.entries(credential.body).map(([key, setting]) => ({ key: `body.${key}`, setting }));
  }
}
