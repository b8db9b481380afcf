import { dirname, resolve } from 'node:path';
import type { Configuration, Environment, Suite, Sweep } from '#domain/configuration.ts';
import { describeIssues } from './describe-issue.ts';
import { keysAt } from './keys-at.ts';
import { dataBeside } from './locate-data.ts';
import { badConfiguration } from './problem.ts';
import { readWhole } from './read-whole.ts';
import { checkReferences } from './references.ts';
import { fileSchema, type FileContents } from './schema.ts';

/** Reads the text of an `e2e.yaml`. `file` is its absolute path. Throws one `BAD_CONFIGURATION` with every problem. */
export function parseConfiguration(text: string, file: string): Configuration {
  const yaml = readWhole(text, file);
  // Compiling the schema pays only for many files; this is one, at the start.
  const checked = fileSchema.safeParse(yaml.value, { reportInput: true, jitless: true });
  const issues = checked.success ? [] : checked.error.issues;
  const complaints = [...describeIssues(issues, (path) => keysAt(fileSchema, path)), ...checkReferences(yaml.value)];
  const problems = [...yaml.problems, ...complaints.map((complaint) => yaml.locate(complaint))];
  if (checked.success && problems.length === 0) return toConfiguration(file, checked.data);
  throw badConfiguration(file, problems);
}

function toConfiguration(file: string, contents: FileContents): Configuration {
  const folder = dirname(file);
  const [first = ''] = Object.keys(contents.environments);
  return {
    ...contents,
    file,
    environments: mapOf(contents.environments, (name, value) => toEnvironment(folder, name, value)),
    suites: mapOf(contents.suites, (name, value) => toSuite(folder, name, value)),
    sweeps: mapOf(contents.sweeps, (name, value) => toSweep(name, value, first)),
    ingest: {
      ...contents.ingest,
      logs: contents.ingest.logs.map(({ environment = first, ...log }) => ({
        ...log,
        environment,
        file: resolve(folder, log.file),
      })),
    },
    history: {
      keepRuns: contents.history.keepRuns,
      keepProbesMs: contents.history.keepProbes,
      data: dataBeside(file, contents),
      url: contents.history.url,
    },
  };
}

function toEnvironment(folder: string, name: string, value: FileContents['environments'][string]): Environment {
  const { tls, deploy, audit, ...rest } = value;
  return {
    ...rest,
    name,
    services: new Map(Object.entries(value.services)),
    websockets: new Map(Object.entries(value.websockets)),
    credentials: new Map(Object.entries(value.credentials)),
    audit: { ...audit, files: audit.files.map((path) => resolve(folder, path)) },
    deploy: deploy === undefined ? undefined : { ...deploy, cwd: resolve(folder, deploy.cwd ?? '.') },
    tlsCa: tls === undefined ? undefined : resolve(folder, tls.ca),
  };
}

function toSuite(folder: string, name: string, value: FileContents['suites'][string]): Suite {
  const { timeout: timeoutMs, environment: variables, target, ...rest } = value;
  const cwd = resolve(folder, value.cwd ?? '.');
  return {
    ...rest,
    name,
    timeoutMs,
    variables,
    cwd,
    report: value.report === undefined ? undefined : resolve(folder, value.report),
    targets: typeof target === 'string' ? [target] : (target ?? []),
  };
}

function toSweep(name: string, value: FileContents['sweeps'][string], first: string): Sweep {
  const { reminders: remindersMs, environment = first, ...rest } = value;
  return { ...rest, name, environment, remindersMs };
}

function mapOf<From, To>(
  record: Readonly<Record<string, From>>,
  make: (name: string, value: From) => To,
): Map<string, To> {
  return new Map(Object.entries(record).map(([name, value]) => [name, make(name, value)]));
}
