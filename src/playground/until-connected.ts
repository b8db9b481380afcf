import type { Playground } from './contract.ts';

/** Resolves once the bot can hear what people type; rejects when `signal` is aborted before. */
export function untilConnected(
  playground: Pick<Playground, 'workspace' | 'onEvent'>,
  signal: AbortSignal,
): Promise<void> {
  if (playground.workspace().connected) return Promise.resolve();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const unsubscribe = playground.onEvent((event) => void (event.kind === 'connected' && event.connected && resolve()));
  signal.addEventListener('abort', () => reject(new Error('The bot did not connect')), { once: true });
  return promise.finally(unsubscribe);
}
