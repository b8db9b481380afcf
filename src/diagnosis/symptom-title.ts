import type { ReadTest } from './symptom-clusters.ts';

/** What a cluster has in common, for people: `received 1011, empty reason, in 5 tests`. */
export function titleOf(cluster: readonly ReadTest[]): string {
  const count = cluster.length === 1 ? '1 test' : `${cluster.length} tests`;
  return `${wordsOf(cluster[0])}, in ${count}`;
}

function wordsOf(read: ReadTest | undefined): string {
  if (read === undefined) return 'failed';
  const { facts } = read;
  if (facts.closeCode !== undefined) return closeWords(read);
  if (facts.status !== undefined)
    return `HTTP ${facts.status}${facts.phase === 'upgrade' ? ' at the upgrade' : ''}${at(read)}`;
  if (facts.crossUser === true) return 'events of another user';
  if (facts.missingEvent !== undefined) return `${facts.missingEvent} did not come`;
  if (facts.eventOrder === true) return 'events out of order';
  const code = facts.code === undefined || facts.code === facts.error ? '' : ` (${facts.code})`;
  const phase = phaseWords[facts.phase] ?? '';
  return `${facts.error}${code}${phase}${at(read)}`;
}

const phaseWords: Readonly<Partial<Record<ReadTest['facts']['phase'], string>>> = {
  upgrade: ' at the upgrade',
  setup: ' around the test',
  'before-io': ' before anything was sent',
  'first-message': ' before the first message',
};

function at({ facts }: ReadTest): string {
  return facts.target === undefined ? '' : ` at ${facts.target.slice(0, 120)}`;
}

function closeWords({ facts }: ReadTest): string {
  const { closeCode, closedBy, closeReason } = facts;
  if (closeCode === 1006) return 'closed without a close frame (1006)';
  const reason =
    closeReason === undefined ? '' : closeReason === '' ? ', empty reason' : `, "${closeReason.slice(0, 100)}"`;
  return `${closedBy === 'client' ? 'sent' : 'received'} ${closeCode}${reason}`;
}
