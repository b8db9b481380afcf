import { sourceOf, type ClaimedRatio } from './audited-report.ts';
import { countsIn, ranOf } from './recognise-counts.ts';

const fraction = /(?<![\w./:-])(\d{1,7}) ?(?:\/|\bof\b|\bout of\b) ?(\d{1,7})(?![\w/:-]|\.\d)/;
const percentage = /(?<![\w.])(\d{1,3}(?:\.\d{1,4})?) ?%/g;
const aboutTests = /\btests?\b|\bpass(?:ed|ing)?\b|\bfail(?:ed|ing)?\b|\bsuccess/i;
/** Of other things than tests, and of plans. */
const notOfTests =
  /\b(?:coverage|cpu|memory|disk|confidence|complian\w*|availability|uptime|target|threshold|goal|at least|required?|expected?)\b/i;

/** `23/25 PASSED (92%)`, `80% SUCCESS (vs 0% before)`: what a line claims of a share, the first of it. */
export function ratioIn(text: string, line: number): ClaimedRatio | undefined {
  const percents = [...text.matchAll(percentage)];
  const share = fraction.exec(text);
  const counts = countsIn(text);
  const shareAt = share?.index ?? counts?.at;
  const [percent] =
    shareAt === undefined ? percents : percents.filter((each) => isBeside(text, each, { share, counts }));
  if (percent === undefined && share === null) return undefined;
  const parts =
    percent !== undefined && isBeside(text, percent, { share, counts })
      ? partsOf(share, counts)
      : partsOf(share, undefined);
  const claimed = percent ?? (shareAt === undefined ? undefined : percents[0]);
  return {
    ...sourceOf(line, text),
    label: labelOf(text),
    percent: claimed === undefined ? undefined : Number(claimed[1]),
    unit: 10 ** -(claimed?.[1]?.split('.')[1]?.length ?? 0),
    ...(claimed !== undefined && percent === undefined ? {} : parts),
    skipped: Number(/\b(\d{1,7}) (?:tests? )?(?:were )?skipped\b/i.exec(text)?.[1] ?? 0),
    isAboutTests: aboutTests.test(text) && !notOfTests.test(text),
  };
}

type Beside = { readonly share: RegExpExecArray | null; readonly counts: ReturnType<typeof countsIn> };

/** Close behind the numbers with no further number between, or right before them in brackets. */
function isBeside(text: string, percent: RegExpExecArray, { share, counts }: Beside): boolean {
  const start = share?.index ?? counts?.at ?? -1;
  const end = share === null ? (counts?.end ?? -1) : start + share[0].length;
  if (start < 0) return false;
  if (percent.index >= end) return percent.index - end <= 40 && !/[\d;.]/.test(text.slice(end, percent.index));
  return /^\s*\(\s*$/.test(text.slice(percent.index + percent[0].length, start));
}

function partsOf(
  share: RegExpExecArray | null,
  counts: ReturnType<typeof countsIn>,
): Pick<ClaimedRatio, 'part' | 'whole'> {
  if (share !== null) return { part: Number(share[1]), whole: Number(share[2]) };
  if (counts?.counts.passed === undefined) return {};
  return { part: counts.counts.passed, whole: ranOf(counts.counts) };
}

/** What stands before the colon, or before the first number. */
function labelOf(text: string): string {
  const colon = text.indexOf(':');
  const number = text.search(/\d/);
  const end = colon > 0 ? colon : Math.max(0, number);
  return text
    .slice(0, end)
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 120);
}
