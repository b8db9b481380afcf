import { closeCode, type Closer, type ToldClose } from '#domain/close.ts';

/** What a line must have before it is looked at: most lines of a log have nothing of it. */
const isAbout = /clos|disconnect|sent 1\d{3}|received 1\d{3}/iu;
const codeWords = [
  new RegExp(String.raw`\b(?:sent|received) ${closeCode}`, 'iu'),
  new RegExp(
    String.raw`["']?\b(?:close[_-]?code|closeCode|code|status)\b["']?\s{0,4}[:=]?\s{0,4}["']?${closeCode}`,
    'iu',
  ),
  new RegExp(String.raw`\bclos(?:e|ed|ing)\b[^\d\n]{0,40}${closeCode}`, 'iu'),
  new RegExp(String.raw`\bdisconnect(?:ed)?\b[^\d\n]{0,40}${closeCode}`, 'iu'),
];
const reasonWords = /["']?\breason\b["']?\s{0,4}[:=]\s{0,4}(?:"([^"]{0,200})"|'([^']{0,200})'|([^\s,}]{1,200}))/iu;

/**
 * The close that a line of a server's own log tells; undefined for every other line. Who closed is what the line says: the
 * server where it `sent` the code or says so, the client where it `received` it; nobody for 1006.
 */
export function closeInLog(line: string): ToldClose | undefined {
  if (!isAbout.test(line)) return undefined;
  const found = codeWords.map((words) => Number(words.exec(line)?.[1])).find((number) => number >= 1000);
  if (found === undefined) return undefined;
  const [, double, single, bare] = reasonWords.exec(line) ?? [];
  const inBrackets = /\b(?:sent|received) \d{4} \([^)]{0,60}\) ([^;]{1,200})/iu.exec(line)?.[1];
  const reason = double ?? single ?? bare ?? inBrackets;
  return { code: found, closedBy: closerOf(line, found), ...(reason === undefined ? {} : { reason }) };
}

function closerOf(line: string, number: number): Closer {
  if (number === 1006 || /no close frame received or sent/iu.test(line)) return 'nobody';
  const said = /closed[_ -]?by["']?\s{0,4}[:=]?\s{0,4}["']?(server|client|nobody|peer|remote|local)/iu
    .exec(line)?.[1]
    ?.toLowerCase();
  if (said === 'client' || said === 'peer' || said === 'remote') return 'client';
  if (said === 'nobody') return 'nobody';
  if (said === undefined && /\breceived 1\d{3}/iu.test(line) && !/\bsent 1\d{3}.{0,200}?\breceived/iu.test(line))
    return 'client';
  return 'server';
}
