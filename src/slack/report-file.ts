import { Buffer } from 'node:buffer';

import type { WebClient } from '@slack/web-api';

import type { Attachment, LoadAttachment } from '#chat/attachments.ts';
import { OperatorError } from '#domain/operator-error.ts';

import type { MessageFile, MessageReport } from './request-shortcut.ts';
import { plainText } from './request-text.ts';

/** Larger reports are not read. */
const mostBytes = 20 * 1024 * 1024;
const timeoutMs = 30_000;

/** The report of a message: its file where it has one, else its text. Loaded when it is needed; needs `files:read`. */
export function reportOf(
  { text, files }: MessageReport,
  client: Pick<WebClient, 'token' | 'slackApiUrl'>,
): LoadAttachment {
  const [file] = files;
  if (file === undefined) return async () => ({ name: 'the message', bytes: Buffer.from(plainText(text)) });
  return () => download(file, client);
}

async function download(file: MessageFile, client: Pick<WebClient, 'token' | 'slackApiUrl'>): Promise<Attachment> {
  const name = file.name ?? file.id;
  if ((file.size ?? 0) > mostBytes) throw unreadable(name, `it has more than ${mostBytes / 1024 / 1024} MiB`);
  const url = URL.parse(file.url_private_download ?? file.url_private ?? '');
  if (url === null || !isOfSlack(url, client.slackApiUrl))
    throw unreadable(name, 'Slack gave no address of its own for it');
  const response = await ask(url, client.token, name);
  const type = response.headers.get('content-type') ?? '';
  // Slack shows its sign-in page to a bot that may not read files.
  if (!response.ok || (type.startsWith('text/html') && !/\.html?$/i.test(name))) {
    await response.body?.cancel();
    throw unreadable(
      name,
      response.ok
        ? 'the scope files:read is missing, or I am not in this channel'
        : `Slack answered ${response.status}`,
    );
  }
  return { name, bytes: await bounded(response, name) };
}

/** The token goes to Slack alone. */
function isOfSlack(url: URL, apiUrl: string | undefined): boolean {
  if (url.protocol === 'https:' && (url.hostname === 'slack.com' || url.hostname.endsWith('.slack.com'))) return true;
  const api = apiUrl === undefined ? null : URL.parse(apiUrl);
  return api !== null && api.host === url.host && api.protocol === url.protocol;
}

async function ask(url: URL, token: string | undefined, name: string): Promise<Response> {
  try {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  } catch {
    throw unreadable(name, 'Slack did not give it');
  }
}

async function bounded({ body }: Response, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) throw unreadable(name, `it has more than ${mostBytes / 1024 / 1024} MiB`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof OperatorError ? error : unreadable(name, 'Slack stopped in the middle of it');
  }
  return Buffer.concat(chunks);
}

function unreadable(name: string, why: string): OperatorError {
  return new OperatorError({
    code: 'FILE_UNREADABLE',
    message: `"${name.slice(0, 100)}" cannot be read: ${why}`,
    hint: 'Paste the part that tells of the tests into the form of "audit-report"',
  });
}
