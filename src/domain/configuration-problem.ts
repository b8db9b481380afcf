import { formatAge } from './age.ts';
import type { Section } from './reply.ts';

/** What is wrong with `e2e.yaml` as it is now, while the version before is in use. */
export interface ConfigurationProblem {
  /** All problems of the file, with their lines; the first line says how many. */
  readonly message: string;
  /** When it was seen first, ISO 8601 UTC. */
  readonly since: string;
}

const shownLines = 12;

/** Says it to whoever looks at what the file configures; empty while the file is in use. */
export function configurationSections(problem: ConfigurationProblem | undefined, now: Date): readonly Section[] {
  if (problem === undefined) return [];
  const [first = '', ...lines] = problem.message.split('\n');
  const line = `${first}, seen ${formatAge(problem.since, now)}; the version before is in use`;
  const shown = lines.slice(0, shownLines).join('\n');
  return [{ kind: 'text', line: [line] }, ...(shown === '' ? [] : [{ kind: 'code', text: shown } as const])];
}
