import type { Environment } from '#domain/configuration.ts';
import type { Variables } from '#domain/setting.ts';

import { expectedVersion, type VersionExpectation } from './expected-version.ts';
import { instanceMarker } from './run-marker.ts';

/** `expectedVersion` with all that it needs but the environment. */
export function intendedVersion({ variables, data }: { readonly variables: Variables; readonly data: string }) {
  const marker = instanceMarker(data);
  return (environment: Environment, signal: AbortSignal): Promise<VersionExpectation> =>
    expectedVersion(environment, { variables, marker }, signal);
}
