import type { Command } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';

import { findLoop } from './find-loop.ts';
import { findRun } from './find-run.ts';

const usage = 'report <run|loop>';

export const reportCommand: Command<string> = {
  name: 'report',
  usage,
  summary: 'Tell the report of a run or a loop; in a terminal: --format md, html or json, --out FILE',
  permission: 'read',
  parse(words) {
    const [id] = readWords(words, { usage, plain: 1 }).plain;
    if (id === undefined) throw badWords('The run or loop is missing', usage);
    if (!/^[rl]\d{1,12}$/iu.test(id)) {
      throw badWords(`"${id.slice(0, 60)}" is neither a run (r12) nor a loop (l1)`, usage);
    }
    return id.toLowerCase();
  },
  async run(id, { store, configuration }) {
    await (id.startsWith('l') ? findLoop(id, store) : findRun(id, store));
    // Loaded when one is asked for, like all that no other command needs: every start would wait for it.
    const { makeReport } = await import('#report/make-report.ts');
    const { reportReply } = await import('#report/report-reply.ts');
    // What the configuration says is shown as it is written, and secrets are never in the file.
    const made = await makeReport(id, { store, configuration: () => configuration, redact: (text) => text });
    return reportReply(made, (await store.posts.get(`${id}/report`))?.permalink);
  },
};
