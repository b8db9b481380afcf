import { makeDataFolder } from './data-folder.ts';
import { layoutOf } from './layout.ts';
import { toStoreError } from './store-error.ts';
import { acquireLock, type StoreLock } from './store-lock.ts';

/**
 * Makes the data folder, absolute, where it is not there, and becomes its one writer. Rejects with `STORE_IN_USE`
 * while another process is, and with what a disk can refuse.
 */
export async function lockData(data: string): Promise<StoreLock> {
  const layout = layoutOf(data);
  await makeDataFolder(layout);
  try {
    return await acquireLock(layout.lock);
  } catch (error) {
    throw toStoreError(error, layout.lock);
  }
}
