import type { Fault } from '../fault.ts';
import { applicationFaults } from './application.ts';
import { authFaults } from './auth.ts';
import { backendFaults } from './backend.ts';
import { concurrencyFaults } from './concurrency.ts';
import { deployFaults } from './deploy.ts';
import { dnsFaults } from './dns.ts';
import { eventFaults } from './events.ts';
import { httpFaults } from './http.ts';
import { proxyFaults } from './proxy.ts';
import { subprotocolFaults } from './subprotocol.ts';
import { tcpFaults } from './tcp.ts';
import { testFaults } from './tests.ts';
import { tlsFaults } from './tls.ts';

/** All ways to break a stack, one list for each family. */
export const faults: readonly Fault[] = [
  ...proxyFaults,
  ...dnsFaults,
  ...tcpFaults,
  ...tlsFaults,
  ...httpFaults,
  ...subprotocolFaults,
  ...backendFaults,
  ...authFaults,
  ...applicationFaults,
  ...concurrencyFaults,
  ...eventFaults,
  ...deployFaults,
  ...testFaults,
];
