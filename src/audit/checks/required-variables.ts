import type { Check, Judged, Seen } from '../check.ts';
import type { Evidence, ServiceReport } from '../evidence.ts';
import { listed, seenInFile, seenInProcess, settingsNamed } from '../seen.ts';
import { placeholderIn } from '../settings/placeholder.ts';
import { isSecretName, weaknessOf } from '../settings/secret-strength.ts';
import { placeOf } from '../settings/settings-file.ts';

/** Required variables are there, with values that somebody gave them. */
export const requiredVariables: Check = {
  name: 'required-variables',
  section: 'variables',
  judge: (evidence) => [...new Set(evidence.environment.audit.required)].map((name) => judgeVariable(name, evidence)),
};

interface Place {
  readonly where: string;
  /** Why what stands there is no value; undefined where it is one. */
  readonly wrong?: string | undefined;
  /** What stands there was meant to be replaced. */
  readonly isPlaceholder: boolean;
  readonly seen: Seen;
}

function judgeVariable(name: string, evidence: Evidence): Judged {
  const isSecret = isSecretName(name);
  const reported = reportsOn(name, evidence);
  const places = placesOf(name, isSecret, evidence);
  const lacking = reported.filter(({ set }) => set.get(name) === false);
  const having = reported.filter(({ set }) => set.get(name) === true);
  const wrong = places.filter((place) => place.wrong !== undefined);
  const good = places.filter((place) => place.wrong === undefined);
  const base = { id: `variables/${name}`, weight: isSecret ? 5 : 4 };
  const seen = [...places.map((place) => place.seen), ...reported.map((report) => seenReported(name, report))];
  if (lacking.length > 0) {
    const says = `${name} is not set in ${listed(lacking.map(({ service }) => service))}, as they say themselves`;
    return {
      ...base,
      result: 'failed',
      says,
      remedy: `Set ${name} where ${listed(lacking.map(({ service }) => service))} is deployed`,
      seen: [...seen, missing(name, says, evidence)],
    };
  }
  if (wrong.length > 0) {
    const says = `${name} is ${wrong
      .map((place) => `${place.wrong} in ${place.where}`)
      .slice(0, 4)
      .join('; ')}`;
    const isCovered = good.length + having.length > 0;
    const more = isCovered
      ? ` (${listed([...good.map(({ where }) => where), ...having.map(({ service }) => service)])} has a value)`
      : '';
    return {
      ...base,
      result: isCovered ? 'doubtful' : 'failed',
      says: `${says}${more}`,
      remedy: `Give ${name} a real value in ${listed(wrong.map(({ where }) => where))}`,
      // A weak value is a value: nothing fails for want of it.
      seen: isCovered ? seen : [...seen, wrong.every(isWeak) ? present(name, evidence) : missing(name, says, evidence)],
    };
  }
  if (good.length + having.length === 0) return absent(name, base, evidence);
  const where = [...good.map((place) => place.where), ...having.map(({ service }) => `${service}, as it says`)];
  return {
    ...base,
    result: 'passed',
    says: `${name} is set in ${listed(where)}`,
    seen: [...seen, present(name, evidence)],
  };
}

function placesOf(name: string, isSecret: boolean, evidence: Evidence): readonly Place[] {
  const own = evidence.variables[name];
  const inProcess: readonly Place[] =
    own === undefined
      ? []
      : [{ where: 'this process', ...wrongIn(own, isSecret), seen: seenInProcess(name, evidence) }];
  const inFiles = settingsNamed(name, evidence).map((placed): Place => {
    const { file, entry } = placed;
    const wrong = entry.isElsewhere === true ? fine : wrongIn(entry.value, isSecret);
    return { where: placeOf(file, entry), ...wrong, seen: seenInFile(placed, evidence) };
  });
  return [...inProcess, ...inFiles];
}

function isWeak({ isPlaceholder }: Place): boolean {
  return !isPlaceholder;
}

const fine = { wrong: undefined, isPlaceholder: false };

function wrongIn(value: string, isSecret: boolean): Pick<Place, 'wrong' | 'isPlaceholder'> {
  const placeholder = placeholderIn(value, isSecret);
  return { wrong: placeholder ?? (isSecret ? weaknessOf(value) : undefined), isPlaceholder: placeholder !== undefined };
}

function reportsOn(name: string, { reports }: Evidence): readonly ServiceReport[] {
  return reports.filter(({ set }) => set.has(name));
}

function seenReported(name: string, { service, set, at, says }: ServiceReport): Seen {
  const isSet = set.get(name) === true;
  const told = `${service} says that ${name} is ${isSet ? 'set' : 'not set'}`;
  return { source: 'probe', fact: 'audit.reported', value: isSet, at, says: told, raw: says, subject: service };
}

function present(name: string, evidence: Evidence): Seen {
  return missing('none', `${name} is set`, evidence);
}

function missing(name: string, says: string, { now }: Evidence): Seen {
  return { source: 'audit', fact: 'audit.missing-variable', value: name, at: now.toISOString(), says };
}

/** Where something could not be looked at it may be there. */
function absent(name: string, base: Pick<Judged, 'id' | 'weight'>, evidence: Evidence): Judged {
  const unread = evidence.files.filter(({ problem }) => problem !== undefined).map((file) => file.name);
  const mute = evidence.reports
    .filter(({ problem, isAbsent }) => problem !== undefined && !isAbsent)
    .map(({ service }) => service);
  const looked = [
    'this process',
    ...evidence.files.filter(({ problem }) => problem === undefined).map((file) => file.name),
  ];
  const said = evidence.reports
    .filter(({ problem }) => problem === undefined)
    .map(({ service }) => `what ${service} says`);
  const unlooked = [...unread, ...mute];
  const where = `not in ${listed([...looked, ...said])}`;
  if (unlooked.length > 0) {
    const says = `${name} is ${where}; ${listed(unlooked)} could not be looked at`;
    return {
      ...base,
      result: 'unknown',
      says,
      remedy: `Let ${listed(unlooked)} be read, or set ${name}`,
      seen: [seenInProcess(name, evidence), missing('unknown', says, evidence)],
    };
  }
  const says = `${name} is not set: ${where}`;
  return {
    ...base,
    result: 'failed',
    says,
    remedy: `Set ${name}`,
    seen: [seenInProcess(name, evidence), missing(name, says, evidence)],
  };
}
