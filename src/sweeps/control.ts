import { resolveSetting, type Setting, type Variables } from '#domain/setting.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { defaultLimits, type HttpProbe } from '#probes/probe.ts';
import type { Prober } from '#probes/prober.ts';

const limits = { ...defaultLimits, wallMs: 5_000, answerMs: 4_000 };

/**
 * The control targets that did not answer, when none of them did: this machine is offline then. Undefined when one
 * answered with whatever, or when none is configured: without a control nothing tells the two apart, so it is never claimed.
 */
export async function unreachableControls(
  control: readonly Setting[],
  { prober, variables }: { readonly prober: Prober; readonly variables: Variables },
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const urls = control.flatMap((setting) => knownUrl(setting, variables));
  if (urls.length === 0) return undefined;
  const results = await Promise.all(urls.map((url, index) => prober.probe(controlProbe(url, index), signal)));
  return results.every(isDead) ? urls.map((url) => URL.parse(url)?.host ?? url) : undefined;
}

/** Also an answer that nobody likes came over the network. */
function isDead({ standing, http, ws }: ProbeResult): boolean {
  return standing === 'down' && http?.status === undefined && ws?.status === undefined;
}

function knownUrl(setting: Setting, variables: Variables): readonly string[] {
  try {
    const url = resolveSetting(setting, variables);
    return URL.canParse(url) ? [url] : [];
  } catch {
    return [];
  }
}

function controlProbe(url: string, index: number): HttpProbe {
  return {
    kind: 'http',
    id: `control.${index}`,
    endpoint: `control ${index + 1}`,
    location: 'here',
    reach: { url, limits },
    headers: {},
    changed: {},
    isAdHoc: true,
    method: 'GET',
    version: 'h1',
    expect: { statusBelow: 600 },
  };
}
