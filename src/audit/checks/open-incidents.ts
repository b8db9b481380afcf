import { incidentTitle } from '#domain/incident-words.ts';
import type { Incident } from '#domain/incident.ts';

import type { Check, Judged } from '../check.ts';

/** No incident is open. */
export const openIncidents: Check = {
  name: 'open-incidents',
  section: 'stability',
  judge: ({ history, now }) => {
    if (history.incidents.length > 0) return history.incidents.map(judgeIncident);
    const says = 'No incident is open';
    const seen = [{ source: 'history', fact: 'audit.incidents', value: 0, at: now.toISOString(), says } as const];
    return [{ id: 'stability/incidents', weight: 3, result: 'passed', says, seen }];
  },
};

function judgeIncident(incident: Incident): Judged {
  const { id, state, triggeredAt, seenAt } = incident;
  const says = `${id} is open since ${triggeredAt} (${state}): ${incidentTitle(incident)}`;
  const seen = [{ source: 'history', fact: 'audit.incident', value: state, at: seenAt, says, subject: id } as const];
  const isKnown = state === 'silenced' || state === 'acknowledged';
  return {
    id: `stability/${id}`,
    weight: 4,
    result: isKnown ? 'doubtful' : 'failed',
    says,
    remedy: `See "show ${id}"`,
    seen,
  };
}
