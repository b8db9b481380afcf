import type { Command } from '#chat/command.ts';

import { ackCommand } from './ack.ts';
import { approveCommand } from './approve.ts';
import { auditCommand } from './audit.ts';
import { auditReportCommand } from './audit-report.ts';
import { compareCommand } from './compare.ts';
import { correctCommand } from './correct.ts';
import { helpCommand } from './help.ts';
import { historyCommand } from './history.ts';
import { incidentsCommand } from './incidents.ts';
import { lockCommand } from './lock.ts';
import { loopCommand } from './loop.ts';
import { probeCommand } from './probe.ts';
import { proveCommand } from './prove.ts';
import { refuseCommand } from './refuse.ts';
import { reportCommand } from './report.ts';
import { rerunCommand } from './rerun.ts';
import { resolveCommand } from './resolve.ts';
import { runCommand } from './run.ts';
import { showCommand } from './show.ts';
import { silenceCommand } from './silence.ts';
import { statusCommand } from './status.ts';
import { stopCommand } from './stop.ts';
import { suitesCommand } from './suites.ts';
import { sweepCommand } from './sweep.ts';
import { unlockCommand } from './unlock.ts';
import { whyCommand } from './why.ts';

/** Every subcommand, in the order in which `help` tells them. */
export const commands: readonly Command<unknown>[] = [
  runCommand,
  rerunCommand,
  proveCommand,
  loopCommand,
  stopCommand,
  approveCommand,
  refuseCommand,
  probeCommand(),
  sweepCommand,
  auditCommand,
  auditReportCommand,
  statusCommand(),
  incidentsCommand,
  ackCommand,
  silenceCommand,
  resolveCommand,
  historyCommand,
  showCommand,
  suitesCommand,
  whyCommand,
  correctCommand,
  compareCommand,
  reportCommand,
  lockCommand,
  unlockCommand,
  helpCommand(() => commands),
];
