import { evidenceOf, type AuditFinding, type AuditKnowledge } from './audit-finding.ts';
import type { AuditedReport } from './audited-report.ts';
import { isPass, someOf, sourceOfTest } from './words.ts';

/** TCP, TLS 1.3, request and answer. */
const coldHttps = 3;
/** TCP, TLS 1.3, upgrade, message and answer. */
const coldWss = 4;
/** On a nearer stack a fast test may well be a real one. */
const nearestMs = 5;
const fewest = 3;

/** Passed tests that were faster than the network is; says nothing where no round trip was measured. */
export function roundTripSpeed({ runs }: AuditedReport, { roundTrip }: AuditKnowledge): readonly AuditFinding[] {
  if (roundTrip === undefined || roundTrip.ms < nearestMs) return [];
  const { ms, where } = roundTrip;
  const measured = `one round trip to ${where} took ${ms.toFixed(1)} ms at best`;
  return runs.flatMap((run) => {
    const timed = run.tests.filter((test) => isPass(test) && test.durationMs !== undefined);
    if (timed.length < fewest) return [];
    const longest = timed.reduce((most, { durationMs = 0 }) => Math.max(most, durationMs), 0);
    const under = timed.filter(({ durationMs = 0, unitMs = 1 }) => durationMs + unitMs / 2 < ms);
    const evidence = evidenceOf(under.slice(0, 10).map(sourceOfTest));
    if (longest < coldHttps * ms) {
      const message = `The slowest of ${timed.length} passed tests took ${longest.toFixed(0)} ms; ${measured}, so a first HTTPS call takes ${coldHttps} × ${ms.toFixed(1)} = ${(coldHttps * ms).toFixed(0)} ms and a first wss message ${coldWss} × ${ms.toFixed(1)} = ${(coldWss * ms).toFixed(0)} ms: no test made one`;
      return [{ code: 'faster-than-the-network', message, weight: 'doubt' as const, evidence }];
    }
    if (under.length < fewest || under.length * 2 < timed.length) return [];
    const message = `${under.length} of ${timed.length} passed tests took less than ${ms.toFixed(1)} ms, and ${measured}: no answer can have reached them (${someOf(under.map(({ id }) => id))})`;
    return [{ code: 'faster-than-the-network', message, weight: 'doubt' as const, evidence }];
  });
}
