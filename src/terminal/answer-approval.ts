import type { Approval } from '#domain/approval.ts';

/** How a question can be answered here. */
export interface Answering {
  /** Somebody reads the screen and can type. */
  readonly isTty: boolean;
  /** `--yes`: agreed beforehand. */
  readonly agrees: boolean;
}

export type Answer =
  | { readonly kind: 'approve' }
  | { readonly kind: 'ask' }
  /** It cannot be agreed to here; `reason` says why, with the way out. */
  | { readonly kind: 'refuse'; readonly reason: string };

/** What becomes of a question in a terminal. Only this process can answer it: the store is its own while it runs. */
export function answerApproval(
  { asks, card, requestedBy }: Pick<Approval, 'asks' | 'card' | 'requestedBy'>,
  { isTty, agrees }: Answering,
): Answer {
  if (asks === 'four-eyes') {
    const reason = `It needs a second pair of eyes besides ${requestedBy.name}, and a terminal has one: ask for the loop in Slack`;
    return { kind: 'refuse', reason };
  }
  const isOldBuild = card.name === 'keep-build';
  if (agrees && !isOldBuild) return { kind: 'approve' };
  if (isTty) return { kind: 'ask' };
  const wayOut = isOldBuild ? 'say "keep build" beforehand' : 'agree beforehand with --yes, or start it in a terminal';
  return { kind: 'refuse', reason: `Nobody is here to agree to it: ${wayOut}` };
}
