import { endFamily } from './end-family.ts';

/**
 * Ends what earlier runs of this data folder left running (`instance` from `instanceMarker`): the bot was killed, and its
 * guardian too, or before it knew. For a start that holds the lock of the data folder. Returns them as `name (pid)`.
 */
export async function endOrphans(instance: string, graceMs = 2_000): Promise<readonly string[]> {
  const { ended } = await endFamily({ marker: `${instance}/` }, { graceMs });
  return ended;
}
