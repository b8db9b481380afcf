import { nearest } from '#domain/nearest.ts';
import type { Complaint } from './problem.ts';

type Path = readonly PropertyKey[];
interface Outline {
  readonly environments: ReadonlyMap<string, EnvironmentNames>;
}
interface EnvironmentNames {
  /** What a sweep may name. */
  readonly endpoints: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly websockets: ReadonlySet<string>;
  readonly credentials: ReadonlySet<string>;
}

/**
 * Checks names that point at other names: environments, credentials, services, endpoints, placeholders. Reads the file
 * as it is, so that these mistakes are told together with those of the schema.
 */
export function checkReferences(file: unknown): Complaint[] {
  const environments = new Map(
    entries(at(file, 'environments')).map(([name, value]) => [name, namesOf(value)] as const),
  );
  const outline: Outline = { environments };
  return [
    ...entries(at(file, 'environments')).flatMap(([name, value]) => checkEnvironment(name, value, outline)),
    ...entries(at(file, 'suites')).flatMap(([name, value]) => checkSuite(['suites', name], value, outline)),
    ...entries(at(file, 'sweeps')).flatMap(([name, value]) => checkSweep(['sweeps', name], value, outline)),
    ...items(at(at(file, 'ingest'), 'logs')).flatMap((value, index) =>
      checkLog(['ingest', 'logs', index], value, outline),
    ),
    ...items(at(at(file, 'alerts'), 'maintenance')).flatMap((value, index) =>
      checkEnvironmentName(['alerts', 'maintenance', index], value, outline),
    ),
  ];
}

function namesOf(environment: unknown): EnvironmentNames {
  const keysOf = (key: string) => new Set(entries(at(environment, key)).map(([name]) => name));
  const services = keysOf('services');
  const endpoints = new Set([
    ...entries(at(environment, 'services')).flatMap(([name, service]) => [name, ...idsBelow(name, pathsOf(service))]),
    ...entries(at(environment, 'websockets')).flatMap(([name, socket]) => [
      name,
      ...(services.has(name) ? [`${name}:websocket`] : []),
      ...(at(socket, 'auth') === undefined ? [] : idsBelow(name, items(at(socket, 'authBy')))),
    ]),
  ]);
  return { endpoints, services, websockets: keysOf('websockets'), credentials: keysOf('credentials') };
}

function pathsOf(service: unknown): readonly unknown[] {
  const checks = items(at(service, 'checks')).map((check) => at(check, 'path') ?? check);
  return [at(service, 'health'), at(service, 'deepHealth'), ...checks].filter((path) => path !== undefined);
}

/** The first is the endpoint that has the name alone. */
function idsBelow(name: string, parts: readonly unknown[]): readonly string[] {
  return parts.slice(1).flatMap((part) => (typeof part === 'string' ? [`${name}:${part.split('?', 1)[0]}`] : []));
}

function checkEnvironment(name: string, environment: unknown, outline: Outline): Complaint[] {
  const path = ['environments', name];
  const names = outline.environments.get(name);
  if (names === undefined) return [];
  const credential = (where: Path, value: unknown) =>
    checkName({ path: where, value, known: names.credentials, noun: `credential of ${name}` });
  const services = entries(at(environment, 'services')).flatMap(([service, value]) =>
    items(at(value, 'checks')).flatMap((check, index) =>
      credential([...path, 'services', service, 'checks', index, 'auth'], at(check, 'auth')),
    ),
  );
  const sockets = entries(at(environment, 'websockets')).flatMap(([socket, value]) =>
    credential([...path, 'websockets', socket, 'auth'], at(value, 'auth')),
  );
  const logins = entries(at(environment, 'credentials')).flatMap(([key, value]) =>
    checkName({
      path: [...path, 'credentials', key, 'login', 'service'],
      value: at(at(value, 'login'), 'service'),
      known: names.services,
      noun: `service of ${name}`,
    }),
  );
  const report = at(at(environment, 'audit'), 'report');
  const reporting = [
    ...credential([...path, 'audit', 'report', 'auth'], at(report, 'auth')),
    ...items(at(report, 'services')).flatMap((value, index) =>
      checkName({
        path: [...path, 'audit', 'report', 'services', index],
        value,
        known: names.services,
        noun: `service of ${name}`,
      }),
    ),
  ];
  const deploy = at(environment, 'deploy');
  const commands: [Path, unknown][] = [
    [[...path, 'deploy', 'command'], at(deploy, 'command')],
    [[...path, 'deploy', 'expectVersion', 'command'], at(at(deploy, 'expectVersion'), 'command')],
    ...entries(at(deploy, 'repairs')).map(([repair, value]): [Path, unknown] => [
      [...path, 'deploy', 'repairs', repair, 'command'],
      at(value, 'command'),
    ]),
  ];
  return [
    ...services,
    ...sockets,
    ...logins,
    ...reporting,
    ...commands.flatMap(([where, words]) => checkCommand(where, words, new Map([[name, names]]))),
    ...entries(at(deploy, 'environment')).flatMap(([variable, value]) =>
      checkPlaceholders([...path, 'deploy', 'environment', variable], value, {
        places: new Map([[name, names]]),
        strict: true,
      }),
    ),
  ];
}

function checkSuite(path: Path, suite: unknown, { environments }: Outline): Complaint[] {
  const wanted = items(at(suite, 'environments'));
  const complaints = wanted.flatMap((value, index) =>
    checkName({
      path: [...path, 'environments', index],
      value,
      known: new Set(environments.keys()),
      noun: 'environment',
    }),
  );
  const places = new Map([...environments].filter(([name]) => wanted.length === 0 || wanted.includes(name)));
  const variables = entries(at(suite, 'environment')).flatMap(([variable, value]) =>
    checkPlaceholders([...path, 'environment', variable], value, { places, strict: true }),
  );
  return [...complaints, ...checkCommand([...path, 'command'], at(suite, 'command'), places), ...variables];
}

function checkSweep(path: Path, sweep: unknown, { environments }: Outline): Complaint[] {
  const value = at(sweep, 'environment');
  const wrong = checkName({
    path: [...path, 'environment'],
    value,
    known: new Set(environments.keys()),
    noun: 'environment',
  });
  const [first] = environments.values();
  const environment = typeof value === 'string' ? environments.get(value) : first;
  if (environment === undefined) return wrong;
  return [
    ...wrong,
    ...items(at(sweep, 'endpoints')).flatMap((endpoint, index) =>
      checkEndpoint([...path, 'endpoints', index], endpoint, environment),
    ),
  ];
}

function checkEndpoint(path: Path, endpoint: unknown, names: EnvironmentNames): Complaint[] {
  if (typeof endpoint !== 'string') return [];
  const [name = ''] = endpoint.split(':', 1);
  const known = new Set([...names.services, ...names.websockets]);
  if (!known.has(name)) return checkName({ path, value: name, known, noun: 'service or websocket of its environment' });
  const word = endpoint.replace(/#\d{1,3}$/u, '');
  return checkName({ path, value: word, known: names.endpoints, noun: 'endpoint of its environment' });
}

function checkLog(path: Path, log: unknown, outline: Outline): Complaint[] {
  const name = at(log, 'environment');
  const [first] = outline.environments.values();
  const environment = typeof name === 'string' ? outline.environments.get(name) : first;
  const known = environment?.websockets ?? new Set();
  const endpoint = {
    path: [...path, 'endpoint'],
    value: at(log, 'endpoint'),
    known,
    noun: 'websocket of its environment',
  };
  return [...checkEnvironmentName(path, log, outline), ...(environment === undefined ? [] : checkName(endpoint))];
}

function checkEnvironmentName(path: Path, value: unknown, { environments }: Outline): Complaint[] {
  const known = new Set(environments.keys());
  return checkName({ path: [...path, 'environment'], value: at(value, 'environment'), known, noun: 'environment' });
}

interface NameCheck {
  readonly path: Path;
  readonly value: unknown;
  readonly known: ReadonlySet<string>;
  readonly noun: string;
}

function checkName({ path, value, known, noun }: NameCheck): Complaint[] {
  if (typeof value !== 'string' || known.has(value)) return [];
  const near = nearest(value, known);
  const remedy = near === undefined ? `known: ${[...known].join(', ') || 'none'}` : `did you mean "${near}"?`;
  return [{ path, message: `"${value.slice(0, 60)}" is no ${noun}`, remedy }];
}

function checkCommand(path: Path, words: unknown, places: ReadonlyMap<string, EnvironmentNames>): Complaint[] {
  return items(words).flatMap((word, index) => checkPlaceholders([...path, index], word, { places, strict: false }));
}

interface PlaceholderRules {
  readonly places: ReadonlyMap<string, EnvironmentNames>;
  /** False: a `${…}` of another kind is left for the program, such as a shell that was asked for by name. */
  readonly strict: boolean;
}

function checkPlaceholders(path: Path, text: unknown, { places, strict }: PlaceholderRules): Complaint[] {
  if (typeof text !== 'string') return [];
  return [...text.matchAll(/\$\{([^}]{0,200})\}/gu)].flatMap(([whole, inside = '']) => {
    const [, kind, name = ''] = /^(services|websockets)\.([\w.-]+)\.url$/u.exec(inside) ?? [];
    if (kind !== 'services' && kind !== 'websockets') {
      const isOurs = strict || /^(?:services|websockets)\b/u.test(inside);
      const remedy =
        'write ${services.NAME.url} or ${websockets.NAME.url}; for a variable write { env: NAME } as the whole value';
      return isOurs ? [{ path, message: `nothing fills the placeholder "${whole.slice(0, 60)}"`, remedy }] : [];
    }
    const lacking = [...places].filter(([, names]) => !names[kind].has(name));
    return lacking.map(([environment, names]) => ({
      path,
      message: `"${whole.slice(0, 90)}" names nothing in the environment "${environment}"`,
      remedy: placeholderRemedy(name, names[kind], kind),
    }));
  });
}

function placeholderRemedy(name: string, known: ReadonlySet<string>, kind: string): string {
  const word = nearest(name, known);
  return word === undefined
    ? `${kind} there: ${[...known].join(', ') || 'none'}; or name "environments" in which it may run`
    : `did you mean "${word}"?`;
}

function at(value: unknown, key: string): unknown {
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function entries(value: unknown): [string, unknown][] {
  return isMap(value) ? Object.entries(value) : [];
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
