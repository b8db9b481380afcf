import { isVersion } from '#suites/expected-version.ts';

import type { Experiment, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';

type Versions = Readonly<Record<string, string>>;

/** Asks for the versions twice, and compares them with each other, with those of the run and with the intended one. */
export const versions: Experiment = {
  name: 'versions',
  observes: ['version.changing', 'version.intended'],
  costSeconds: 0.6,
  connections: 4,
  doing: 'asking for the versions',
  applies: ({ environment }) => [...environment.services.values()].some(({ version }) => version !== undefined),
  run: async ({ environment }, lab, signal) => {
    const first = await lab.versions(environment, signal);
    const second = await lab.versions(environment, signal);
    const wanted = await lab.intended(environment, signal);
    const known = Object.keys(second);
    const seen = known.length === 0 ? undefined : differing(first, second, lab);
    const says = `versions now: ${say(second)}; a moment before: ${say(first)}; before the run: ${say(lab.versionsOfRun)}`;
    const reported = Object.values(second);
    const intended =
      wanted === undefined || reported.length === 0 ? undefined : reported.every((each) => isVersion(each, wanted));
    return findings(
      [
        { fact: 'version.changing', value: seen, says },
        { fact: 'version.intended', value: intended, says: `intended: ${wanted}; ${says}` },
      ],
      alone(lab, lab.now().toISOString()),
    );
  },
};

/** Of two looks now; and of one look and the run, which was a moment ago. */
function differing(first: Versions, second: Versions, { versionsOfRun }: Lab): boolean {
  const isOther = (before: Versions): boolean =>
    Object.entries(before).some(([service, version]) => (second[service] ?? version) !== version);
  return isOther(first) || isOther(versionsOfRun);
}

function say(versionsOf: Versions): string {
  const pairs = Object.entries(versionsOf).map(([service, version]) => `${service} ${version.slice(0, 40)}`);
  return pairs.length === 0 ? 'not known' : pairs.join(', ');
}
