import tls from 'node:tls';

const mostContexts = 32;
const contexts = new Map<string, tls.SecureContext>();

/**
 * The secure context for Node's authorities (with NODE_EXTRA_CA_CERTS) and those of a PEM. Kept, because making one with
 * further authorities parses all of them again (25 ms).
 */
export function contextOf(ca: string | undefined): tls.SecureContext {
  const known = contexts.get(ca ?? '');
  if (known !== undefined) return known;
  const made = tls.createSecureContext({ ecdhCurve, ...authorities(ca) });
  if (contexts.size >= mostContexts) contexts.clear();
  contexts.set(ca ?? '', made);
  return made;
}

/** The classic groups alone: a hello with a post-quantum key share is twice as long and costs 6 % more of a handshake. */
const ecdhCurve = 'X25519:P-256:P-384:P-521';

function authorities(ca: string | undefined): tls.SecureContextOptions {
  return ca === undefined ? {} : { ca: [...tls.getCACertificates('default'), ca] };
}
