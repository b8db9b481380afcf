import type { Environment } from '#domain/configuration.ts';
import { runMarker } from '#suites/run-marker.ts';
import { expectedVersion, type VersionExpectation } from '#suites/expected-version.ts';

import type { LoopWorkerParts } from './loop-parts.ts';

const longest = 200;

/** The version that must run, by the configuration; a gap where the command that prints it fails. */
export async function intendedVersion(
  environment: Environment,
  { parts, loop }: { readonly parts: Pick<LoopWorkerParts, 'variables' | 'data' | 'redactor'>; readonly loop: string },
  signal: AbortSignal,
): Promise<VersionExpectation> {
  const { variables, data } = parts;
  const marker = runMarker(data, `${loop}.version`);
  const { version, gap } = await expectedVersion(environment, { variables, marker }, signal);
  // What a command prints goes into records and messages.
  return { version: version && parts.redactor().redact(version).slice(0, longest), gap };
}
