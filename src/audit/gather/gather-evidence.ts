import type { Evidence } from '../evidence.ts';
import { createFingerprint, keyOfFolder } from '../fingerprint.ts';
import { gatherFiles } from './gather-files.ts';
import { gatherHistory } from './gather-history.ts';
import { gatherLooks, wishesOf } from './gather-looks.ts';
import type { GatherParts } from './gather-parts.ts';
import { gatherTokens } from './gather-tokens.ts';
import { reportOf, reportWishes } from './gather-reports.ts';

/** Looks at everything once. Never rejects but for a bug: what cannot be looked at is unknown. */
export async function gatherEvidence(parts: GatherParts, signal: AbortSignal): Promise<Evidence> {
  const { environment, configuration, variables, data, now } = parts;
  const [files, tokens, history, intended, key] = await Promise.all([
    gatherFiles(parts),
    gatherTokens(parts, signal),
    gatherHistory(parts),
    parts.intended(environment, signal),
    keyOfFolder(data),
  ]);
  const wishes = [...reportWishes(parts), ...wishesOf(environment, variables)];
  const { looks, leftOut } = await gatherLooks(wishes, parts, signal);
  return {
    environment,
    others: [...configuration.environments.values()].filter(({ name }) => name !== environment.name),
    file: configuration.file,
    variables,
    files,
    reports: looks.filter(({ purpose }) => purpose === 'report').map(reportOf),
    looks: looks.filter(({ purpose }) => purpose !== 'report'),
    leftOut,
    tokens,
    intended,
    history,
    fingerprint: createFingerprint(key.key),
    isKeyKept: key.isKept,
    now: now(),
  };
}
