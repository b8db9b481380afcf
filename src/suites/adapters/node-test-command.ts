import { pathToFileURL, fileURLToPath } from 'node:url';

import type { Diversion } from '../runner.ts';

const reporter = new URL('./plugins/node-reporter.mjs', import.meta.url).href;
const recorder = new URL('./plugins/node-contacts.mjs', import.meta.url);
const diverter = new URL('./plugins/node-diversion.mjs', import.meta.url);
const selector = fileURLToPath(new URL('./plugins/node-select.mjs', import.meta.url));

/** Words of ours go right behind `--test`: Node takes everything behind the first file name for a file name. */
export function withNodeWords(command: readonly string[], words: readonly string[]): readonly string[] {
  const at = command.indexOf('--test') + 1;
  return [...command.slice(0, at), ...words, ...command.slice(at)];
}

/** Our reporter beside the team's own, which keeps standard output; each reporter needs a destination then. */
export function reporterWords(command: readonly string[], events: string): readonly string[] {
  const reporters = countOption(command, '--test-reporter');
  const destinations = countOption(command, '--test-reporter-destination');
  const theirs = reporters === 0 ? ['--test-reporter=spec'] : [];
  const place = destinations < Math.max(1, reporters) ? ['--test-reporter-destination=stdout'] : [];
  return [...theirs, ...place, ...ours(events)];
}

function ours(events: string): readonly string[] {
  return [`--test-reporter=${reporter}`, `--test-reporter-destination=${events}`];
}

function countOption(command: readonly string[], option: string): number {
  return command.filter((word) => word === option || word.startsWith(`${option}=`)).length;
}

const patternOption = '--test-name-pattern';

export function namesPattern(command: readonly string[]): boolean {
  return countOption(command, patternOption) > 0;
}

export function withoutPatterns(command: readonly string[]): readonly string[] {
  return command.filter(
    (word, index) =>
      word !== patternOption && !word.startsWith(`${patternOption}=`) && command[index - 1] !== patternOption,
  );
}

export function literalPattern(text: string): string {
  return `${patternOption}=${escaped(text)}`;
}

/** The file that lists which files take part in a rerun goes to the preloaded module with its address. */
export function preloadWord(files: string): string {
  const address = pathToFileURL(selector);
  address.searchParams.set('files', files);
  return `--import=${address.href}`;
}

/** The module that records what tests are connected to, with the file that it writes to in its address. */
export function recorderWord(contacts: string): string {
  const address = new URL(recorder);
  address.searchParams.set('contacts', contacts);
  return `--import=${address.href}`;
}

/** The module that leads connections astray, and the limit of each test. */
export function diversionWords({ targets, port, limitMs, hurry }: Diversion): readonly string[] {
  const address = new URL(diverter);
  address.searchParams.set('port', String(port));
  address.searchParams.set('hurry', String(hurry));
  address.searchParams.set('targets', JSON.stringify(targets));
  return [`--import=${address.href}`, `--test-timeout=${Math.ceil(limitMs)}`];
}

const maxPatternLength = 32 * 1024;
const maxPatterns = 16;

/**
 * Patterns that match the tests with these ids (`file > suite > test`). Node 22 and later match all names joined by a
 * blank, Node 20 matches the last name alone. None when whole files are selected or the command line would not hold
 * them: then the selected files run whole.
 */
export function exactPatterns(ids: readonly string[]): readonly string[] {
  const names = ids.map((id) =>
    id
      .replace(/ #\d+$/, '')
      .split(' > ')
      .slice(1),
  );
  if (names.some((parts) => parts.length === 0)) return [];
  const alternatives = new Set(names.flatMap(alternativesOf));
  const patterns: string[] = [];
  let current = '';
  for (const alternative of alternatives) {
    if (current.length + alternative.length > maxPatternLength && current !== '') {
      patterns.push(current);
      current = '';
    }
    current = current === '' ? alternative : `${current}|${alternative}`;
  }
  patterns.push(current);
  return patterns.length > maxPatterns ? [] : patterns.map((pattern) => `${patternOption}=/^(?:${pattern})$/`);
}

function alternativesOf(parts: readonly string[]): readonly string[] {
  const [last = '', ...outer] = parts.toReversed().map(escaped);
  // A name may hold the separator itself, so each one may also be part of a name.
  const alone = outer.reduce((inner, part) => `(?:${part} > )?${inner}`, last);
  const full = parts.map(escaped).join('(?: > | )');
  return parts.length === 1 ? [full] : [full, alone];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll('\n', '\\n');
}
