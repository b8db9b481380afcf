import { closed, failsAgain, forms, passesAgain, report, tokens, wellHttp, type Scene } from './scene.ts';

const denied = {
  ...wellHttp,
  ...failsAgain,
  ...report('upgrade', 'InvalidStatus', { 'report.status': 401 }),
  ...tokens('upgrade STATUS_401', 'upgrade STATUS_401'),
  ...forms('upgrade STATUS_401', 'upgrade STATUS_401'),
  'ws.plain': 'upgrade STATUS_401',
  'http.signed-in': 'response STATUS_401',
  'clock.offset-seconds': 0,
} as const;

const audited = { 'audit.token-algorithm': true, 'audit.token-claims': true, 'audit.signing-key': true } as const;

/** auth and subprotocol. */
export const signInScenes: readonly Scene[] = [
  {
    id: 'token-secret-mismatch',
    facts: {
      ...denied,
      ...audited,
      'http.phrase': 'signature',
      'http.body': 'json',
      'ws.other-user': 'upgrade STATUS_401',
    },
    unlike: ['token-claims-mismatch', 'test-user-missing'],
  },
  {
    id: 'token-algorithm-mismatch',
    facts: { ...denied, ...audited, 'audit.token-algorithm': false },
    unlike: ['token-secret-mismatch', 'token-claims-mismatch'],
  },
  {
    id: 'token-claims-mismatch',
    facts: { ...denied, ...audited, 'audit.token-claims': false },
    unlike: ['token-secret-mismatch', 'token-algorithm-mismatch'],
  },
  {
    id: 'token-expired',
    facts: {
      ...wellHttp,
      ...passesAgain,
      ...report('http', 'HTTPStatusError', {
        'report.status': 401,
        'report.late-only': true,
        'report.phrase': 'token-expired',
      }),
      ...tokens('ok', 'upgrade STATUS_401'),
      'ws.token.expired': 'upgrade STATUS_401',
      'ws.plain': 'ok',
    },
    unlike: ['token-secret-mismatch', 'clock-skew'],
  },
  {
    id: 'clock-skew',
    facts: {
      ...denied,
      'clock.offset-seconds': -90,
      'clock.others-offset-seconds': 0,
      'http.phrase': 'token-not-yet-valid',
    },
    unlike: ['token-secret-mismatch', 'local-clock-wrong'],
  },
  {
    id: 'signing-key-unknown',
    facts: { ...denied, ...audited, 'audit.signing-key': false, 'ws.token.issued': 'upgrade STATUS_401' },
    unlike: ['token-secret-mismatch', 'token-algorithm-mismatch'],
  },
  {
    id: 'auth-failure-as-1011',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...closed(1011),
      ...tokens('auth CLOSE_1011', 'auth CLOSE_1011'),
      'ws.plain': 'auth CLOSE_1011',
      'ws.close-reason': 'prose',
      'http.signed-in': 'response STATUS_401',
    },
    unlike: ['handler-error', 'token-secret-mismatch'],
  },
  {
    id: 'test-bypass-disabled',
    facts: { ...denied, 'audit.missing-variable': 'E2E_OAUTH_SIMULATION_KEY', 'audit.drift': true },
    unlike: ['variable-missing', 'token-secret-mismatch'],
  },
  {
    id: 'test-user-missing',
    facts: {
      ...denied,
      ...tokens('upgrade STATUS_403', 'upgrade STATUS_401'),
      'ws.plain': 'upgrade STATUS_403',
      'http.signed-in': 'response STATUS_403',
      'ws.other-user': 'ok',
    },
    unlike: ['token-secret-mismatch', 'test-bypass-disabled'],
  },
  {
    id: 'origin-rejected',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('upgrade', 'InvalidStatus', { 'report.status': 403 }),
      'ws.plain': 'upgrade STATUS_403',
      'ws.origin.none': 'ok',
      'ws.origin.other': 'upgrade STATUS_403',
      'http.body': 'text',
    },
    unlike: ['waf-blocking', 'route-missing'],
  },
  {
    id: 'login-wall',
    facts: {
      ...failsAgain,
      ...report('upgrade', 'InvalidStatus', { 'report.status': 302 }),
      'ws.plain': 'upgrade STATUS_302',
      'http.shallow': 'response STATUS_302',
      'http.any-path': 'response STATUS_302',
      'http.body': 'sign-in',
      'control.reachable': true,
    },
    unlike: ['redirect-on-upgrade', 'token-secret-mismatch'],
  },
  {
    id: 'token-illegal-in-subprotocol',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('before-io', 'ValueError', { 'report.phrase': 'invalid-subprotocol', 'report.duration': 'instant' }),
      ...forms('ok', 'subprotocol TOKEN_ILLEGAL_IN_SUBPROTOCOL'),
    },
    unlike: ['client-library-changed', 'subprotocol-not-offered'],
  },
  {
    id: 'subprotocol-not-selected',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('upgrade', 'Error', { 'report.phrase': 'no-subprotocol' }),
      ...tokens('subprotocol SUBPROTOCOL_NOT_SELECTED', 'upgrade STATUS_401'),
      ...forms('ok', 'subprotocol SUBPROTOCOL_NOT_SELECTED'),
      'ws.plain': 'subprotocol SUBPROTOCOL_NOT_SELECTED',
      'ws.subprotocol-selected': false,
    },
    unlike: ['subprotocol-stripped', 'subprotocol-not-offered'],
  },
  {
    id: 'subprotocol-not-offered',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('upgrade', 'NegotiationError', { 'report.phrase': 'unsupported-subprotocol' }),
      'ws.plain': 'subprotocol SUBPROTOCOL_NOT_OFFERED',
    },
    unlike: ['subprotocol-not-selected', 'extension-mismatch'],
  },
  {
    id: 'token-in-wrong-slot',
    facts: {
      ...wellHttp,
      ...failsAgain,
      ...report('upgrade', 'InvalidStatus', { 'report.status': 403 }),
      ...tokens('upgrade STATUS_403', 'upgrade STATUS_403'),
      ...forms('ok', 'upgrade STATUS_403', 'ok'),
      'ws.other-form': true,
      'ws.plain': 'upgrade STATUS_403',
    },
    unlike: ['subprotocol-stripped', 'token-secret-mismatch'],
  },
];
