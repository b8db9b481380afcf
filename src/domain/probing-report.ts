import { formatAge } from './age.ts';
import { detailsOf, evidenceOf, pairsTable, resultsTable } from './probe-sections.ts';
import { certificateInWords, isCertificateRemarkable, resultInWords } from './probe-words.ts';
import { isProbingActive, type Probing } from './probing.ts';
import { probingInWords, resultsToTell, statusOfProbing } from './probing-words.ts';
import type { Action, Reply, Section } from './reply.ts';

/** The verdict and its evidence in one, as a terminal prints it. */
export function probingReport(probing: Probing): Reply {
  const isSingle = probing.results.length === 1;
  const table = isSingle || probing.aim.kind === 'pairs' ? [] : resultsTable(probing.results);
  const shown = resultsToTell(probing.results);
  const sections = shown.flatMap((result): readonly Section[] => [
    ...(isSingle ? [] : [{ kind: 'text', line: [{ kind: 'strong', text: resultInWords(result) }] } as const]),
    ...evidenceOf(result),
    ...(result.tls === undefined || isCertificateRemarkable(result.tls)
      ? []
      : [{ kind: 'text', line: [certificateInWords(result.tls)] } as const]),
  ]);
  return {
    headline: probingInWords(probing),
    status: statusOfProbing(probing),
    sections: [
      ...table,
      ...(probing.aim.kind === 'pairs' ? [] : sections),
      ...pairsTable(probing.pairs),
      ...problemOfProbing(probing),
    ],
    actions: [],
  };
}

/** Everything that is kept of it. */
export function probingDetails(probing: Probing, now: Date): Reply {
  const isSingle = probing.results.length === 1;
  const results = probing.results.flatMap((result): readonly Section[] => [
    ...(isSingle ? [] : [{ kind: 'text', line: [{ kind: 'strong', text: result.endpoint }] } as const]),
    ...detailsOf(result),
  ]);
  const asked = `${probing.id} · asked for by ${probing.requestedBy.name} ${formatAge(probing.queuedAt, now)}`;
  return {
    headline: probingInWords(probing),
    status: statusOfProbing(probing),
    sections: [
      { kind: 'aside', line: [asked] },
      ...pairsTable(probing.pairs),
      ...problemOfProbing(probing),
      ...results,
    ],
    actions: probingActions(probing).filter(({ words }) => words[0] !== 'show'),
    json: { probing },
  };
}

/** Unless the headline has said it. */
export function problemOfProbing(probing: Probing): readonly Section[] {
  const { problem } = probing;
  if (problem === undefined || probingInWords(probing).includes(problem)) return [];
  return [{ kind: 'text', line: [problem] }];
}

/** What can be asked next. */
export function probingActions(probing: Probing): readonly Action[] {
  const { id, results, aim, counts } = probing;
  if (isProbingActive(probing)) return [];
  const again: Action = { label: 'Probe again', words: ['probe', id] };
  const [only, ...others] = results;
  const isDownSocket = counts.down > 0 && others.length === 0 && only?.kind === 'websocket';
  const vary: Action = { label: 'Vary', words: ['probe', id, 'vary', 'all'] };
  const show: Action = { label: 'Show details', words: ['show', id] };
  return [again, ...(isDownSocket && aim.kind === 'endpoints' ? [vary] : []), ...(results.length === 0 ? [] : [show])];
}
