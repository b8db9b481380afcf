import { formatAge } from './age.ts';
import {
  clockOf,
  concernedBy,
  incidentCare,
  incidentHeadline,
  incidentStatus,
  isQuiet,
  openFor,
  pointInTime,
} from './incident-words.ts';
import { isOpen, type Incident } from './incident.ts';
import type { Line, Reply, Section, Span } from './reply.ts';

import { incidentActions } from './incident-actions.ts';

/** What telling an incident needs besides the incident itself. */
export interface IncidentFacts {
  readonly now: Date;
  /** Who is called: the id of a user group or person, or a name where Slack knows none. */
  readonly onCall?: string | undefined;
  /** As it is written in the configuration. */
  readonly onCallName?: string | undefined;
  /** How the endpoints fared on the day before: `0.3 % (12 of 4,320) in the 24 h before`. */
  readonly usual?: string | undefined;
  /** A suite that may run there, the most important one. */
  readonly suite?: string | undefined;
}

const namedEndpoints = 10;
const shownEvidence = 6;
const shownLately = 8;
const longestWords = 300;
const longestName = 80;

/** What is known of an incident, in whatever state it is. Nobody is mentioned in it: it is edited in place. */
export function incidentReport(incident: Incident, facts: IncidentFacts): Reply {
  return {
    headline: cut(incidentHeadline(incident)),
    status: incidentStatus(incident),
    sections: [
      { kind: 'facts', facts: factsOf(incident, facts) },
      ...endpointsOf(incident),
      ...latelyOf(incident),
      aside(incident, facts),
    ],
    actions: incidentActions(incident, facts.suite),
    json: { incident },
  };
}

interface Fact {
  readonly label: string;
  readonly value: Line;
}

function factsOf(incident: Incident, facts: IncidentFacts): readonly Fact[] {
  const { evidence } = incident.alarm;
  const [what = '', ...numbers] = evidence.slice(0, shownEvidence).map((line) => cut(line));
  const care = incidentCare(incident, facts.now);
  return [
    { label: isQuiet(incident) ? 'Seen last' : 'What', value: [what] },
    { label: 'Since', value: [sinceOf(incident, facts.now)] },
    ...brokeOf(incident),
    ...(numbers.length === 0 ? [] : [{ label: 'Seen', value: [numbers.join('. ')] }]),
    ...(facts.usual === undefined ? [] : [{ label: 'Usually', value: [facts.usual] }]),
    ...(care === undefined ? [] : [{ label: 'Who', value: [cut(care)] }]),
  ];
}

/** From the first failure on, which is earlier than the telling of it. */
function sinceOf({ triggeredAt, failingSince = triggeredAt, resolvedAt, flaps }: Incident, now: Date): string {
  const returns = flaps.length === 0 ? '' : `, came back ${flaps.length === 1 ? 'once' : `${flaps.length} times`}`;
  if (resolvedAt !== undefined) {
    const lasted = openFor({ triggeredAt: failingSince, resolvedAt }, now);
    return `${pointInTime(failingSince)} to ${clockOf(resolvedAt)}, ${lasted}${returns}`;
  }
  return `${pointInTime(failingSince)}, ${formatAge(failingSince, now)}${returns}`;
}

/** The rung, the code, the reason and who closed. */
function brokeOf({ alarm }: Incident): readonly Fact[] {
  const { layer, code, closeReason, closedBy } = alarm;
  const rung = layer === undefined ? [] : [`at ${layer}`];
  const parts: Span[] = [...rung, ...(code === undefined ? [] : [{ kind: 'code', text: code } as const])].flatMap(
    (span, index) => (index === 0 ? [span] : [' with ', span]),
  );
  if (closedBy !== undefined)
    parts.push(closedBy === 'nobody' ? ', nobody sent a close frame' : `, closed by the ${closedBy}`);
  if (closeReason !== undefined && closeReason !== '')
    parts.push(', reason ', { kind: 'code', text: cut(closeReason) });
  return parts.length === 0 ? [] : [{ label: 'Broke', value: parts }];
}

function endpointsOf(incident: Incident): readonly Section[] {
  const { endpoints } = incident.alarm;
  if (endpoints.length === 0) return [];
  const named = endpoints.slice(0, namedEndpoints);
  const more = Math.max(concernedBy(incident), endpoints.length) - named.length;
  const spans = named.flatMap((text, index): Span[] => [
    index === 0 ? '' : ', ',
    { kind: 'code', text: cut(text, longestName) },
  ]);
  return [
    {
      kind: 'text',
      line: [{ kind: 'strong', text: 'Endpoints ' }, ...spans, ...(more > 0 ? [` and ${more} more`] : [])],
    },
  ];
}

function latelyOf({ lately }: Incident): readonly Section[] {
  if (lately.length === 0) return [];
  return [
    { kind: 'text', line: [{ kind: 'strong', text: 'Changed lately' }] },
    { kind: 'list', items: lately.slice(0, shownLately).map((line) => [cut(line)]) },
  ];
}

function aside(incident: Incident, { onCallName }: IncidentFacts): Section {
  const { id, alarm, seenAt } = incident;
  const seen = isOpen(incident) ? `seen last ${clockOf(seenAt)}` : undefined;
  const sweep = alarm.sweep === undefined ? undefined : `sweep ${alarm.sweep}`;
  const onCall = onCallName === undefined ? undefined : `on call: ${onCallName}`;
  return { kind: 'aside', line: [[id, seen, sweep, onCall].filter((part) => part !== undefined).join(' · ')] };
}

/** Texts of peers are long at times; what they say stands at their beginning. */
function cut(text: string, longest = longestWords): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).toWellFormed()}…`;
}
