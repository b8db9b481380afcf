import type { ProbeResult } from '#domain/probe.ts';
import type { Endpoint } from '#probes/endpoints.ts';

import type { Aim } from './experiments/experiment.ts';
import type { Seen } from './experiments/finding.ts';

/**
 * Whether what passed three times was held against something that is written down: the body of the path that failed, or the events
 * of its websocket. Where nothing is agreed in the configuration, a 200 says nothing of what a test found in it.
 */
export function asAgreed(
  { symptom, failingPath, socket, isSocket, operations }: Aim,
  results: readonly ProbeResult[],
): readonly Seen[] {
  // Of what the failure names nobody, that something else passes says nothing.
  const isNamed = symptom.target !== undefined || symptom.endpoint !== undefined;
  const about = !isNamed
    ? undefined
    : isSocket
      ? socket
      : (failingPath ?? (operations.length === 1 ? operations[0] : undefined));
  const asked = results.some(({ endpoint }) => endpoint === about?.id);
  const agreed = about === undefined || !asked ? [] : agreedFor(about);
  const says =
    agreed.length === 0
      ? 'no body and no event is configured for what failed: that it passes says nothing of what it should hold'
      : `${about?.id} passed against what is configured for it: ${agreed.join(', ').slice(0, 200)}`;
  return [{ fact: 'replay.as-agreed', value: agreed.length > 0, says, subject: about?.id }];
}

function agreedFor(endpoint: Endpoint): readonly string[] {
  if (endpoint.kind === 'websocket') return endpoint.socket.expect;
  const { json = {}, contains } = endpoint.check;
  return [...Object.keys(json), ...(contains === undefined ? [] : [`"${contains}"`])];
}
