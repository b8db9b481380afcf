import type { ProbeResult } from '#domain/probe.ts';

import { shortVersion } from '../short-version.ts';
import { subjectOf } from './address-families.ts';
import type { Aim, Experiment } from './experiment.ts';
import { alone, findings } from './finding.ts';
import { outcomeWord } from './outcome.ts';
import { pause } from './pause.ts';
import { isYoung } from './young.ts';

const everyMs = 1_500;
const mostMs = 21_000;
const leastMs = 8_000;
/** Enough to have met every instance that there is. */
const firstLooks = 4;
/** More than there are usually instances that take turns. */
const enoughGood = 6;
/** What has begun to be well is looked at until it is known to stay so. */
const begunGood = 3;
const mostMoreMs = 9_000;

type Versions = Readonly<Record<string, string>>;

/** How it ends where nobody is there to answer: an instance that is being replaced, or one that is gone. */
const gap = /STATUS_50[23]|ECONNREFUSED|CLOSE_1012/u;

/** Whether somebody was missing, and not merely wrong. */
export function isGap(word: string): boolean {
  return gap.test(word);
}

function isAboutGap({ symptom: { status, closeCode }, plain }: Aim): boolean {
  if (status === 502 || status === 503 || closeCode === 1012) return true;
  return plain?.standing === 'down' && isGap(outcomeWord(plain) ?? '');
}

/** Looks at it for a while longer: an instance that is being replaced comes back, with another version or without. */
export const laterLook: Experiment = {
  name: 'later-look',
  observes: ['replay.later', 'replay.after-start', 'version.changing'],
  // It looks as long as there is time, and less than that is in vain.
  costSeconds: leastMs / 1_000,
  holdsFor: 'operation',
  doing: 'looking whether it stays so',
  applies: (aim) => subjectOf(aim) !== undefined && isAboutGap(aim),
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    if (endpoint === undefined) return [];
    // All that had failed is done again, the message as well.
    const wish = endpoint.kind === 'http' ? { endpoint } : { endpoint, sends: true, changed: { hold: '0' } };
    const at = lab.now().toISOString();
    const young = lab.youngest();
    const beganMs = performance.now();
    const results: ProbeResult[] = [];
    const versions: Versions[] = [];
    while (!signal.aborted && performance.now() - beganMs < mostMs + (isBegun(results) ? mostMoreMs : 0)) {
      const [result, reported] = await Promise.all([lab.probe(wish, signal), lab.versions(aim.environment, signal)]);
      results.push(result);
      versions.push(reported);
      if (isWell(results) || newVersion(versions) !== undefined) break;
      await pause(everyMs, signal);
    }
    if (results.length < 2) return [];
    const words = results.map((result) => outcomeWord(result) ?? 'not measured');
    const seconds = Math.round((performance.now() - beganMs) / 1_000);
    const says = `${endpoint.id}, looked at for ${seconds} s more: ${words.slice(-12).join(', ')}`;
    const another = newVersion(versions) ?? lastVersion(versions);
    return findings(
      [
        { fact: 'replay.later', value: isWell(results), says, subject: endpoint.id },
        {
          fact: 'replay.after-start',
          value: grewUp(words, young) && isWell(results) && another === undefined ? true : undefined,
          says: `${says}; its service had been up for ${Math.round(young ?? 0)} s`,
          subject: endpoint.id,
        },
        {
          fact: 'version.changing',
          value: another === undefined ? undefined : true,
          says: `${another} within ${seconds} s: at first it had reported another`,
        },
      ],
      alone(lab, at),
    );
  },
};

/** It refused by itself, young as it was: nobody was missing who had to come back. */
function grewUp(words: readonly string[], young: number | undefined): boolean {
  const bad = words.filter((word) => word !== 'ok');
  return isYoung(young) && bad.length > 0 && bad.every((word) => /STATUS_503/u.test(word));
}

/** `desk 1.15.0`: what none of the first looks found, so that it is no instance that had been there all the time. */
function newVersion(looks: readonly Versions[]): string | undefined {
  const [first, later] = [looks.slice(0, firstLooks), looks.slice(firstLooks)];
  const known = (service: string, version: string): boolean => first.some((look) => look[service] === version);
  const isAsked = (service: string): boolean => first.some((look) => look[service] !== undefined);
  const found = later
    .flatMap((look) => Object.entries(look))
    .find(([service, version]) => isAsked(service) && !known(service, version));
  return found && `${found[0]} ${shortVersion(found[1])}`;
}

/** `desk 1.15.0`, where all that look at it meet that one by now, and the first did not: the others are gone. */
function lastVersion(looks: readonly Versions[]): string | undefined {
  const [first, last] = [looks.slice(0, -enoughGood), looks.slice(-enoughGood)];
  if (first.length === 0) return undefined;
  const found = Object.entries(last.at(-1) ?? {}).find(
    ([service, version]) =>
      last.every((look) => look[service] === version) &&
      first.some((look) => look[service] !== undefined && look[service] !== version),
  );
  return found && `${found[0]} ${shortVersion(found[1])}`;
}

function isBegun(results: readonly ProbeResult[]): boolean {
  return results.length > begunGood && results.slice(-begunGood).every(({ standing }) => standing === 'up');
}

/** It came back, and stays. */
function isWell(results: readonly ProbeResult[]): boolean {
  return results.length >= enoughGood && results.slice(-enoughGood).every(({ standing }) => standing === 'up');
}
