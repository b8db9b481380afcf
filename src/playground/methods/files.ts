import type { SlackJson } from '../contract.ts';
import { maxFileBytes } from '../file-shelf.ts';
import { recordOf, recordsOf, textOf } from '../json.ts';
import { dressFile, showAgain } from '../messages.ts';
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';
import { required, threadOf, tiers, writableChannelOf, type Method } from './method.ts';

async function getUploadUrl(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const filename = required(args, 'filename');
  const length = Number(args['length']);
  if (!Number.isInteger(length) || length < 1) throw new Refusal('invalid_arguments');
  if (length > maxFileBytes) throw new Refusal('file_upload_size_restricted');
  const answer = await stage.workspace.asBot('files.getUploadURLExternal', { ...args, filename, length });
  const id = textOf(answer, 'file_id');
  return { upload_url: `${stage.origin}/upload/v1/${id}?name=${encodeURIComponent(filename)}`, file_id: id };
}

async function completeUpload(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const target = args['channel_id'] === undefined ? undefined : await writableChannelOf(args, stage, 'channel_id');
  const thread = target === undefined ? {} : threadOf(args, stage, target.id);
  return stage.workspace.inOrder(async () => {
    const sent = { ...args, ...thread, channel_id: target?.id };
    const answer = await stage.workspace.asBot('files.completeUploadExternal', sent);
    const files = recordsOf(answer['files']);
    const ts = target === undefined ? '' : sharedAt(files[0], target.id);
    if (target !== undefined && ts !== '') await showAgain(stage, target.id, ts);
    return { files: files.map((file) => dressFile(stage, file)) };
  });
}

function sharedAt(file: SlackJson | undefined, channel: string): string {
  const shares = recordOf(file?.['shares']);
  const [share] = recordsOf({ ...recordOf(shares['public']), ...recordOf(shares['private']) }[channel]);
  return share === undefined ? '' : textOf(share, 'ts');
}

async function info(args: SlackJson, stage: Stage): Promise<SlackJson> {
  const { file } = await stage.workspace.asBot('files.info', { file: required(args, 'file') });
  return { file: dressFile(stage, recordOf(file)) };
}

export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': { scopes: ['files:write'], rate: tiers.tier4, run: getUploadUrl },
  'files.completeUploadExternal': { scopes: ['files:write'], rate: tiers.tier4, run: completeUpload },
  'files.info': { scopes: ['files:read'], rate: tiers.tier4, run: info },
};
