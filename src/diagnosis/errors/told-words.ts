import type { Phase } from '#domain/diagnosis.ts';

import type { ToldFailure } from './told-failure.ts';

/** Of an answer that the test quotes: what a page of a proxy links to is not what was asked. */
const markup =
  /<(?:!doctype|!--|\/?(?:html|head|body|title|meta|link|script|style|a|img|p|h\d|hr|br|em|pre|div|span|center|address|ul|li|form)\b)[^<>]{0,400}>?/giu;
/** Where answers and clients point for an explanation of a status. */
const documentation =
  /^https?:\/\/(?:www\.|tools\.|datatracker\.)?(?:w3\.org|ietf\.org|rfc-editor\.org|httpstatuses\.(?:com|io|org)|developer\.mozilla\.org|schemas\.\w+\.(?:org|com)|sqlalche\.me|aka\.ms|[\w-]{1,60}\.readthedocs\.\w+|errors\.pydantic\.dev)(?:[/:?#]|$)/iu;
/** What a library says of where to read on. */
const background =
  /\b(?:background on this error|more (?:information|details|info)|for help|see also|documentation|read more)\b[^\n]{0,30}$/iu;

/** The URL in a message, without user, query and fragment, or its `host:port`. */
export function targetIn(text: string): string | undefined {
  const url = urlIn(text);
  if (url !== undefined) return url;
  const pool = /\bHTTPS?ConnectionPool\(host='([^'\n]{1,255})', port=(\d{1,5})\)/u.exec(text);
  if (pool !== null) {
    const path = /with url: (\/[^\s?#()]{0,300})/u.exec(text)?.[1] ?? '';
    return `${pool[1]}:${pool[2]}${path}`;
  }
  return addressIn(text);
}

/** The URL in a message; what an assertion quotes may name addresses that the service itself failed to reach. */
export function urlIn(text: string): string | undefined {
  const bare = text.replaceAll(markup, ' ');
  const urls = bare.matchAll(/\b(?:https?|wss?):\/\/[^\s'"<>()[\],;\\]{1,400}/gu);
  const url = urls.find(
    ({ 0: each, index }) => !documentation.test(each) && !background.test(bare.slice(Math.max(0, index - 80), index)),
  )?.[0];
  return url === undefined ? undefined : withoutSecrets(url);
}

function addressIn(text: string): string | undefined {
  const python = /\('((?:\d{1,3}\.){3}\d{1,3}|[\da-f:]{2,45})', (\d{1,5})(?:, \d+, \d+)?\)/u.exec(text);
  if (python !== null) return `${python[1]?.includes(':') === true ? `[${python[1]}]` : python[1]}:${python[2]}`;
  const aiohttp = /Cannot connect to host ([^\s:]{1,255}:\d{1,5})\b/u.exec(text)?.[1];
  return aiohttp ?? /\b(?:connect|read|write) E[A-Z]+ ([^\s,]{1,255}:\d{1,5})\b/u.exec(text)?.[1];
}

function withoutSecrets(url: string): string {
  const bare = url.replace(/[?#].*$/su, '').replace(/[.:]+$/u, '');
  return bare.replace(/^(\w+:\/\/)[^/@]{0,300}@/u, '$1');
}

/** Seconds of a time-out that the words name: `timeout=0.5)`, `within 4000 ms`, `Timeout 600ms exceeded`. */
export function timerIn(text: string): number | undefined {
  const words =
    /(?:time-?out[= ](?:of )?>?|timed out after |within (?:the )?|exceeded )(\d{1,7}(?:\.\d{1,4})?) ?(ms|milliseconds|s|sec|seconds|m|minutes)?\b/iu;
  const [, number, unit = ''] = words.exec(text.slice(0, 4_000)) ?? [];
  if (number === undefined) return undefined;
  const value = Number(number);
  const seconds =
    unit.startsWith('ms') || unit.startsWith('milli') ? value / 1_000 : unit.startsWith('m') ? value * 60 : value;
  return seconds > 0 && seconds <= 3_600 ? seconds : undefined;
}

/** A refusal that words tell of: `answered 503`, `HTTP 502`, `status code 401`. Of a success nobody complains. */
export function statusIn(text: string): number | undefined {
  const words =
    /\b(?:diff:|answered(?: with)?|HTTP(?:\/[\d.]+)?|status(?:[ _]?code)?(?: of| was| is|:|=)?|server response:|got|returned|received HTTP)[ =]*([345]\d\d)\b(?! ?(?:ms|s|bytes)\b)/iu;
  const found = words.exec(text.slice(0, 4_000))?.[1];
  return found === undefined ? undefined : Number(found);
}

const opening = /welcome|__aenter__|first_message|["']connected["']|wait_until_(?:open|ready)/iu;
const later = /\.(?:send|chat|ping|next|events?)\(|idle|hold|quiet|["'](?:ping|chat)["']/iu;

/**
 * Whether an open connection failed before or after a first message, by the lines of the team's code that stand in the
 * traceback, and by what the message tells of events. Nothing told: nothing is known to have come.
 */
export function phaseOfConversation(told: ToldFailure): Phase {
  const own = told.frames.filter(({ isOwn }) => isOwn).slice(0, 12);
  if (/\bafter (?!\d)\w{3,60} within\b|unread: (?!nothing)\w|\bquiet\b|\bidle\b/u.test(told.message.slice(0, 2_000)))
    return 'steady';
  if (own.some(({ code, name }) => opening.test(`${name} ${code}`))) return 'first-message';
  return own.some(({ code, name }) => later.test(`${name}( ${code}`)) ? 'steady' : 'first-message';
}
