import assert from 'node:assert/strict';
import { test } from 'node:test';

import { incidentCare } from './incident-words.ts';
import type { Incident, IncidentEntry } from './incident.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 10, minute)).toISOString();
const by = { id: 'U1', name: 'ada', via: 'slack' } as const;

const acknowledged: IncidentEntry = { at: at(1), kind: 'acknowledged', text: 'Acknowledged by ada', by };
const resolved: IncidentEntry = { at: at(5), kind: 'resolved', text: 'Resolved after 5m 00s' };

function incident(state: Incident['state'], ...entries: readonly IncidentEntry[]): Incident {
  return {
    id: 'i1',
    alarm: { key: 'k', kind: 'outage', endpoints: ['chat'], endpointCount: 1, evidence: [], seenAt: at(0) },
    state,
    triggeredAt: at(0),
    seenAt: at(0),
    flaps: [],
    remindersSent: 0,
    entries,
    lately: [],
    toldEntries: 0,
  };
}

test('who acknowledged an incident is not said to look after it once it came back', () => {
  const now = new Date(at(9));
  assert.equal(incidentCare(incident('acknowledged', acknowledged), now), 'acknowledged by ada 8 min ago');
  assert.equal(incidentCare(incident('resolved', acknowledged, resolved), now), 'acknowledged by ada 8 min ago');
  for (const kind of ['reopened', 'flapping'] as const) {
    const again: IncidentEntry = { at: at(7), kind, text: 'Came back' };
    const state = kind === 'flapping' ? kind : 'triggered';
    assert.equal(incidentCare(incident(state, acknowledged, resolved, again), now), undefined);
  }
});
