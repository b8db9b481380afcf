import { addressFamilies } from './address-families.ts';
import { afterAPause } from './after-a-pause.ts';
import { afterTheOperation } from './after-the-operation.ts';
import { authForms } from './auth-forms.ts';
import { authService } from './auth-service.ts';
import { clientAgents } from './client-agents.ts';
import { clocks } from './clocks.ts';
import { compression } from './compression.ts';
import { connections } from './connections.ts';
import { control } from './control.ts';
import { discovery } from './discovery.ts';
import { eachAddress } from './each-address.ts';
import type { Experiment } from './experiment.ts';
import { failingPath } from './failing-path.ts';
import { formerAddress } from './former-address.ts';
import { growingUp } from './growing-up.ts';
import { health } from './health.ts';
import { headersLeftOut, headerSizes } from './headers.ts';
import { holds } from './holds.ts';
import { httpVersions } from './http-versions.ts';
import { issuedToken, tokenMakers } from './issued-token.ts';
import { laterLook } from './later-look.ts';
import { login } from './login.ts';
import { longerTimeout } from './longer-timeout.ts';
import { meanwhile } from './meanwhile.ts';
import { nameServers } from './name-servers.ts';
import { noMessage } from './no-message.ts';
import { origins } from './origins.ts';
import { otherNames } from './other-names.ts';
import { otherScheme } from './other-scheme.ts';
import { otherUser, otherUserByHttp } from './other-user.ts';
import { paths } from './paths.ts';
import { plainSocket } from './plain-socket.ts';
import { proxyVariables } from './proxy-variables.ts';
import { refusalWords } from './refusal-words.ts';
import { refusedUpgrade } from './refused-upgrade.ts';
import { repeats } from './repeats.ts';
import { rerunAlone, rerunSuite } from './rerun.ts';
import { roomyToken } from './roomy-token.ts';
import { failingRoute, routes } from './routes.ts';
import { settingsAudit } from './settings-audit.ts';
import { sizes } from './sizes.ts';
import { slower } from './slower.ts';
import { tokenPairs } from './token-pairs.ts';
import { resolver } from './resolver.ts';
import { together } from './together.ts';
import { twoUsers } from './two-users.ts';
import { unread } from './unread.ts';
import { versions } from './versions.ts';
import { whileTheTestRuns } from './while-the-test-runs.ts';

/** Every way of asking the system back; which of them are worth their time is decided anew after each. */
export const experiments: readonly Experiment[] = [
  paths,
  plainSocket,
  tokenPairs,
  authForms,
  health,
  afterTheOperation,
  failingPath,
  refusedUpgrade,
  clientAgents,
  refusalWords,
  headersLeftOut,
  versions,
  authService,
  login,
  issuedToken,
  tokenMakers,
  otherUser,
  otherUserByHttp,
  roomyToken,
  discovery,
  repeats,
  routes,
  failingRoute,
  noMessage,
  connections,
  together,
  holds,
  sizes,
  headerSizes,
  longerTimeout,
  httpVersions,
  otherScheme,
  addressFamilies,
  eachAddress,
  otherNames,
  resolver,
  proxyVariables,
  origins,
  clocks,
  control,
  afterAPause,
  rerunAlone,
  rerunSuite,
  nameServers,
  formerAddress,
  compression,
  unread,
  slower,
  twoUsers,
  settingsAudit,
  meanwhile,
  whileTheTestRuns,
  growingUp,
  laterLook,
];
