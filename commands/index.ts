import { loadCommands } from './load-commands.ts';

/** Every subcommand, in the order in which `help` tells them. */
export const commands = await loadCommands();
