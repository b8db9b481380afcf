import { suiteVariables } from '#config/expand.ts';
import type { Environment, Suite } from '#domain/configuration.ts';
import type { Variables } from '#domain/setting.ts';

/** Throws `MISSING_VARIABLE` and the like for the first suite that could not be started there: before anything is deployed for it. */
export function checkSuites(suites: readonly Suite[], environment: Environment, variables: Variables): void {
  for (const suite of suites) suiteVariables(suite, environment, variables);
}
