import type { Check } from '../check.ts';

import { contradictions } from './contradictions.ts';
import { domainsAnswer } from './domains-answer.ts';
import { domainsInUse } from './domains-in-use.ts';
import { drift } from './drift.ts';
import { endpointsAnswer } from './endpoints-answer.ts';
import { health } from './health.ts';
import { isolation } from './isolation.ts';
import { issuedTokens } from './issued-tokens.ts';
import { openIncidents } from './open-incidents.ts';
import { placeholders } from './placeholders.ts';
import { recentCloses } from './recent-closes.ts';
import { repeatedValues } from './repeated-values.ts';
import { reports } from './reports.ts';
import { requiredVariables } from './required-variables.ts';
import { schemes } from './schemes.ts';
import { settingsFiles } from './settings-files.ts';
import { signingKeys } from './signing-keys.ts';
import { tokenClaims } from './token-claims.ts';
import { tokenSecrets } from './token-secrets.ts';
import { tokensAccepted } from './tokens-accepted.ts';
import { uptime } from './uptime.ts';
import { usedVariables } from './used-variables.ts';
import { versions } from './versions.ts';

/** Every check, in the order of the sections. A new one is a file, its test and a line here. */
export const checks: readonly Check[] = [
  requiredVariables,
  usedVariables,
  placeholders,
  reports,
  domainsAnswer,
  domainsInUse,
  isolation,
  schemes,
  settingsFiles,
  contradictions,
  repeatedValues,
  tokensAccepted,
  issuedTokens,
  tokenClaims,
  tokenSecrets,
  signingKeys,
  versions,
  health,
  endpointsAnswer,
  uptime,
  openIncidents,
  recentCloses,
  drift,
];
