import type { Environment } from '#domain/configuration.ts';
import { isVersion } from '#suites/expected-version.ts';

import { shortVersion } from '../short-version.ts';
import { hasName } from './address-families.ts';
import type { Experiment, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';

type Versions = Readonly<Record<string, string>>;

/** Several instances take turns in answering. */
const looks = 4;

/** Asks for the versions four times, and compares them with each other, with those of the run and with the intended one. */
export const versions: Experiment = {
  name: 'versions',
  observes: ['version.changing', 'version.intended', 'version.direct-differs'],
  costSeconds: 0.6,
  doing: 'asking for the versions',
  applies: ({ environment }) => [...environment.services.values()].some(({ version }) => version !== undefined),
  run: async (aim, lab, signal) => {
    const { environment } = aim;
    const seenOften: Versions[] = [...lab.versionsSeen()];
    for (let count = 0; count < looks && !signal.aborted; count += 1) {
      seenOften.push(await lab.versions(environment, signal));
    }
    // One look may have met nobody.
    const second: Versions = Object.fromEntries(seenOften.flatMap((each) => Object.entries(each)));
    const first = seenOften.find((each) => isOther(each, second)) ?? seenOften[0] ?? {};
    const wanted = await lab.intended(environment, signal);
    const known = Object.keys(second);
    const seen = known.length === 0 ? undefined : differing(first, second, lab);
    const says = `versions now: ${say(second)}; a moment before: ${say(first)}; before the run: ${say(lab.versionsOfRun)}`;
    const reported = Object.values(second);
    const intended =
      wanted === undefined || reported.length === 0 ? undefined : reported.every((each) => isVersion(each, wanted));
    const direct = intended === false && hasName(aim, lab) ? await directVersions(environment, lab, signal) : {};
    const others = Object.keys(direct).filter((service) => second[service] !== undefined);
    return findings(
      [
        { fact: 'version.changing', value: seen, says },
        { fact: 'version.intended', value: intended, says: `intended: ${shortVersion(wanted)}; ${says}` },
        {
          fact: 'version.direct-differs',
          value: others.length === 0 ? undefined : others.some((service) => direct[service] !== second[service]),
          says: `versions round the proxy: ${say(direct)}; by their names: ${say(second)}`,
        },
      ],
      alone(lab, lab.now().toISOString()),
    );
  },
};

/** A name that leads to another host meets another version than the address that is meant. */
function directVersions(environment: Environment, lab: Lab, signal: AbortSignal): Promise<Versions> {
  const services = [...environment.services].flatMap(([name, service]) =>
    service.direct === undefined ? [] : [[name, { ...service, url: service.direct }] as const],
  );
  return services.length === 0
    ? Promise.resolve({})
    : lab.versions({ ...environment, services: new Map(services) }, signal);
}

/** Of the looks now; and of one look and the run, which was a moment ago. */
function differing(first: Versions, second: Versions, { versionsOfRun }: Lab): boolean {
  return isOther(first, second) || isOther(versionsOfRun, second);
}

function isOther(before: Versions, now: Versions): boolean {
  return Object.entries(before).some(([service, version]) => (now[service] ?? version) !== version);
}

function say(versionsOf: Versions): string {
  const pairs = Object.entries(versionsOf).map(([service, version]) => `${service} ${shortVersion(version)}`);
  return pairs.length === 0 ? 'not known' : pairs.join(', ');
}
