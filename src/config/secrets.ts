import type { Configuration, Credential, Environment, Suite } from '#domain/configuration.ts';
import { createRedactor, type Redactor } from '#domain/redact.ts';
import type { Setting, Variables } from '#domain/setting.ts';

/** Takes out of text every secret that this configuration and its variables hold. */
export function createConfiguredRedactor(configuration: Configuration, variables: Variables): Redactor {
  return createRedactor(Object.values(secretsOf(configuration, variables)));
}

/** By its name. */
export const looksSecret = /secret|token|passw|key|credential|private|auth|cookie|session|dsn/iu;
/** What a run is bound to must stay readable: `EXPECTED_VERSION`, `GIT_SHA`. */
const looksVersion = /version|revision|commit|(?:^|_)sha$|release|(?:^|_)(?:build|branch|tag)(?:_|$)/iu;
const ours = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'];

/**
 * Name → value of all that must not be shown: the bot's tokens, what credentials, headers and suites take from variables,
 * and variables that the audit requires and whose names say that they are secret. A plain address is none.
 */
export function secretsOf(configuration: Configuration, variables: Variables): Readonly<Record<string, string>> {
  const named = [
    ...ours.map((name): NamedSetting => [name, { env: name }]),
    ...secretSettings(configuration),
    ...(configuration.ingest.secret === undefined
      ? []
      : [['ingest.secret', configuration.ingest.secret] satisfies NamedSetting]),
    ...[...configuration.suites.values()].flatMap((suite) => [
      ...suiteSettings(suite, variables),
      ...commandSettings(suite.name, suite.command),
    ]),
    ...[...configuration.environments.values()].flatMap((environment) => [
      ...requiredSettings(environment, variables),
      ...deploySettings(environment),
      ...suiteSettings(
        { name: `${environment.name}.deploy`, variables: environment.deploy?.variables ?? {} },
        variables,
      ),
    ]),
  ].map(([name, setting]): NamedText => {
    return typeof setting === 'string' ? [name, setting] : [setting.env, variables[setting.env]];
  });
  const passwords = addressSettings(configuration).map(([name, setting]): NamedText => {
    return [`${name} (password)`, passwordIn(typeof setting === 'string' ? setting : variables[setting.env])];
  });
  const secrets = [...named, ...passwords].filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  return Object.fromEntries(secrets);
}

type NamedSetting = readonly [name: string, setting: Setting];
type NamedText = readonly [name: string, text: string | undefined];

function requiredSettings({ audit }: Environment, variables: Variables): NamedSetting[] {
  const secret = audit.required.filter((name) => looksSecret.test(name) && isHidden(name, variables[name]));
  return secret.map((name) => [name, { env: name }]);
}

function suiteSettings(suite: Pick<Suite, 'name' | 'variables'>, variables: Variables): NamedSetting[] {
  return Object.entries(suite.variables).flatMap(([name, setting]): NamedSetting[] => {
    const value = typeof setting === 'string' ? setting : variables[setting.env];
    const isTaken = typeof setting === 'string' ? looksSecret.test(name) && !value?.includes('${') : true;
    if (isTaken && isHidden(name, value)) return [[`${suite.name}.environment.${name}`, setting]];
    return [[`${suite.name}.environment.${name} (password)`, passwordIn(value) ?? '']];
  });
}

function deploySettings({ name, deploy }: Environment): NamedSetting[] {
  if (deploy === undefined) return [];
  const { command, repairs, expectVersion } = deploy;
  return [
    ...commandSettings(`${name}.deploy`, command),
    ...Object.entries(repairs).flatMap(([repair, each]) => commandSettings(`${name}.${repair}`, each.command)),
    ...(typeof expectVersion === 'object' ? commandSettings(`${name}.expectVersion`, expectVersion.command) : []),
  ];
}

/** `--token VALUE`, `--token=VALUE`, `API_KEY=VALUE`: an option that names a secret, or a file or a kind of one. */
const optionForm = /^(?:-{1,2}|(?=\w+=))([A-Za-z][\w.-]*)(?:=(.*))?$/su;
const aboutSecret = /(?:file|path|dir|folder|name|id|mode|type|kind|url|host|env|var)s?$|keyword/iu;
const shortestInCommand = 6;

/** Secrets that somebody wrote into argv: it is shown on cards and in reports. A word that no option names cannot be told apart. */
function commandSettings(name: string, command: readonly string[]): NamedSetting[] {
  return command.flatMap((word, index): NamedSetting[] => {
    const [, option = '', joined] = optionForm.exec(word) ?? [];
    const value = joined ?? (word.startsWith('-') ? command[index + 1] : undefined) ?? '';
    if (!looksSecret.test(option) || aboutSecret.test(option) || !isHeldBack(value)) return [];
    return [[`${name}.command.${index}`, value]];
  });
}

/** No path, no further option, no placeholder, no plain word that other texts hold. */
function isHeldBack(value: string): boolean {
  if (value.length < shortestInCommand || /^[-./~]|\$\{/u.test(value)) return false;
  return /[A-Za-z]/u.test(value) ? /[^A-Za-z-]/u.test(value) : true;
}

/** Values that are secret by where they stand, also when somebody wrote them into the file. */
function secretSettings({ environments, history }: Configuration): NamedSetting[] {
  const perEnvironment = [...environments.values()].flatMap((environment) => [
    ...credentialSettings(environment),
    ...headerSettings(environment),
  ]);
  return history.url === undefined ? perEnvironment : [...perEnvironment, ['history.url', history.url]];
}

function credentialSettings({ name, credentials }: Environment): NamedSetting[] {
  return [...credentials].flatMap(([key, credential]) =>
    settingsOf(credential).map(([part, setting]): NamedSetting => [`${name}.credentials.${key}.${part}`, setting]),
  );
}

function settingsOf(credential: Credential): NamedSetting[] {
  switch (credential.kind) {
    case 'static':
      return [['static', credential.token]];
    case 'jwt':
      return [
        ['secret', credential.secret ?? ''],
        ['privateKey', credential.privateKey ?? ''],
      ];
    case 'login':
      return Object.entries(credential.body).filter(
        ([key, value]) => typeof value !== 'string' || looksSecret.test(key),
      );
  }
}

function headerSettings({ name, services }: Environment): NamedSetting[] {
  return [...services].flatMap(([service, { headers }]) =>
    Object.entries(headers)
      .filter(([header, value]) => typeof value !== 'string' || looksSecret.test(header))
      .map(([header, value]): NamedSetting => [`${name}.services.${service}.headers.${header}`, value]),
  );
}

function addressSettings({ environments, history }: Configuration): NamedSetting[] {
  const endpoints = [...environments.values()].flatMap((environment) =>
    [...environment.services, ...environment.websockets].flatMap(([name, { url, direct }]): NamedSetting[] => [
      [`${environment.name}.${name}.url`, url],
      ...(direct === undefined ? [] : [[`${environment.name}.${name}.direct`, direct] satisfies NamedSetting]),
    ]),
  );
  return history.url === undefined ? endpoints : [...endpoints, ['history.url', history.url]];
}

/** What a suite is given from a variable is hidden, unless it is an address, a version or too plain to be a secret. */
function isHidden(name: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (looksVersion.test(name) && !looksSecret.test(name)) return false;
  if (/^(?:https?|wss?):\/\/[^\s@?]*$/iu.test(value)) return false;
  return looksSecret.test(name) || (value.length >= 8 && /[A-Za-z]/u.test(value) && /[^A-Za-z-]/u.test(value));
}

function passwordIn(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { password } = new URL(address);
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
