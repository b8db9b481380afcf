import type { SlackJson } from './contract.ts';
import { isRecord, recordsOf, textOf } from './json.ts';
import { Refusal } from './refusal.ts';
import { problemsOf, shownCharacters } from './validate-blocks.ts';

/** Not in the reference; measured by others: https://github.com/slackapi/bolt-js/issues/2509 */
const maxShownCharacters = 13_200;
const maxUpdateText = 4_000;
const maxAttachments = 100;
const maxMetadataBytes = 16_384;

/** Throws a `Refusal` for a message that Slack would not take. */
export function assertContent(content: SlackJson): void {
  assertBlocks(content['blocks']);
  assertAttachments(content['attachments']);
  assertMetadata(content['metadata']);
  if (!hasContent(content)) throw new Refusal('no_text');
}

/** An edit takes less text than a new message. */
export function assertUpdate(content: SlackJson): void {
  assertContent(content);
  if (textOf(content, 'text').length > maxUpdateText) throw new Refusal('msg_too_long');
}

/** A refusal that names each problem, in the two forms in which Slack does. */
export function refusalOf(code: string, problems: readonly string[]): Refusal {
  return new Refusal(code, {
    errors: problems,
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  });
}

function hasContent(content: SlackJson): boolean {
  const lists = [content['blocks'], content['attachments']];
  return textOf(content, 'text') !== '' || lists.some((list) => Array.isArray(list) && list.length > 0);
}

function assertBlocks(blocks: unknown): void {
  if (blocks === undefined) return;
  if (!Array.isArray(blocks)) throw new Refusal('invalid_blocks_format');
  const tables = recordsOf(blocks).filter((block) => block['type'] === 'table');
  if (tables.length > 1) throw refusalOf('invalid_attachments', ['only_one_table_allowed']);
  const problems = problemsOf(blocks, 'message');
  if (problems.length > 0) throw refusalOf('invalid_blocks', problems);
  if (shownCharacters(blocks.filter((block) => !tables.includes(block))) > maxShownCharacters)
    throw new Refusal('msg_blocks_too_long');
}

function assertAttachments(attachments: unknown): void {
  if (attachments === undefined) return;
  if (!Array.isArray(attachments) || !attachments.every(isRecord)) throw new Refusal('invalid_attachments');
  if (attachments.length > maxAttachments) throw new Refusal('too_many_attachments');
  const problems = attachments.flatMap((attachment, index) =>
    attachment['blocks'] === undefined
      ? []
      : problemsOf(attachment['blocks'], 'message', `/attachments/${index}/blocks`),
  );
  if (problems.length > 0) throw refusalOf('invalid_attachments', problems);
}

function assertMetadata(metadata: unknown): void {
  if (metadata === undefined || metadata === '') return;
  if (!isRecord(metadata)) throw new Refusal('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return;
  const hasShape = textOf(metadata, 'event_type') !== '' && isRecord(metadata['event_payload']);
  if (!hasShape) throw new Refusal('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(metadata)) > maxMetadataBytes) throw new Refusal('metadata_too_large');
}
