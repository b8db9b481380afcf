import { instanceMarker } from '#suites/run-marker.ts';

/**
 * The marker of a command's processes. It does not begin as those of runs do: what a deploy leaves running is not ended at
 * the next start, unless that deploy itself was cut off.
 */
export function changeMarker(
  data: string,
  { loop, round, name }: { readonly loop: string; readonly round: number; readonly name: string },
): string {
  return `${instanceMarker(data)}+${loop}.${round}.${name}`;
}
