import type { Environment } from '#domain/configuration.ts';
import { runMarker } from '#suites/run-marker.ts';
import { expectedVersion, type VersionExpectation } from '#suites/expected-version.ts';

import type { LoopWorkerParts } from './loop-parts.ts';

/** The version that must run, by the configuration; a gap where the command that prints it fails. */
export function intendedVersion(
  environment: Environment,
  { parts, loop }: { readonly parts: Pick<LoopWorkerParts, 'variables' | 'data'>; readonly loop: string },
  signal: AbortSignal,
): Promise<VersionExpectation> {
  const { variables, data } = parts;
  return expectedVersion(environment, { variables, marker: runMarker(data, `${loop}.version`) }, signal);
}
