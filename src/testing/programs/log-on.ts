import { openRunLog } from '#suites/run-log.ts';

/** Appends numbered lines to the log of the folder that it is given, until it is killed. */
const log = await openRunLog(process.argv[2] ?? '');
let count = 0;
setInterval(() => void log.append(`line ${(count += 1)}\n`), 2);
setTimeout(() => process.exit(1), 60_000);
