import { networkScenes } from './network.ts';
import { proxyScenes } from './proxy.ts';
import { runScenes } from './runs.ts';
import type { Scene } from './scene.ts';
import { serviceScenes } from './service.ts';
import { signInScenes } from './sign-in.ts';

/** One for every cause of the catalogue. */
export const scenes: readonly Scene[] = [
  ...networkScenes,
  ...proxyScenes,
  ...signInScenes,
  ...serviceScenes,
  ...runScenes,
];
