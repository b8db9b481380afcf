import { requestAudit } from '#audit/request-audit.ts';
import type { Command } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import { auditInWords } from '#domain/audit-words.ts';
import { resolveEnvironment } from '#suites/resolve-target.ts';

interface AuditInput {
  /** Absent: the first of the file. */
  readonly environment?: string | undefined;
}

const usage = 'audit [<environment>]';

export const auditCommand: Command<AuditInput> = {
  name: 'audit',
  usage,
  summary: 'Check variables, domains, isolation, sources, tokens, versions, stability and drift, and say what to mend',
  permission: 'probe',
  parse(words) {
    const { plain, values } = readWords(words, { usage, plain: 1, valued: ['on'] });
    const [named] = plain;
    const on = values.get('on');
    if (named !== undefined && on !== undefined) throw badWords('The environment is named twice', usage);
    return { environment: named ?? on };
  },
  async run(input, context) {
    const { name } = resolveEnvironment(input.environment, context.configuration);
    const { request } = context;
    const asked = { id: request.id, actor: request.actor, place: request.place };
    const { audit, added } = await requestAudit(name, { ...context, request: asked });
    const headline = added
      ? `${audit.id}: auditing ${name}`
      : `${name} is being audited already: ${auditInWords(audit)}`;
    return {
      headline,
      status: 'queued',
      sections: [],
      actions: [],
      audits: [audit.id],
      json: { audit: { id: audit.id, environment: name, state: audit.state } },
    };
  },
};
