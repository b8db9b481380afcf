import { experiments } from '#diagnosis/experiments/experiments.ts';
import { facts, type FactName } from '#diagnosis/facts.ts';
import { phases, type Symptom } from '#domain/diagnosis.ts';
import type { Observation } from '#domain/observation.ts';

import type { Facts } from './scene.ts';

/** The comparisons that are made by taking turns. */
const controlled =
  /^(?:ws\.(?:token|form|direct|other-user|origin|no-message)|http\.(?:h1|h2|direct|shallow|deep|signed-in|any-path)|ip\.|proxy\.)/u;

const closers = ['server', 'client', 'nobody'] as const;

/** The facts of a scene as one diagnosis would have observed them: those of one experiment in one group. */
export function observeScene(seen: Facts): readonly Observation[] {
  return Object.entries(seen).flatMap(([name, value], index) => {
    if (!isFact(name)) throw new RangeError(`no fact "${name}"`);
    const isReport = name.startsWith('report.');
    const group = isReport ? 'report' : (experiments.find(({ observes }) => observes.includes(name))?.name ?? name);
    const source = isReport ? 'report' : /^(?:audit|history|version)/u.test(name) ? 'history' : 'probe';
    return [
      {
        id: `o${index + 1}`,
        source,
        fact: name,
        value,
        at: '2026-01-01T00:00:00.000Z',
        says: `${name} is ${String(value)}`,
        group,
        isControlled: controlled.test(name),
      },
    ];
  });
}

export function symptomOf(seen: Facts): Symptom {
  const status = seen['report.status'];
  const code = seen['report.close-code'];
  const closedBy = closers.find((closer) => closer === seen['report.closed-by']);
  return {
    id: 's1',
    ...(typeof status === 'number' && { status }),
    ...(typeof code === 'number' && { closeCode: code }),
    ...(closedBy !== undefined && { closedBy }),
    phase: phases.find((phase) => phase === seen['report.phase']) ?? 'unknown',
    title: `${String(seen['report.error'] ?? 'no error')}, in 2 tests`,
    error: String(seen['report.error'] ?? 'none'),
    medianMs: 100,
    tests: ['a', 'b'],
    testCount: 2,
  };
}

function isFact(name: string): name is FactName {
  return Object.hasOwn(facts, name);
}
