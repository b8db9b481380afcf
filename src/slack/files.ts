import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

import type { TellingContent } from '#announce/telling.ts';
import type { FilesCompleteUploadExternalResponse } from '@slack/web-api';

import { clampText } from './clean-text.ts';
import { classifyError } from './errors.ts';
import { limits } from './limits.ts';
import type { Answer } from './outbox-calls.ts';
import {
  giveUp,
  placeOf,
  postOf,
  remember,
  settle,
  shown,
  timestamp,
  type Desk,
  type Entry,
  type Step,
} from './outbox-entry.ts';
import { findFile } from './outbox-find.ts';

type FileContent = Extract<TellingContent, { kind: 'file' }>;

/** Of a larger file the end is told: that is where a log says how it went. */
const mostBytes = 10 * 1024 * 1024;
const uploadTimeoutMs = 60_000;

/** One try to upload a file that Slack is not known to show. Only its last call shares it, so only that one can be doubtful. */
export async function tryUpload(entry: Entry, file: FileContent, desk: Desk): Promise<Step> {
  if (entry.isDoubtful) {
    const step = await reconcile(entry, file, desk);
    if (step !== undefined) return step;
  }
  const bytes = await readEnd(file.path);
  if (bytes === undefined || bytes.length === 0) {
    await giveUp(entry, bytes === undefined ? 'file_missing' : 'file_empty', desk);
    return 'on';
  }
  const begun = await begin(entry, { file, bytes }, desk);
  if (!begun.ok) return react(entry, begun, desk);
  const version = entry.version;
  await remember(entry, { key: entry.key, ...placeOf(entry), state: 'sending', at: timestamp(desk) }, desk);
  const done = await desk.calls.make(
    'files.completeUploadExternal',
    () => complete(entry, { id: begun.value, title: file.title }, desk),
    entry.abandon.signal,
  );
  if (!done.ok) return react(entry, done, desk);
  await confirm(entry, done.value.files?.[0]?.permalink, desk);
  settle(entry, version, shown(entry));
  return 'on';
}

async function reconcile(entry: Entry, file: FileContent, desk: Desk): Promise<Step | undefined> {
  const found = await findFile(entry, file.name, desk);
  if (found.kind === 'later') return 'again';
  entry.isDoubtful = false;
  if (found.kind === 'found') {
    await confirm(entry, found.value === '' ? undefined : found.value, desk);
    return 'on';
  }
  if (found.kind === 'unreadable') desk.warn(`Cannot look for ${entry.key} in Slack: it is uploaded again`);
  return undefined;
}

/** The id of a file whose bytes Slack has; nobody sees it yet. */
async function begin(
  entry: Entry,
  upload: { readonly file: FileContent; readonly bytes: Buffer<ArrayBuffer> },
  desk: Desk,
): Promise<Answer<string>> {
  const { name, altText } = upload.file;
  const words = altText === undefined ? undefined : clampText(altText, limits.altText);
  // Slack's reference names the argument `alt_txt`, its own client `alt_text`; what is not known is ignored.
  const alt = words === undefined ? {} : { alt_txt: words, alt_text: words };
  const wish = { filename: name, length: upload.bytes.length, ...alt };
  const { signal } = entry.abandon;
  const place = await desk.calls.make(
    'files.getUploadURLExternal',
    () => desk.client.files.getUploadURLExternal(wish),
    signal,
  );
  if (!place.ok) return place;
  const { upload_url: url = '', file_id: id = '' } = place.value;
  try {
    const form = new FormData();
    form.append('file', new Blob([upload.bytes]), upload.file.name);
    const ends = AbortSignal.any([signal, AbortSignal.timeout(uploadTimeoutMs)]);
    const response = await desk.fetch(url, { method: 'POST', body: form, redirect: 'error', signal: ends });
    await response.text();
    if (response.ok) return { ok: true, value: id };
    return { ok: false, failure: { kind: 'retry', code: `http_${response.status}`, isDoubtful: false } };
  } catch (error) {
    const { code } = classifyError(error);
    return { ok: false, failure: { kind: 'retry', code, isDoubtful: false } };
  }
}

function complete(
  entry: Entry,
  file: { readonly id: string; readonly title: string },
  desk: Desk,
): Promise<FilesCompleteUploadExternalResponse> {
  const { channel, thread } = placeOf(entry);
  const files: [typeof file] = [file];
  return thread === undefined
    ? desk.client.files.completeUploadExternal({ files, channel_id: channel })
    : desk.client.files.completeUploadExternal({ files, channel_id: channel, thread_ts: thread });
}

async function confirm(entry: Entry, permalink: string | undefined, desk: Desk): Promise<void> {
  entry.isDoubtful = false;
  const link = permalink === undefined ? {} : { permalink };
  await remember(entry, { ...postOf(entry, desk), ...link, state: 'sent', at: timestamp(desk) }, desk);
  entry.exists.resolve();
}

async function react(entry: Entry, answer: Extract<Answer<unknown>, { ok: false }>, desk: Desk): Promise<Step> {
  const { failure } = answer;
  if (failure.kind === 'wait') return 'on';
  if (failure.kind === 'retry') {
    if (failure.isDoubtful && entry.post?.state === 'sending') Object.assign(entry, { isDoubtful: true, looks: 0 });
    return 'again';
  }
  await giveUp(entry, failure.code, desk);
  return 'on';
}

/** Undefined when there is no such file, or a link, a pipe or anything else is in its place. */
async function readEnd(path: string): Promise<Buffer<ArrayBuffer> | undefined> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const status = await file.stat();
    if (!status.isFile()) return undefined;
    const bytes = Buffer.alloc(Math.min(status.size, mostBytes));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, status.size - bytes.length);
    return bytes.subarray(0, bytesRead);
  } catch {
    return undefined;
  }
}
