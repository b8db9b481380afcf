import { configurationSections } from '#domain/configuration-problem.ts';
import { plural } from '#domain/plural.ts';
import type { Action, Line, Reply, Section } from '#domain/reply.ts';
import { runInWords } from '#domain/run-words.ts';

import type { EndpointStatus, EnvironmentStatus, StatusFacts } from './status-facts.ts';
import {
  approvalLine,
  closesInWords,
  endpointLine,
  endpointsInWords,
  incidentLine,
  isRedSuite,
  loopLine,
  lockInWords,
  suiteLines,
  sweepInWords,
  versionsInWords,
} from './status-words.ts';

const shownEndpoints = 15;
const shownIncidents = 8;
const maxActions = 5;

/** How everything stands, the worst first: for somebody who was just woken up. */
export function statusReply(facts: StatusFacts): Reply {
  const { environments, undelivered, now } = facts;
  const isBad = environments.some((each) => badThings(each).length > 0);
  return {
    headline: statusHeadline(facts),
    status: isBad ? 'failed' : 'note',
    sections: [
      ...configurationSections(facts.configurationProblem, now),
      ...environments.flatMap((environment) => environmentSections(environment, now)),
      ...(undelivered === 0 ? [] : [aside(`${plural(undelivered, 'result')} not shown in Slack yet`)]),
    ],
    actions: environments.flatMap(actionsOf).slice(0, maxActions),
    json: statusDocument(facts),
  };
}

/** What is wrong, in a few words each; then what is not known; then what goes on. */
export function statusHeadline({ environments }: StatusFacts): string {
  const bad = environments.flatMap((environment) => {
    const things = badThings(environment);
    return things.length === 0 ? [] : [`${environment.name}: ${things.join(', ')}`];
  });
  const running = environments.flatMap(({ active }) => active).length;
  const loops = environments.flatMap((environment) => environment.loops).length;
  const isIdle = running + loops === 0;
  const activity = [
    ...(loops === 0 ? [] : [`${plural(loops, 'loop')} under way`]),
    ...waitingWords(environments),
    ...(running === 0 && !isIdle ? [] : [isIdle ? 'nothing is running' : `${running} running or queued`]),
  ];
  return [bad.length > 0 ? bad.join('; ') : calmWords(environments), ...unknownWords(environments), ...activity].join(
    '; ',
  );
}

function waitingWords(environments: readonly EnvironmentStatus[]): readonly string[] {
  const waiting = environments.flatMap(({ approvals }) => approvals).length;
  return waiting === 0 ? [] : [`${plural(waiting, 'approval')} waited for`];
}

/** What is not known is said beside what is wrong, and beside what is well. */
function unknownWords(environments: readonly EnvironmentStatus[]): readonly string[] {
  const endpoints = environments.flatMap((environment) => environment.endpoints);
  const unknown = endpoints.filter(({ standing }) => standing === 'unknown').length;
  return unknown === 0 ? [] : [`${plural(unknown, 'endpoint')} UNKNOWN`];
}

function badThings({ incidents, endpoints, suites }: EnvironmentStatus): readonly string[] {
  const down = endpoints.filter(({ standing }) => standing === 'down').length;
  const ran = suites.filter(({ latest }) => latest !== undefined);
  const red = suites.filter(isRedSuite).length;
  return [
    ...(incidents.length === 0 ? [] : [`${plural(incidents.length, 'incident')} open`]),
    ...(down === 0 ? [] : [`${down} of ${plural(endpoints.length, 'endpoint')} down`]),
    ...(red === 0 ? [] : [`${red} of ${plural(ran.length, 'suite')} red at the last run`]),
  ];
}

function calmWords(environments: readonly EnvironmentStatus[]): string {
  const endpoints = environments.flatMap((environment) => environment.endpoints);
  const ran = environments.flatMap(({ suites }) => suites).filter(({ latest }) => latest !== undefined).length;
  const up = endpoints.filter(({ standing }) => standing === 'up').length;
  const runs = ran === 0 ? 'no run has ended yet' : 'no suite red at its last run';
  if (endpoints.length === 0) return capitalised(runs);
  return up === 0
    ? `No endpoint has been measured lately, ${runs}`
    : `${up} of ${plural(endpoints.length, 'endpoint')} up, ${runs}`;
}

function environmentSections(environment: EnvironmentStatus, now: Date): readonly Section[] {
  const { name, versions, active, incidents, suites } = environment;
  const title: Line = [
    { kind: 'strong', text: name },
    ...[versions === undefined ? undefined : versionsInWords(versions, now), lockInWords(environment, now)].flatMap(
      (words) => (words === undefined ? [] : [` · ${words}`]),
    ),
  ];
  const red = suites.filter(isRedSuite);
  const others = suites.filter((suite) => !isRedSuite(suite));
  const neverRun = suites.filter(({ latest, since }) => latest === undefined && since === undefined);
  return [
    { kind: 'text', line: title },
    ...list([
      ...incidents.slice(0, shownIncidents).map((incident) => incidentLine(incident, now)),
      ...(incidents.length > shownIncidents ? [[`and ${incidents.length - shownIncidents} more incidents`]] : []),
      ...red.flatMap((each) => suiteLines(each, now)),
    ]),
    ...endpointSections(environment, now),
    ...list([...environment.approvals.map(approvalLine), ...environment.loops.map((each) => loopLine(each, now))]),
    ...list([...active.map((run): Line => [runInWords(run, now)]), ...others.flatMap((each) => suiteLines(each, now))]),
    ...asides([
      neverRun.length === 0 ? undefined : `Not run yet: ${neverRun.map(({ suite }) => suite.name).join(', ')}`,
    ]),
  ];
}

/** The endpoints, the closes of the last hour, and when they were swept; empty where nothing is to be watched. */
export function endpointSections(environment: EnvironmentStatus, now: Date): readonly Section[] {
  return [
    ...list(endpointLines(environment.endpoints, now)),
    ...asides([closesOf(environment), ...environment.sweeps.map((sweep) => sweepInWords(sweep, now))]),
  ];
}

function closesOf({ closes }: EnvironmentStatus): string | undefined {
  const words = closesInWords(closes);
  return words === undefined ? undefined : `Closes in the last hour: ${words}`;
}

const order = { down: 0, unknown: 1, up: 2 } as const;

/** The worst first; what was never measured in one line; the rest counted. */
function endpointLines(endpoints: readonly EndpointStatus[], now: Date): readonly Line[] {
  const measured = endpoints
    .filter(({ latest }) => latest !== undefined)
    .sort((one, other) => order[one.standing] - order[other.standing]);
  const never = endpoints.filter(({ latest }) => latest === undefined).map(({ endpoint }) => endpoint);
  const hidden = measured.slice(shownEndpoints);
  return [
    ...measured.slice(0, shownEndpoints).map((each) => endpointLine(each, now)),
    ...(hidden.length === 0 ? [] : [[`and ${hiddenInWords(hidden)}`]]),
    ...(never.length === 0 ? [] : [[`UNKNOWN, never measured: ${endpointsInWords(never, never.length)}`]]),
  ];
}

function hiddenInWords(hidden: readonly EndpointStatus[]): string {
  const parts = (['down', 'unknown', 'up'] as const).flatMap((standing) => {
    const many = hidden.filter((each) => each.standing === standing).length;
    return many === 0 ? [] : [`${many} more ${standing === 'unknown' ? 'UNKNOWN' : standing}`];
  });
  return parts.join(', ');
}

function actionsOf({ name, incidents, endpoints, suites, approvals }: EnvironmentStatus): readonly Action[] {
  const waiting = approvals.slice(0, 2).map(({ id }): Action => ({ label: `Show ${id}`, words: ['show', id] }));
  const open = incidents.slice(0, 2).map(({ id }): Action => ({ label: `Show ${id}`, words: ['show', id] }));
  const isDown = endpoints.some(({ standing }) => standing === 'down');
  const probe: readonly Action[] = isDown ? [{ label: `Probe ${name}`, words: ['probe', 'all', 'on', name] }] : [];
  const red = suites.filter(isRedSuite).flatMap(({ latest }) => (latest === undefined ? [] : [latest.id]));
  return [
    ...waiting,
    ...open,
    ...probe,
    ...red.slice(0, 3).map((id): Action => ({ label: `Show ${id}`, words: ['show', id] })),
  ];
}

/** The names are a promise to scripts. */
function statusDocument({ environments, undelivered, configurationProblem, now }: StatusFacts): unknown {
  return {
    at: now.toISOString(),
    environments: environments.map((environment) => ({
      name: environment.name,
      versions: environment.versions?.versions ?? {},
      lock: environment.lock,
      active: environment.active,
      loops: environment.loops.map(({ loop }) => loop),
      approvals: environment.approvals,
      suites: environment.suites.map(({ suite, latest, since }) => ({ suite: suite.name, latest, since })),
      endpoints: environment.endpoints.map(({ endpoint, standing, isStale, latest }) => ({
        endpoint,
        standing,
        isStale,
        measuredAt: latest?.startedAt,
        brokeAt: latest?.brokeAt,
        problem: latest?.problem,
      })),
      incidents: environment.incidents,
      closes: environment.closes,
      sweeps: environment.sweeps,
    })),
    undelivered,
    problem: configurationProblem,
  };
}

function list(items: readonly Line[]): readonly Section[] {
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function asides(lines: readonly (string | undefined)[]): readonly Section[] {
  return lines.flatMap((line) => (line === undefined ? [] : [aside(line)]));
}

function aside(line: string): Section {
  return { kind: 'aside', line: [line] };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
