import { createHash } from 'node:crypto';

import { expandCommand, suiteVariables } from '#config/expand.ts';
import type { DeployRules, Environment } from '#domain/configuration.ts';
import type { Loop } from '#domain/loop.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Variables } from '#domain/setting.ts';

/** A command that is to change the environment, as it will be run. */
export interface PlannedChange {
  /** `deploy`, or the name of the repair. */
  readonly name: string;
  /** argv, not redacted. */
  readonly command: readonly string[];
  readonly cwd?: string | undefined;
  /** Named in the configuration, with their values. */
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly asks: 'required' | 'none' | 'four-eyes';
  /** SHA-256 over what will be run, and on what. */
  digest(intended: string | undefined): string;
}

const repairTimeoutMs = 600_000;

/** What the newest round of a loop has to change; undefined: nothing. Throws `UNKNOWN_REPAIR`, `MISSING_VARIABLE`, `UNKNOWN_ENDPOINT`. */
export function planChange(loop: Loop, environment: Environment, variables: Variables): PlannedChange | undefined {
  const { deploy } = environment;
  const wanted = changeOf(loop);
  if (wanted === undefined) return undefined;
  if (deploy === undefined) throw unknown(wanted.name, environment);
  const rule = wanted.name === 'deploy' ? deploy : deploy.repairs[wanted.name];
  if (rule === undefined) throw unknown(wanted.name, environment);
  const command = expandCommand(rule.command, environment, variables);
  const named = deploy.variables ?? {};
  const values = suiteVariables({ name: wanted.name, variables: named }, environment, variables);
  const asks = wanted.isOffered && rule.approval === 'none' ? 'required' : rule.approval;
  const { cwd } = deploy;
  const settings = Object.entries(named).map(([name, setting]) => [
    name,
    typeof setting === 'string' ? (values[name] ?? '') : setting,
  ]);
  return {
    name: wanted.name,
    command,
    cwd,
    variables: values,
    timeoutMs: timeoutOf(rule),
    asks,
    digest: (intended) =>
      createHash('sha256')
        .update(JSON.stringify([environment.name, wanted.name, command, cwd ?? '', settings, intended ?? '']))
        .digest('hex'),
  };
}

function timeoutOf(rule: { readonly timeoutMs?: number | undefined } | DeployRules): number {
  return rule.timeoutMs ?? repairTimeoutMs;
}

/** The first round deploys, others do what was decided before them. Undefined: nothing is changed. */
export function changeOf({
  rounds,
  deploys,
}: Loop): { readonly name: string; readonly isOffered: boolean } | undefined {
  if (rounds.length <= 1) return deploys ? { name: 'deploy', isOffered: false } : undefined;
  const decision = rounds.at(-2)?.decision;
  if (decision?.repair === undefined || (decision.kind !== 'repair' && decision.kind !== 'offer')) return undefined;
  return { name: decision.repair, isOffered: decision.kind === 'offer' };
}

function unknown(name: string, environment: Environment): OperatorError {
  return new OperatorError({
    code: 'UNKNOWN_REPAIR',
    message: `"${name}" is not configured for "${environment.name}" any more`,
    hint: `Known: ${['deploy', ...Object.keys(environment.deploy?.repairs ?? {})].join(', ')}`,
  });
}
