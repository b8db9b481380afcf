import { finding, type Seen, type StepContext } from './step-context.ts';

/**
 * Closes that the servers made since the version gate, from the ledger. It counts whole minutes, and the one of the gate
 * also has what the deploy closed, so it begins with the next; until then nothing is known, and nothing said. What suites
 * saw is theirs to tell.
 */
export async function closesSince({ parts, environment, round, rules }: StepContext): Promise<readonly Seen[]> {
  const gate = round.steps.find(({ step }) => step === 'version');
  const since = gate?.endedAt ?? round.startedAt;
  const { code } = parts.configuration().alerts.spike;
  const from = nextMinute(since);
  if (parts.now().getTime() < Date.parse(from)) return [];
  const closes = await parts.store.watch.ledger.since(from, { environment: environment.name });
  const count = closes
    .filter((each) => each.code === code && each.closedBy !== 'client' && each.source !== 'run')
    .reduce((sum, each) => sum + each.count, 0);
  const says = `${count} closes with ${code} in the ledger since ${from.slice(11, 16)} UTC`;
  const seen: Seen = { fact: 'closes.since-gate', value: count, says };
  return count >= rules.stability.closes ? [seen, finding('close-spike', says)] : [seen];
}

function nextMinute(at: string): string {
  return new Date(Math.ceil(Date.parse(at) / 60_000) * 60_000).toISOString();
}
