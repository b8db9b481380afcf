import { gatherStatus, type StatusSources } from './gather-status.ts';
import type { StatusFacts } from './status-facts.ts';

export type GatherStatus = (names: readonly string[], sources: StatusSources) => Promise<StatusFacts>;

/** Many who ask at once look at one gathering: what goes on at 3 a.m. is asked by everybody. Nothing is kept beyond it. */
export function shareStatus(gather: GatherStatus = gatherStatus): GatherStatus {
  const underWay = new Map<string, Promise<StatusFacts>>();
  return (names, sources) => {
    const key = names.join('\n');
    const shared = underWay.get(key);
    if (shared !== undefined) return shared;
    const gathering = gather(names, sources).finally(() => underWay.delete(key));
    underWay.set(key, gathering);
    return gathering;
  };
}
