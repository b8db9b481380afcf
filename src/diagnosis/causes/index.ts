import type { Cause } from '../cause.ts';
import { applicationCauses } from './application.ts';
import { authCauses } from './auth.ts';
import { backendCauses } from './backend.ts';
import { concurrencyCauses } from './concurrency.ts';
import { deployCauses } from './deploy.ts';
import { dnsCauses } from './dns.ts';
import { eventCauses } from './events.ts';
import { honestCauses } from './honest.ts';
import { httpCauses } from './http.ts';
import { proxyCauses } from './proxy.ts';
import { subprotocolCauses } from './subprotocol.ts';
import { tcpCauses } from './tcp.ts';
import { testCauses } from './tests.ts';
import { tlsCauses } from './tls.ts';

/** Every cause that is known, `healthy` and `unknown` among them. */
export const causes: readonly Cause[] = [
  ...dnsCauses,
  ...tcpCauses,
  ...tlsCauses,
  ...proxyCauses,
  ...httpCauses,
  ...authCauses,
  ...subprotocolCauses,
  ...applicationCauses,
  ...backendCauses,
  ...deployCauses,
  ...concurrencyCauses,
  ...eventCauses,
  ...testCauses,
  ...honestCauses,
];
