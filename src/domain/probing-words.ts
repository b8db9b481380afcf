import type { PairVerdict } from './pair.ts';
import type { ProbeResult } from './probe.ts';
import { latencyOf, milliseconds, resultInWords } from './probe-words.ts';
import type { Probing } from './probing.ts';
import type { Status } from './reply.ts';

const named = 3;

/** So few are told rung by rung also where they are up. */
const fewResults = 6;

/** Those whose rungs are worth telling: all of a few, of many those that are not up. */
export function resultsToTell(results: readonly ProbeResult[]): readonly ProbeResult[] {
  return results.length <= fewResults ? results : results.filter(({ standing }) => standing !== 'up');
}

/** `chat on staging`, `all 7 endpoints of staging`, `https://example.com/`. */
export function aimInWords({ aim, environment = '' }: Pick<Probing, 'aim' | 'environment'>): string {
  if (aim.kind === 'address') return aim.url.split('?', 1)[0] ?? '';
  if (aim.kind === 'pairs') return `${aim.endpoint} on ${environment}`;
  const [only, ...others] = aim.endpoints;
  if (others.length === 0) return `${only ?? aim.word} on ${environment}`;
  const count = `${aim.endpoints.length} endpoints`;
  return aim.word === 'all' ? `all ${count} of ${environment}` : `${count} of ${aim.word} on ${environment}`;
}

/** One sentence that says all by itself, in whatever state it is. */
export function probingInWords(probing: Probing): string {
  switch (probing.state) {
    case 'queued':
      return `${aimInWords(probing)}: probe queued`;
    case 'running':
      return probing.aim.kind === 'pairs'
        ? `Varying ${probing.aim.factors.join(', ')} of ${aimInWords(probing)}`
        : `Probing ${aimInWords(probing)}`;
    case 'interrupted':
      return `Probing ${aimInWords(probing)} was interrupted`;
    case 'done':
      return capital(doneInWords(probing));
  }
}

export function statusOfProbing({ state, counts, problem, aim }: Probing): Status {
  if (state === 'queued' || state === 'running') return state;
  if (state === 'interrupted') return 'stopped';
  if (aim.kind === 'pairs') return problem === undefined ? 'note' : 'unproven';
  if (counts.down > 0) return 'failed';
  return counts.unknown > 0 || problem !== undefined ? 'unproven' : 'passed';
}

/** How many results there are so far. */
export function doneCount({ counts }: Pick<Probing, 'counts'>): number {
  return counts.up + counts.down + counts.unknown;
}

function doneInWords(probing: Probing): string {
  const [result] = probing.results;
  if (probing.aim.kind === 'pairs') return pairsInWords(probing);
  if (result === undefined)
    return `${aimInWords(probing)} could not be probed: ${probing.problem ?? 'nothing was measured'}`;
  return doneCount(probing) === 1 ? resultInWords(result) : countsInWords(probing);
}

function countsInWords(probing: Probing): string {
  const { counts, results } = probing;
  const total = doneCount(probing);
  const { aim, environment = '' } = probing;
  const group = aim.kind === 'endpoints' && aim.word !== 'all' ? `${aim.word} on ${environment}` : environment;
  const where = `endpoints of ${group}`;
  const unknown = counts.unknown === 0 ? '' : `, ${counts.unknown} could not be measured`;
  if (counts.down === 0) {
    const whole = counts.unknown === 0 ? `all ${total} ${where} answer` : `${counts.up} of ${total} ${where} answer`;
    return `${whole}${unknown}${slowestInWords(results)}`;
  }
  const down = results.filter(({ standing }) => standing === 'down');
  const more = counts.down > named ? ` and ${counts.down - named} more` : '';
  const names = down.slice(0, named).map(({ endpoint }) => endpoint);
  const be = counts.down === 1 ? 'is' : 'are';
  return `${counts.down} of ${total} ${where} ${be} down${alikeInWords(down)}${unknown}: ${names.join(', ')}${more}`;
}

/** `, all at upgrade (STATUS_502)`: one cause is likelier than many. */
function alikeInWords(down: readonly ProbeResult[]): string {
  const causes = new Set(down.map(({ brokeAt = '', problem }) => `${brokeAt} (${problem?.code ?? ''})`));
  const [cause] = causes;
  return down.length < 2 || causes.size > 1 || cause === undefined ? '' : `, all at ${cause}`;
}

function slowestInWords(results: readonly ProbeResult[]): string {
  const slowest = results.find((result) => result.standing === 'up' && latencyOf(result) !== undefined);
  const latencyMs = slowest === undefined ? undefined : latencyOf(slowest);
  return latencyMs === undefined ? '' : `, slowest ${slowest?.endpoint} ${milliseconds(latencyMs)}`;
}

function pairsInWords(probing: Probing): string {
  const name = aimInWords(probing);
  const differing = probing.pairs.filter(({ verdict }) => verdict === 'matters');
  const matters = [...new Set(differing.map(({ factor }) => factor))];
  if (probing.pairs.length === 0) return `${name} could not be varied: ${probing.problem ?? 'nothing was measured'}`;
  if (matters.length > 0) return `${name}: ${matters.join(', ')} make${matters.length === 1 ? 's' : ''} a difference`;
  const isSettled = probing.pairs.every(({ verdict }) => verdict === 'no-difference');
  return isSettled ? `${name}: nothing that was varied makes a difference` : `${name}: nothing that could be settled`;
}

/** `header 0/4, subprotocol 4/4`. */
export function armsInWords({ arms }: PairVerdict): string {
  return arms.map(({ label, passed, attempts }) => `${label} ${passed}/${attempts}`).join(', ');
}

function capital(text: string): string {
  return text.startsWith('all ') ? `A${text.slice(1)}` : text;
}
