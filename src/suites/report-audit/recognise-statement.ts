import { sourceOf, type DeployStatement, type DurationClaim, type UptimeStatement } from './audited-report.ts';
import { durationsIn } from './recognise-duration.ts';

const act = String.raw`(?:re-?)?(?:deploy(?:ment|ed|s)?|push(?:ed)?|rollout|release)`;
const failedPatterns: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:(?:docker|image|container|registry|git|helm|backend|api|service)\s+){0,2}${act}\b[^.;:,()]{0,30}\b(?:failed|was (?:denied|rejected|refused)|aborted|timed out)\b`,
    'i',
  ),
  new RegExp(String.raw`\b(?:failed|unable|could not|cannot) (?:to )?(?:deploy|push|release|roll out)\b`, 'i'),
  /^(?:error: )?denied: .{0,80}(?:push|permission|repository)/i,
];
const succeededPattern = new RegExp(
  String.raw`\b(?:successfully|successful) ${act}\b|\b${act}\b[^.;:()]{0,40}\b(?:succeeded|successful(?:ly)?|completed?|done|finished|is live)\b|\bis now (?:live|deployed)\b`,
  'i',
);
/** Of other deploys than one that was just made. */
const notNow =
  /\b(?:if|when|unless|before|previous(?:ly)?|earlier|last|prior|never|no|should|would|could have|will|may|might|not|wasn't|didn't|simulat\w*)\b|\?/i;
const deployWords = /deploy|push|rollout|release/i;

/** `Docker push failed`, `Successfully redeployed to staging`; undefined for everything conditional, past or planned. */
export function deployIn(text: string, line: number, section: string): DeployStatement | undefined {
  if (!deployWords.test(text) && !text.startsWith('denied')) return undefined;
  const hasFailed = failedPatterns.find((pattern) => pattern.test(text))?.exec(text)?.[0];
  const said = hasFailed ?? succeededPattern.exec(text)?.[0];
  if (said === undefined || notNow.test(text.slice(0, text.indexOf(said) + said.length))) return undefined;
  return { ...sourceOf(line, text), kind: hasFailed === undefined ? 'succeeded' : 'failed', section };
}

const notCalm = /\b(?:unstable|instability|not stable|called stable|stable\?)/i;
const calm = /\b(?:stable|stability|no (?:service )?(?:restarts?|interruptions?))\b/i;
const uptimeWord = /\buptime\b|\bup for\b|\brunning for\b/i;

/** `Auth service uptime: 122.32 seconds (stable deployment)`. */
export function uptimeIn(text: string, line: number): UptimeStatement | undefined {
  const word = uptimeWord.exec(text);
  if (word === null) return undefined;
  const from = word.index + word[0].length;
  const duration = durationsIn(text.slice(from, from + 60))[0] ?? secondsIn(text.slice(from, from + 40));
  if (duration === undefined || duration.at > 25) return undefined;
  return { ...sourceOf(line, text), uptimeMs: duration.ms, isCalledStable: calm.test(text) && !notCalm.test(text) };
}

/** `"uptime_seconds": 122.3` */
function secondsIn(text: string): { readonly ms: number; readonly at: number } | undefined {
  const [found, digits] = /^_(?:seconds|secs|s)"?\s*[:=]\s*(\d{1,9}(?:\.\d{1,6})?)/.exec(text) ?? [];
  return found === undefined ? undefined : { ms: Number(digits) * 1_000, at: 0 };
}

const comparison =
  /(?:>=?|≥|\bover|\bmore than|\bat least|\blonger than|\bexceed(?:ed|s|ing)?)\s*(\d{1,4}(?:\.\d{1,3})?) ?-?(ms|milliseconds?|s|secs?|seconds?|min(?:ute)?s?)\b/i;
const realness =
  /\b(?:real(?:ly)?|fake[ds]?|authentic\w*|genuine(?:ly)?|prov(?:e[sn]?|ing)|mock(?:ed|s)?|bypass\w*|cheat\w*)\b/i;
const ofTests = /\btests?\b|\bexecution/i;
const ofAll = /\b(?:all|every|each)\b/i;

/** `All tests executed >3 seconds, proving real service interaction`. */
export function durationClaimIn(text: string, line: number): DurationClaim | undefined {
  const [found, digits, unit = ''] = comparison.exec(text) ?? [];
  if (found === undefined || !ofTests.test(text)) return undefined;
  const isOfAll = ofAll.test(text);
  const isConclusion = realness.test(text);
  if (!isOfAll && !isConclusion) return undefined;
  const atLeastMs = Number(digits) * (/^(?:ms|milli)/i.test(unit) ? 1 : /^min/i.test(unit) ? 60_000 : 1_000);
  return { ...sourceOf(line, text), atLeastMs, isOfAll, isConclusion };
}
