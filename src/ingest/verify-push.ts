import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the clocks of both sides may be apart. */
const windowMs = 5 * 60_000;
/** How far the sender's clock may be ahead. */
const aheadMs = 60_000;
const remembered = 10_000;

export interface Push {
  /** `X-Teneleven-Timestamp`: seconds since 1970. */
  readonly timestamp: string | undefined;
  /** `X-Teneleven-Signature`: `v1=` and the hexadecimal HMAC-SHA256 of `v1:<timestamp>:<body>`. */
  readonly signature: string | undefined;
  readonly body: Buffer;
}

export type Verdict = 'genuine' | 'unsigned' | 'forged' | 'too-old' | 'before-start' | 'ahead' | 'repeated';

/**
 * Checks signatures, and that each is used once within the five minutes in which it is good. What was used before this
 * process began is not remembered, so nothing that was signed before is good.
 */
export interface PushVerifier {
  verify(push: Push, secret: string): Verdict;
}

export function createPushVerifier(now: () => Date): PushVerifier {
  const seen = new Map<string, number>();
  const startedMs = Math.floor(now().getTime() / 1_000) * 1_000;
  return {
    verify(push, secret) {
      const verdict = judge(push, secret, { nowMs: now().getTime(), startedMs });
      if (verdict !== 'genuine') return verdict;
      const signature = push.signature ?? '';
      if (seen.has(signature)) return 'repeated';
      seen.set(signature, now().getTime());
      forget(seen, now().getTime() - windowMs - aheadMs);
      return 'genuine';
    },
  };
}

export function signPush(timestamp: string, body: Buffer | string, secret: string): string {
  return `v1=${createHmac('sha256', secret).update(`v1:${timestamp}:`).update(body).digest('hex')}`;
}

function judge(
  { timestamp, signature, body }: Push,
  secret: string,
  { nowMs, startedMs }: { readonly nowMs: number; readonly startedMs: number },
): Verdict {
  if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/u.test(timestamp)) return 'unsigned';
  const expected = Buffer.from(signPush(timestamp, body, secret));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
  const sentMs = Number(timestamp) * 1_000;
  if (sentMs > nowMs + aheadMs) return 'ahead';
  if (sentMs < nowMs - windowMs) return 'too-old';
  return sentMs < startedMs ? 'before-start' : 'genuine';
}

function forget(seen: Map<string, number>, before: number): void {
  for (const [signature, at] of seen) {
    if (at >= before && seen.size <= remembered) return;
    seen.delete(signature);
  }
}
