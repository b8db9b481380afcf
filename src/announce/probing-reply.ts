import { evidenceOf, pairsTable } from '#domain/probe-sections.ts';
import { standingInWords } from '#domain/probe-words.ts';
import type { Probing } from '#domain/probing.ts';
import { probingActions, problemOfProbing } from '#domain/probing-report.ts';
import { doneCount, probingInWords, statusOfProbing } from '#domain/probing-words.ts';
import type { Line, Reply, Section } from '#domain/reply.ts';

/** Named in the root of many. */
const namedInRoot = 3;

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
  const found = isAlone ? evidenceOf(only) : worstOf(probing);
  return [...found, ...pairsTable(pairs), ...problemOfProbing(probing)];
}

/** The first few of what is not up, each with why; the thread has their ladders. */
function worstOf({ results }: Probing): readonly Section[] {
  const bad = results.filter(({ standing }) => standing !== 'up');
  if (bad.length === 0) return [];
  const items = bad
    .slice(0, namedInRoot)
    .map((result): Line => [{ kind: 'code', text: result.endpoint }, ` ${standingInWords(result)}`]);
  const more = bad.length - items.length;
  return [{ kind: 'list', items: more > 0 ? [...items, [`and ${more} more`]] : items }];
}

function asideOf({ id, requestedBy, results, aim }: Probing): Section {
  const url = aim.kind !== 'pairs' && results.length === 1 ? results[0]?.url : undefined;
  const parts = [id, `asked for by ${requestedBy.name}`, url];
  return { kind: 'aside', line: [parts.filter((part) => part !== undefined).join(' · ')] };
}
