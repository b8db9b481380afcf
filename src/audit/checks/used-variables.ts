import type { Check, Judged } from '../check.ts';
import { listed, seenInProcess, settingsNamed } from '../seen.ts';
import { variablesInUse } from '../settings-in-use.ts';

/** Variables that `e2e.yaml` takes values from are set in this process. */
export const usedVariables: Check = {
  name: 'used-variables',
  section: 'variables',
  judge: (evidence) => {
    const required = new Set(evidence.environment.audit.required);
    return [...variablesInUse(evidence.environment)].flatMap(([name, keys]): readonly Judged[] => {
      const isSet = (evidence.variables[name] ?? '') !== '';
      // What is required is told by its own check.
      if (required.has(name) && (isSet || settingsNamed(name, evidence).length === 0)) return [];
      const base = { id: `variables/${name}/used`, weight: 4, seen: [seenInProcess(name, evidence)] };
      if (isSet) return [{ ...base, result: 'passed', says: `${name}, which ${listed(keys, 3)} takes, is set` }];
      const says = `${name} is not set in this process, and ${listed(keys, 3)} takes its value from it`;
      return [{ ...base, result: 'failed', says, remedy: `Set ${name} in the environment of Teneleven` }];
    });
  },
};
