import type { Fault } from '../fault.ts';
import { proxyFaults } from './proxy.ts';

/** All ways to break a stack, one list for each family. */
export const faults: readonly Fault[] = [...proxyFaults];
