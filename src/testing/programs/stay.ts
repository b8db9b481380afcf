/** Says that it stays, and does, until it is killed: a polite signal does not move it. Gives up after a minute. */
process.on('SIGTERM', () => undefined);
setTimeout(() => undefined, 60_000);
process.stdout.write('staying\n');
