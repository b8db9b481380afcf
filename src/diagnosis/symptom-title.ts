import type { ReadTest } from './symptom-clusters.ts';

/** What a cluster has in common, for people: `received 1011, empty reason, in 5 tests`. The target is that of all. */
export function titleOf(cluster: readonly ReadTest[], target: string | undefined): string {
  const count = cluster.length === 1 ? '1 test' : `${cluster.length} tests`;
  return `${wordsOf(cluster[0], target === undefined ? '' : ` at ${target.slice(0, 120)}`)}, in ${count}`;
}

function wordsOf(read: ReadTest | undefined, at: string): string {
  if (read === undefined) return 'failed';
  const { facts } = read;
  if (facts.closeCode !== undefined) return closeWords(read);
  if (facts.status !== undefined)
    return `HTTP ${facts.status}${facts.phase === 'upgrade' ? ' at the upgrade' : ''}${at}`;
  if (facts.crossUser === true) return 'events of another user';
  if (facts.missingEvent !== undefined) return `${facts.missingEvent} did not come`;
  if (facts.eventOrder === true) return 'events out of order';
  const code = facts.code === undefined || facts.code === facts.error ? '' : ` (${facts.code})`;
  const phase = phaseWords[facts.phase] ?? '';
  return `${facts.error}${code}${phase}${at}`;
}

const phaseWords: Readonly<Partial<Record<ReadTest['facts']['phase'], string>>> = {
  upgrade: ' at the upgrade',
  setup: ' around the test',
  'before-io': ' before anything was sent',
  // Whether a first message came is not told by the text of most clients.
  'first-message': ' on the open connection',
};

function closeWords({ facts }: ReadTest): string {
  const { closeCode, closedBy, closeReason } = facts;
  if (closeCode === 1006) return 'closed without a close frame (1006)';
  const reason =
    closeReason === undefined ? '' : closeReason === '' ? ', empty reason' : `, "${closeReason.slice(0, 100)}"`;
  return `${closedBy === 'client' ? 'sent' : 'received'} ${closeCode}${reason}`;
}
