import type { Command } from '#chat/command.ts';

/** What `--help` prints; needs no configuration. */
export function usageText(commands: readonly Pick<Command<unknown>, 'usage' | 'summary'>[]): string {
  const lines = commands.map(({ usage, summary }) => `  teneleven ${usage}\n      ${summary}`);
  return [
    'Usage: teneleven <command> [words] [--config <file>] [--data <folder>] [--json] [--yes]',
    ...lines,
    '  --config <file>   the e2e.yaml; default: the one in this folder',
    '  --data <folder>   where runs are kept; default: .teneleven beside the e2e.yaml',
    '  --json            one JSON document on standard output',
    '  --yes             agree beforehand to the deploys and repairs of a loop',
    '',
  ].join('\n');
}
