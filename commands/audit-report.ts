import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Form, Reply } from '#domain/reply.ts';
import type { AuditKnowledge } from '#suites/report-audit/audit-finding.ts';
import { roundTripTo } from '#suites/report-audit/know-before-run.ts';
import { deployedOn } from '#suites/report-audit/know-deployed.ts';
import { resolveEnvironment } from '#suites/resolve-target.ts';

interface AuditInput {
  /** A report came with the request. */
  readonly isAttached: boolean;
  /** Where its tests ran: what probes measured there is known then. */
  readonly environment?: string | undefined;
}

const usage = 'audit-report [on <environment>]';

export const auditReportCommand: Command<AuditInput> = {
  name: 'audit-report',
  usage,
  summary:
    'Say what in a report of tests cannot be believed: a pasted log, a file (in a terminal: audit-report <file|->)',
  permission: 'read',
  parse(words) {
    const { plain, values } = readWords(words, { usage, plain: 1, valued: ['on'] });
    const [word] = plain;
    if (word !== undefined && word !== 'attached') {
      throw badWords('A report is pasted into the form, or audited with the shortcut of its message', usage);
    }
    return { isAttached: word !== undefined, environment: values.get('on') };
  },
  async run({ isAttached, environment }, context) {
    if (!isAttached) return askReply(context);
    const load = context.attachment?.();
    if (load === undefined) throw gone();
    const { name, bytes } = await load();
    const { auditSentReport } = await import('#suites/report-audit/audit-sent-report.ts');
    const knowledge = environment === undefined ? {} : await known(environment, context);
    return auditSentReport({ name, bytes, knowledge }, context);
  },
};

async function known(name: string, { configuration, store, now }: CommandContext): Promise<AuditKnowledge> {
  const environment = resolveEnvironment(name, configuration).name;
  const [roundTrip, deployed] = await Promise.all([
    roundTripTo({ environment, queuedAt: now().toISOString() }, store),
    deployedOn(environment, store),
  ]);
  return { roundTrip, deployed };
}

function gone(): OperatorError {
  return new OperatorError({
    code: 'REPORT_GONE',
    message: 'The report is not here any more: it is kept in memory alone, and I was started again in between',
    hint: 'Send it again',
  });
}

function askReply({ configuration }: CommandContext): Reply {
  return {
    headline: 'Which report?',
    status: 'note',
    sections: [
      { kind: 'text', line: ['Use the shortcut "Audit this report" of a message that holds it, as text or as a file'] },
      { kind: 'aside', line: [`Usage: ${usage}`] },
    ],
    actions: [],
    form: formOf([...configuration.environments.keys()]),
    refusal: 'BAD_WORDS',
  };
}

function formOf(environments: readonly string[]): Form {
  return {
    title: 'Audit a report',
    submit: 'Audit',
    command: 'audit-report',
    fields: [
      {
        kind: 'text',
        name: 'report',
        label: 'Report',
        hint: 'Markdown, output of pytest or node --test, or JUnit. For more than 3,000 characters send a file, and use the shortcut of its message',
        prefix: ['attached'],
        maxLength: 3_000,
        isAttachment: true,
      },
      {
        kind: 'choice',
        name: 'environment',
        label: 'Where its tests ran',
        hint: 'Then its times are compared with round trips that probes measured and with the newest deploy',
        prefix: ['on'],
        optional: true,
        options: environments.slice(0, 100).map((name) => ({ value: name, label: name })),
      },
    ],
  };
}
