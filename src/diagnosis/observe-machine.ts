import type { Finding, Lab } from './experiments/experiment.ts';

/** What a probe met before it came to anything of the stack: this machine had no port for it. */
export function observeMachine({ withoutPort }: Pick<Lab, 'withoutPort'>): readonly Finding[] {
  const result = withoutPort();
  if (result === undefined) return [];
  return [
    {
      fact: 'machine.no-port',
      value: true,
      says: `a probe of ${result.endpoint} had no free port on this machine: ${result.problem?.message ?? ''}`,
      group: 'machine',
      at: result.startedAt,
      isControlled: false,
    },
  ];
}
