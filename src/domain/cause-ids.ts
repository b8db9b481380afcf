/** Every id of the catalogue in `src/diagnosis/causes`: a team's own causes may not have one of these. */
export const causeIds: readonly string[] = `
dns-name-not-found dns-resolver-failing dns-stale-record ipv6-path-broken dns-one-address-dead
packets-dropped connection-refused connection-reset closed-without-response stale-keepalive large-packets-lost
proxy-variable-interferes ports-exhausted
certificate-expired local-clock-wrong certificate-name-mismatch certificate-untrusted tls-version-mismatch scheme-mismatch
client-certificate-required alpn-h2-only
upgrade-not-forwarded upstream-down upstream-slow no-healthy-upstream idle-timeout connection-lifetime-cap header-too-large
http2-end-to-end authorization-stripped subprotocol-stripped route-missing affinity-missing redirect-on-upgrade waf-blocking
rate-limited instance-limit buffering-proxy
http1-path-broken shallow-health malformed-header client-pool-exhausted extension-mismatch
token-secret-mismatch token-algorithm-mismatch token-claims-mismatch token-expired clock-skew signing-key-unknown
auth-failure-as-1011 test-bypass-disabled test-user-missing origin-rejected login-wall
token-illegal-in-subprotocol subprotocol-not-selected subprotocol-not-offered token-in-wrong-slot
accept-delayed handler-error handler-crash variable-missing handler-returned-early startup-race schema-changed
message-too-big event-loop-blocked policy-violation service-restart try-again-later
backend-saturated backend-slow dependency-hanging database-down pool-exhausted out-of-memory files-exhausted
migration-missing auth-service-down discovery-entry-dead
deploy-in-progress replica-bad stale-version cold-start configuration-drift
concurrency-limit user-connection-cap handler-race http-starved-by-sockets backpressure
event-missing event-out-of-order event-cross-user model-stalled
wrong-target timeout-too-short fake-pass timer-padded tests-not-collected fixture-error order-dependence flaky-test
event-loop-leak client-library-changed wrong-assertion runner-offline
healthy unknown`
  .trim()
  .split(/\s+/u);
