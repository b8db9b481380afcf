import { sourceOf, type ClaimedList, type ListedTest, type ReportedRun, type Source } from './audited-report.ts';
import type { MarkdownLine } from './markdown-lines.ts';
import { closedRun, isTold, openRun, type Heading, type OpenRun } from './open-run.ts';
import { readRunLabel, type Runs } from './read-run-label.ts';
import { createTableReader } from './read-test-table.ts';
import { countsIn, outcomeIn } from './recognise-counts.ts';
import { namedCaseIn, testIn } from './recognise-test-line.ts';
import { workersSaid } from './workers-of.ts';

type OpenList = { -readonly [Key in keyof ClaimedList]: ClaimedList[Key] };

const excerptWords =
  /\.\.\.|…|\b(?:and|plus) \d+ (?:more|others?)\b|\be\.g\.|\bfor example\b|\bincluding\b|\b(?:top|first|slowest|key|notable|selected|some)\b/i;
const share = /\((\d{1,6})(?: ?(?:\/|of) ?(\d{1,6}))?(?: tests?)?\)|[:-] ?(\d{1,6}) ?\/ ?(\d{1,6})\b/;
/** Items that are indented by more belong to the one above them. */
const slackIndent = 1;

/** Gathers the executions that a Markdown text tells of, one by one. */
export class RunCollector {
  readonly #runs: ReportedRun[] = [];
  readonly #table = createTableReader();
  #heading: Heading = { line: 0, quote: '', level: 0 };
  #run: OpenRun | undefined;
  #list: OpenList | undefined;
  /** Of the first item under the last title. */
  #indent: number | undefined;
  readonly #seen = new Set<string>();
  /** What the list or heading says of all tests in it. */
  #outcome: ReturnType<typeof outcomeIn>;
  readonly #access: Runs = { begin: (source) => this.#begin(source), current: () => this.#run };

  line(line: MarkdownLine): void {
    if (line.kind === 'blank') return;
    if (this.#run !== undefined && line.kind !== 'heading') this.#run.lastLine = line.line;
    if (line.kind === 'row') return this.#row(line);
    this.#table.end();
    if (line.kind === 'heading') return this.#headed(line);
    if (readRunLabel(line, this.#access) || this.#run === undefined) return;
    this.#run.saidWorkers = workersSaid(line.text) ?? this.#run.saidWorkers;
    if (line.kind === 'item') this.#item(line);
    else if (line.text.length < 120 && /:$|\(\d+\/\d+\)/.test(line.text)) this.#title(line);
    else this.#noteExcerpt(line.text);
  }

  end(): readonly ReportedRun[] {
    this.#close();
    return this.#runs;
  }

  #begin(source: Source): OpenRun {
    this.#close();
    this.#outcome = undefined;
    this.#indent = undefined;
    this.#seen.clear();
    this.#run = openRun(source, this.#heading);
    return this.#run;
  }

  #close(): void {
    this.#endList();
    if (this.#run !== undefined && isTold(this.#run)) this.#runs.push(closedRun(this.#run));
    this.#run = undefined;
  }

  #endList(): void {
    if (this.#list !== undefined && this.#list.listed > 0) this.#run?.lists.push(this.#list);
    this.#list = undefined;
  }

  #headed(line: MarkdownLine): void {
    if (this.#run !== undefined && line.level <= this.#run.level) this.#close();
    if (this.#run !== undefined) {
      this.#run.lastLine = line.line;
      return this.#title(line);
    }
    this.#heading = { ...sourceOf(line.line, line.text), level: line.level };
    this.#outcome = undefined;
  }

  #row(line: MarkdownLine): void {
    const found = this.#table.row(line);
    if (found === undefined) return;
    if (this.#run === undefined) this.#begin(this.#heading);
    this.#add(found);
  }

  #item({ text, line, level }: MarkdownLine): void {
    const isNested = level > (this.#indent ??= level) + slackIndent;
    const isNamed = this.#outcome !== undefined && !isNested;
    const found = (isNested ? undefined : testIn(text, line)) ?? (isNamed ? namedCaseIn(text, line) : undefined);
    if (found !== undefined) this.#add(found);
    else if (!isNested) this.#noteExcerpt(text);
  }

  #add(found: ListedTest): void {
    // A list of the slowest repeats what stands above.
    const key = `${found.id} ${found.durationMs ?? ''}`;
    if (!this.#seen.has(key)) this.#run?.tests.push({ ...found, outcome: this.#outcome ?? found.outcome });
    this.#seen.add(key);
    if (this.#list !== undefined) this.#list.listed += 1;
  }

  #noteExcerpt(text: string): void {
    if (this.#list !== undefined && excerptWords.test(text)) this.#list.isExcerpt = true;
  }

  /** `PASSED TESTS (23/25):` */
  #title({ line, text }: MarkdownLine): void {
    this.#endList();
    this.#indent = undefined;
    const outcome = outcomeIn(text);
    this.#outcome = outcome;
    const [found, ...numbers] = share.exec(text) ?? [];
    if (outcome === undefined || found === undefined || countsIn(text) !== undefined) return;
    const total = numbers[1] ?? numbers[3];
    this.#list = {
      ...sourceOf(line, text),
      outcome,
      claimed: Number(numbers[0] ?? numbers[2]),
      total: total === undefined ? undefined : Number(total),
      listed: 0,
      isExcerpt: excerptWords.test(text),
    };
  }
}
