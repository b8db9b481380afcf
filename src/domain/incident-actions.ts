import { isOpen, type Incident } from './incident.ts';
import type { Action, Choice } from './reply.ts';

const durations: readonly Choice[] = [
  { label: '30 minutes', word: '30m' },
  { label: '1 hour', word: '1h' },
  { label: '4 hours', word: '4h' },
  { label: '1 day', word: '1d' },
];

/** What can be done about an incident as it stands. */
export function incidentActions(incident: Incident, suite: string | undefined): readonly Action[] {
  return [...(isOpen(incident) ? caring(incident) : []), ...probing(incident), ...running(incident, suite)];
}

function caring({ id, state, acknowledgedBy }: Incident): readonly Action[] {
  const acknowledge: Action = { label: 'Acknowledge', words: ['ack', id], style: 'primary' };
  const silence: Action = { label: 'Silence', words: ['silence', id], choices: durations };
  const unsilence: Action = { label: 'End silence', words: ['silence', id, 'off'] };
  const resolve: Action = {
    label: 'Resolve',
    words: ['resolve', id],
    confirm: `Call ${id} resolved? It comes back when it still fails in three minutes`,
  };
  return [...(acknowledgedBy === undefined ? [acknowledge] : []), state === 'silenced' ? unsilence : silence, resolve];
}

/** The one service that is concerned, else all: what is more than a name stays out of buttons. */
function probing({ alarm }: Incident): readonly Action[] {
  const { environment, endpoints } = alarm;
  if (environment === undefined) return [];
  const names = new Set(endpoints.map((endpoint) => endpoint.split(':', 1)[0] ?? ''));
  const [name = 'all'] = names.size === 1 ? names : [];
  return inert([{ label: 'Probe now', words: ['probe', name, 'on', environment] }]);
}

function running({ alarm }: Incident, suite: string | undefined): readonly Action[] {
  if (suite === undefined || alarm.environment === undefined) return [];
  return inert([{ label: `Run ${suite}`, words: ['run', suite, 'on', alarm.environment] }]);
}

function inert(actions: readonly Action[]): readonly Action[] {
  return actions.filter(({ words }) => words.every((word) => /^[\w.-]{1,64}$/u.test(word)));
}
