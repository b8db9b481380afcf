import type { Command } from '#chat/command.ts';

/** Every subcommand by its name, in the order in which `help` tells them. Loaded when asked for: a start of the terminal is waited for. */
const loaders: Readonly<Record<string, () => Promise<Command<unknown>>>> = {
  run: async () => (await import('./run.ts')).runCommand,
  rerun: async () => (await import('./rerun.ts')).rerunCommand,
  prove: async () => (await import('./prove.ts')).proveCommand,
  loop: async () => (await import('./loop.ts')).loopCommand,
  stop: async () => (await import('./stop.ts')).stopCommand,
  approve: async () => (await import('./approve.ts')).approveCommand,
  refuse: async () => (await import('./refuse.ts')).refuseCommand,
  probe: async () => (await import('./probe.ts')).probeCommand(),
  sweep: async () => (await import('./sweep.ts')).sweepCommand,
  audit: async () => (await import('./audit.ts')).auditCommand,
  'audit-report': async () => (await import('./audit-report.ts')).auditReportCommand,
  status: async () => (await import('./status.ts')).statusCommand(),
  incidents: async () => (await import('./incidents.ts')).incidentsCommand,
  ack: async () => (await import('./ack.ts')).ackCommand,
  silence: async () => (await import('./silence.ts')).silenceCommand,
  resolve: async () => (await import('./resolve.ts')).resolveCommand,
  history: async () => (await import('./history.ts')).historyCommand,
  show: async () => (await import('./show.ts')).showCommand,
  suites: async () => (await import('./suites.ts')).suitesCommand,
  why: async () => (await import('./why.ts')).whyCommand,
  correct: async () => (await import('./correct.ts')).correctCommand,
  compare: async () => (await import('./compare.ts')).compareCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  lock: async () => (await import('./lock.ts')).lockCommand,
  unlock: async () => (await import('./unlock.ts')).unlockCommand,
  help: async () => (await import('./help.ts')).helpCommand(loadCommands),
};

/** All of them. */
export async function loadCommands(): Promise<readonly Command<unknown>[]> {
  return Promise.all(Object.values(loaders).map((load) => load()));
}

/** The one that is meant by a word; undefined when there is none. */
export async function loadCommand(word: string): Promise<Command<unknown> | undefined> {
  const name = word.toLowerCase();
  return Object.hasOwn(loaders, name) ? loaders[name]?.() : undefined;
}
