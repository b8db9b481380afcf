import type { ApprovalCard } from '#domain/approval.ts';
import { incidentTitle } from '#domain/incident-words.ts';
import { isOpen } from '#domain/incident.ts';

import { lastGreen } from './last-green.ts';
import type { StepContext } from './step-context.ts';

const looked = 50;
const mostIncidents = 10;

/** What somebody who has to agree wants to know beside the command. */
export async function cardFacts(
  context: StepContext,
  versionTo: string | undefined,
  signal: AbortSignal,
): Promise<Pick<ApprovalCard, 'changes' | 'incidents'>> {
  const { parts, environment } = context;
  const incidents = await parts.store.watch.incidents.list({ environment: environment.name, limit: looked });
  const open = incidents.filter(isOpen);
  const shown = open.slice(0, mostIncidents).map((incident) => `${incident.id}: ${incidentTitle(incident)}`);
  const more = open.length > shown.length ? [`and ${open.length - shown.length} more`] : [];
  return { changes: await lastGreen(context, versionTo, signal), incidents: [...shown, ...more] };
}
