import { OperatorError } from '#domain/operator-error.ts';
import type { Probing } from '#domain/probing.ts';
import type { ProbingStore } from '#state/watch.ts';

/** Throws `UNKNOWN_PROBING`. */
export async function findProbing(
  id: string,
  store: { readonly watch: { readonly probings: Pick<ProbingStore, 'get'> } },
): Promise<Probing> {
  const probing = await store.watch.probings.get(id.toLowerCase());
  if (probing !== undefined) return probing;
  throw new OperatorError({
    code: 'UNKNOWN_PROBING',
    message: `No probe named "${id.slice(0, 60)}"`,
    hint: 'It may have been removed; use "probe <endpoint>"',
  });
}
