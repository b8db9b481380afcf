import { readHealthBody } from '#domain/health-body.ts';

const startKeys =
  /"(?:(?:process_?)?start(?:ed)?_?(?:at|time|on)?|boot(?:ed)?_?(?:at|time)|since)"\s*:\s*(?:"([^"]{10,40})"|(\d{10,13})(?:\.\d+)?\b)/iu;
const leastMs = Date.parse('2000-01-01T00:00:00Z');

/** How long what answers has been up: as it says, or since the start that it names, by its own clock where it shows one. */
export function uptimeIn(
  body: string,
  { headers, atMs }: { readonly headers: Readonly<Record<string, string>>; readonly atMs: number },
): number | undefined {
  const said = readHealthBody(body)?.uptimeSeconds;
  if (said !== undefined) return said;
  const match = startKeys.exec(body);
  if (match === null) return undefined;
  const startedMs = match[1] === undefined ? epochMs(match[2] ?? '') : Date.parse(match[1]);
  if (!(startedMs > leastMs)) return undefined;
  const theirsMs = Date.parse(headers['date'] ?? '');
  // Its clock is shown in whole seconds: a difference of less is none.
  const skewMs = Math.abs(theirsMs - atMs) > 2_000 ? theirsMs - atMs : 0;
  return Math.max(0, (atMs + skewMs - startedMs) / 1_000);
}

function epochMs(digits: string): number {
  return digits.length === 10 ? Number(digits) * 1_000 : Number(digits);
}
