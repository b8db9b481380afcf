import { badWords } from '#chat/read-words.ts';
import type { Incident } from '#domain/incident.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Store } from '#state/state.ts';

export function isIncidentId(word: string): boolean {
  return /^i\d{1,12}$/u.test(word);
}

/** The one word that names an incident. Throws `BAD_WORDS` without it. */
export function incidentWord(plain: readonly string[], usage: string): string {
  const [word] = plain;
  if (word === undefined) throw badWords('The incident is missing', usage);
  return word.toLowerCase();
}

/** Throws `UNKNOWN_INCIDENT` with the newest incidents as the way out. */
export async function findIncident(id: string, { watch }: Pick<Store, 'watch'>): Promise<Incident> {
  const incident = isIncidentId(id) ? await watch.incidents.get(id) : undefined;
  if (incident !== undefined) return incident;
  const newest = await watch.incidents.list({ limit: 3 });
  throw new OperatorError({
    code: 'UNKNOWN_INCIDENT',
    message: `No incident named "${id.slice(0, 60)}"`,
    hint:
      newest.length === 0
        ? 'There are no incidents yet'
        : `The newest incidents are ${newest.map((each) => each.id).join(', ')}; "incidents all" lists more`,
  });
}
