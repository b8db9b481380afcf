import { evidenceOf, pairsTable } from '#domain/probe-sections.ts';
import type { Probing } from '#domain/probing.ts';
import { probingActions, problemOfProbing } from '#domain/probing-report.ts';
import { doneCount, probingInWords, statusOfProbing } from '#domain/probing-words.ts';
import type { Reply, Section } from '#domain/reply.ts';

/** The root message of a probing, in whatever state it is. */
export function probingReply(probing: Probing): Reply {
  return {
    headline: probingInWords(probing),
    status: statusOfProbing(probing),
    sections: [...stateSections(probing), asideOf(probing)],
    actions: probingActions(probing),
    audience: 'everyone',
  };
}

/** Where there are many, the root has the verdict and the thread the evidence. */
export function isInThread(probing: Probing): boolean {
  return probing.aim.kind === 'endpoints' && probing.aim.endpoints.length > 1;
}

function stateSections(probing: Probing): readonly Section[] {
  const { aim, state, counts, results, pairs } = probing;
  if (state === 'queued') return [];
  if (state === 'running') {
    if (aim.kind !== 'endpoints') return [];
    return [{ kind: 'bar', done: doneCount(probing), total: aim.endpoints.length, red: counts.down }];
  }
  const [only] = results;
  const isAlone = aim.kind !== 'pairs' && only !== undefined && !isInThread(probing);
  return [...(isAlone ? evidenceOf(only) : []), ...pairsTable(pairs), ...problemOfProbing(probing)];
}

function asideOf({ id, requestedBy, results, aim }: Probing): Section {
  const url = aim.kind !== 'pairs' && results.length === 1 ? results[0]?.url : undefined;
  const parts = [id, `asked for by ${requestedBy.name}`, url];
  return { kind: 'aside', line: [parts.filter((part) => part !== undefined).join(' · ')] };
}
