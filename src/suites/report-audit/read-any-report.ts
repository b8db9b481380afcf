import { emptyReport, type AuditedReport } from './audited-report.ts';
import { firstNodeLine } from './node-lines.ts';
import { finalIn } from './pytest-lines.ts';
import { isJunitText, readJunitText } from './read-junit-text.ts';
import { readNodeOutput } from './read-node-output.ts';
import { readMarkdownReport } from './read-markdown-report.ts';
import { firstPytestLine, readPytestOutput } from './read-pytest-output.ts';

/** Within a line: blank ones before it would be looked through once for each of them. */
const markdownMarks = /^(?:#{1,6} \S|[ \t]*[-*+] \*\*|\*\*[^*\n]{1,80}:?\*\*|[ \t]*\|.{1,300}\|[ \t]*$|```)/m;

/** Reads a report of a form that nobody named. What holds no results at all has no runs and says what was looked for. */
export async function readAnyReport(text: string): Promise<AuditedReport> {
  if (isJunitText(text)) {
    const { report, problem } = await readJunitText(text);
    return problem === undefined ? report : { ...report, searched: `${report.searched}: ${problem.message}` };
  }
  if (isPytestFirst(text)) return readPytestOutput(text);
  if (isFirst(firstNodeLine(text), text)) return readNodeOutput(text);
  const report = readMarkdownReport(text);
  if (holdsSomething(report)) return report;
  const searched = `as a JUnit file, as output of pytest or node --test, and as Markdown for ${report.searched}`;
  return { ...emptyReport('unknown', searched), lines: report.lines };
}

/** A console may print what looks like Markdown, and a log may quote a console: what comes first says which it is. */
function isPytestFirst(text: string): boolean {
  const end = text.trimEnd();
  if (finalIn(end.slice(end.lastIndexOf('\n') + 1), 0) !== undefined) return true;
  return isFirst(firstPytestLine(text), text);
}

function isFirst(at: number, text: string): boolean {
  return at !== -1 && text.slice(0, at).search(markdownMarks) === -1;
}

function holdsSomething({ runs, ratios, deploys, uptimes, durationClaims }: AuditedReport): boolean {
  return [runs, ratios, deploys, uptimes, durationClaims].some((each) => each.length > 0);
}
