import type { ApprovalCard } from './approval.ts';
import { cut } from './cut.ts';
import { shortVersion } from './short-version.ts';

/** `deploy of 9c1d2f3a`, `repair "restart"`, `testing the old build`. */
export function actionInWords({ name, versionTo }: ApprovalCard): string {
  if (name === 'keep-build') return 'testing the old build';
  const what = name === 'deploy' ? 'deploy' : `repair "${cut(name, 60)}"`;
  return versionTo === undefined ? what : `${what} of ${cut(shortVersion(versionTo), 40)}`;
}
