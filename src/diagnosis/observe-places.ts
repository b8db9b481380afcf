import type { Environment } from '#domain/configuration.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { Run } from '#domain/run.ts';
import type { Variables } from '#domain/setting.ts';
import type { RunStore } from '#state/state.ts';

import { isPathOf } from './expected-target.ts';
import type { NewObservation } from './observation-book.ts';
import { placeAt, placeOf, targetUrl } from './target-url.ts';

export interface PlaceParts {
  /** What the report says of the symptoms. */
  readonly reported: readonly NewObservation[];
  readonly symptoms: readonly Symptom[];
  readonly environment: Environment;
  readonly variables: Variables;
  /** Newest first. */
  readonly earlier: readonly Run[];
  readonly store: Pick<RunStore, 'tests'>;
}

/**
 * Where a failure names an address that is not the environment's: whether the environment has its path elsewhere, and whether tests
 * were connected to it in the last green run. A service that nobody configured was met; whom tests speak to by mistake was not.
 */
export async function observePlaces(run: Run, parts: PlaceParts): Promise<readonly NewObservation[]> {
  const { reported, symptoms, earlier, store, environment, variables } = parts;
  const unexpected = new Set(
    reported.filter(({ fact, value }) => fact === 'target.expected' && value === false).map(({ subject }) => subject),
  );
  const strangers = symptoms.flatMap(({ id, target }) => {
    const url = targetUrl(target);
    return url === undefined || !unexpected.has(id) ? [] : [{ id, url }];
  });
  const green = earlier.find(({ state }) => state === 'passed');
  const met = green === undefined || strangers.length === 0 ? new Set<string>() : await placesOf(green.id, store);
  const at = run.endedAt ?? run.queuedAt;
  return strangers.flatMap(({ id, url }) => {
    const [place, path] = [placeOf(url), url.pathname.slice(0, 200)];
    const isElsewhere = isPathOf(url.pathname, environment, variables);
    const isMet = met.has(place);
    const of = { at, subject: id, isControlled: false };
    const known: NewObservation = {
      ...of,
      source: 'report',
      fact: 'target.path-elsewhere',
      value: isElsewhere,
      says: `${path} of ${place}: ${environment.name} has ${isElsewhere ? 'that path at an address of its own' : 'no such path'}`,
      group: `report:${id}:path`,
    };
    // Where nobody knows whom the tests met, nothing is said of it.
    if (green === undefined || met.size === 0) return [known];
    const history: NewObservation = {
      ...of,
      source: 'history',
      fact: 'target.met-before',
      value: isMet,
      says: `${place}: ${isMet ? 'tests were' : 'no test was'} connected to it in ${green.id}, the last green run`,
      raw: [...met].slice(0, 20).join('\n').slice(0, 1_000),
      group: `history:${id}:places`,
    };
    return [known, history];
  });
}

async function placesOf(run: string, store: PlaceParts['store']): Promise<ReadonlySet<string>> {
  const contacts = (await store.tests(run)).flatMap((each) => each.contacts ?? []);
  return new Set(contacts.map(({ host, port }) => placeAt(host, port)));
}
