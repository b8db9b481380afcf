/** Service → version that it reported. */
export type Versions = Readonly<Record<string, string>>;

/** What is known of the versions of an environment. */
export interface Deploys {
  readonly versions: Versions;
  /** When a service was first seen with another version than before. */
  readonly changedAt?: string | undefined;
}

/** For so long after a change of version, closes of servers that restart are expected. */
const deployWindowMs = 10 * 60_000;

export const noDeploys: Deploys = { versions: {} };

/** A service that did not answer keeps the version that it had. */
export function nextDeploys(deploys: Deploys, read: Versions, at: string): Deploys {
  const hasChanged = Object.entries(read).some(([service, version]) => {
    const before = deploys.versions[service];
    return before !== undefined && before !== version;
  });
  return { versions: { ...deploys.versions, ...read }, changedAt: hasChanged ? at : deploys.changedAt };
}

export function isInDeploy({ changedAt }: Deploys, now: number): boolean {
  return changedAt !== undefined && now - Date.parse(changedAt) <= deployWindowMs;
}
