import type { ProbeResult } from '#domain/probe.ts';
import type { Probing } from '#domain/probing.ts';

import type { Condition } from '../derivation.ts';
import type { Block, Line } from '../document.ts';
import { cite, claims, heading, line, quote, step, table, text, unknown, words, type Pen, orWords } from '../pen.ts';
import type { CloseRecord, ReportRecords } from '../records.ts';

const shownResults = 50;

/** How far each endpoint was reached, and how connections ended. */
export function connectivity(records: ReportRecords, pen: Pen): readonly Block[] {
  const probings = Object.values(records.probings);
  return [
    ...probings.flatMap((probing) => probingBlocks(probing, pen)),
    ...(probings.length === 0
      ? claims([
          line`Whether the endpoints can be reached: ${unknown('no probe belongs to this; "probe all" measures it')}`,
        ])
      : []),
    heading(line`Closes of WebSockets`),
    ...closeBlocks(records, pen),
  ];
}

function probingBlocks(probing: Probing, pen: Pen): readonly Block[] {
  const { id, results, pairs, problem, counts } = probing;
  const at = `/probings/${step(id)}`;
  const total = { total: (['up', 'down', 'unknown'] as const).map((each) => ({ at: `${at}/counts/${each}` })) };
  const unmeasured = counts.unknown === 0 ? [] : line`, not measured: ${pen.number({ at: `${at}/counts/unknown` })}`;
  return [
    heading(line`Probes (${id})`),
    ...(results.length === 0 && pairs.length > 0
      ? []
      : claims([
          line`${pen.number({ at: `${at}/counts/up` })} of ${pen.number(total)} answer; down: ${pen.number({ at: `${at}/counts/down` })}${unmeasured}${cite(id)}`,
        ])),
    ...table(
      ['Endpoint', 'Stands', 'Broke at', 'Latency', 'Seen in'],
      results.slice(0, shownResults).map((result, place) => resultRow(result, `${at}/results/${place}`, pen)),
    ),
    ...claims(pairs.map(({ factor, verdict, says }) => line`${factor}: ${verdict}. ${says}${cite(id)}`)),
    ...(problem === undefined ? [] : claims([line`${problem}${cite(id)}`])),
  ];
}

function resultRow(result: ProbeResult, at: string, pen: Pen): readonly Line[] {
  const { endpoint, standing, brokeAt, problem } = result;
  const broke =
    standing === 'up'
      ? words('nothing')
      : line`${orWords(brokeAt, 'no rung')}${problem === undefined ? [] : line`: ${problem.code}, ${problem.message}`}`;
  const latency = latencyAt(result, at);
  return [
    line`${endpoint}`,
    line`${standing}`,
    broke,
    latency === undefined ? words('none') : [pen.number({ at: latency }, 'latency')],
    cite(result.id),
  ];
}

/** Where the number stands that it is judged by: first byte, else round trip, else ping. */
function latencyAt({ http, ws }: ProbeResult, at: string): string | undefined {
  if (http?.firstByteMs !== undefined) return `${at}/http/firstByteMs`;
  if (ws?.roundTripMs !== undefined) return `${at}/ws/roundTripMs`;
  return ws?.pingMs === undefined ? undefined : `${at}/ws/pingMs`;
}

const seenBy = { probe: 'our probes', run: 'output of suites', log: 'logs of servers', push: 'servers' } as const;

function closeBlocks({ closes }: ReportRecords, pen: Pen): readonly Block[] {
  if (closes.length === 0)
    return [
      text(
        line`The ledger counted none in this time. It knows what probes, suites, logs and servers told it, and nothing else.`,
      ),
    ];
  const kinds = Map.groupBy(
    closes,
    ({ endpoint, code, closedBy, source }) => `${endpoint} ${code} ${closedBy} ${source}`,
  );
  const rows = [...kinds.values()].flatMap(([first]) => (first === undefined ? [] : [closeRow(first, pen)]));
  return [
    ...table(['Endpoint', 'Code', 'Closed by', 'Seen by', 'How often'], rows),
    text(line`Counted by the minute. What a client and a server saw of one connection stands in both lines.`),
  ];
}

function closeRow({ endpoint, code, closedBy, source }: CloseRecord, pen: Pen): readonly Line[] {
  const where: readonly Condition[] = [
    { at: '/endpoint', in: [endpoint] },
    { at: '/code', in: [code] },
    { at: '/closedBy', in: [closedBy] },
    { at: '/source', in: [source] },
  ];
  const who = closedBy === 'nobody' ? words('nobody: no close frame came') : line`${closedBy}`;
  return [
    line`${endpoint}`,
    [quote(`${code}`)],
    who,
    words(seenBy[source]),
    [pen.number({ sum: { list: '/closes', where }, of: '/count' })],
  ];
}
