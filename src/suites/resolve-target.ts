import type { Configuration, Environment, Suite } from '#domain/configuration.ts';
import { nearest } from '#domain/nearest.ts';
import { OperatorError } from '#domain/operator-error.ts';

/** The environment with that name, or the first of the file. Throws `UNKNOWN_ENVIRONMENT`. */
export function resolveEnvironment(name: string | undefined, configuration: Configuration): Environment {
  const [first] = configuration.environments.values();
  const environment = name === undefined ? first : configuration.environments.get(name);
  if (environment !== undefined) return environment;
  const known = [...configuration.environments.keys()];
  if (name === undefined) {
    throw new OperatorError({
      code: 'UNKNOWN_ENVIRONMENT',
      message: `No environment is configured in "${configuration.file}"`,
      hint: 'Add one under "environments"',
    });
  }
  throw new OperatorError({
    code: 'UNKNOWN_ENVIRONMENT',
    message: `No environment named "${name.slice(0, 60)}"`,
    hint: hintOf(name, known, 'environments'),
  });
}

/** The suites that a word means on an environment: a suite's name, a tier such as `p1`, or `all`; highest priority first. */
export function resolveSuites(
  target: string,
  environment: Environment,
  configuration: Configuration,
): readonly Suite[] {
  const tier = /^p(\d{1,3})$/u.exec(target)?.[1];
  if (target !== 'all' && tier === undefined) return [resolveSuite(target, environment, configuration)];
  const suites = [...configuration.suites.values()]
    .filter((suite) => mayRunOn(suite, environment) && (tier === undefined || suite.priority === Number(tier)))
    .sort((one, other) => one.priority - other.priority);
  if (suites.length > 0) return suites;
  const tiers = [...new Set([...configuration.suites.values()].map((suite) => `p${suite.priority}`))].sort();
  throw new OperatorError({
    code: 'UNKNOWN_SUITE',
    message:
      tier === undefined
        ? `No suite may run on "${environment.name}"`
        : `No suite of tier "${target}" may run on "${environment.name}"`,
    hint: `Tiers in use: ${tiers.join(', ') || 'none'}`,
  });
}

/** Throws `UNKNOWN_SUITE`, or `SUITE_NOT_FOR_ENVIRONMENT` when its configuration keeps it off that environment. */
export function resolveSuite(name: string, environment: Environment, configuration: Configuration): Suite {
  const suite = configuration.suites.get(name);
  if (suite === undefined) {
    throw new OperatorError({
      code: 'UNKNOWN_SUITE',
      message: `No suite named "${name.slice(0, 60)}"`,
      hint: hintOf(name, [...configuration.suites.keys()], 'suites'),
    });
  }
  if (mayRunOn(suite, environment)) return suite;
  throw new OperatorError({
    code: 'SUITE_NOT_FOR_ENVIRONMENT',
    message: `Suite "${name}" may not run on "${environment.name}"`,
    hint: `It may run on: ${suite.environments.join(', ')}`,
  });
}

function mayRunOn(suite: Suite, environment: Environment): boolean {
  return suite.environments.length === 0 || suite.environments.includes(environment.name);
}

function hintOf(word: string, known: readonly string[], plural: string): string {
  const likely = nearest(word, known);
  const list = `Known ${plural}: ${known.slice(0, 20).join(', ') || 'none'}`;
  return likely === undefined ? list : `Did you mean "${likely}"? ${list}`;
}
