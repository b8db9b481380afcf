import { subjectOf } from './address-families.ts';
import type { Experiment } from './experiment.ts';
import { alone, findings, rawOf } from './finding.ts';
import { outcomeWord } from './outcome.ts';

/** As the libraries name themselves that suites are written with. */
const agents = {
  http: ['python-requests/2.31.0', 'python-httpx/0.27.0', 'Python/3.11 aiohttp/3.9.5', 'node', 'axios/1.7.9'],
  websocket: ['Python/3.11 websockets/13.1', 'Python/3.11 aiohttp/3.9.5', 'node'],
} as const;

/** What passes for us may be refused to the client of the tests by its name alone: each name once, ours in between. */
export const clientAgents: Experiment = {
  name: 'client-agents',
  observes: ['http.client-agent'],
  costSeconds: 0.8,
  holdsFor: 'operation',
  doing: 'asking under the names of usual test clients',
  applies: (aim) => aim.plain?.standing === 'up' && subjectOf(aim) !== undefined,
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    if (endpoint === undefined) return [];
    const seen: { readonly agent: string; readonly word: string }[] = [];
    let raw: string | undefined;
    const at = lab.now().toISOString();
    let isOwnWell = true;
    for (const agent of agents[endpoint.kind]) {
      if (signal.aborted) return [];
      const named = await lab.probe({ endpoint, headers: { 'user-agent': agent } }, signal);
      const own = await lab.probe({ endpoint }, signal);
      isOwnWell &&= own.standing === 'up';
      const word = outcomeWord(named);
      if (word !== undefined) seen.push({ agent, word });
      if (named.standing === 'down') raw ??= rawOf(named);
    }
    const refused = seen.find(({ word }) => word !== 'ok');
    const words = seen.map(({ agent, word }) => `${agent} ${word}`).join(', ');
    const says = `${endpoint.id} under other names: ${words}; under our own name it was ${isOwnWell ? 'ok each time' : 'not ok each time'}`;
    const value = isOwnWell && seen.length > 0 ? (refused?.word ?? 'ok') : undefined;
    return findings([{ fact: 'http.client-agent', value, says, raw, subject: endpoint.id }], {
      ...alone(lab, at),
      isControlled: true,
    });
  },
};
