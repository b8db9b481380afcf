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
  const made = tls.createSecureContext(ca === undefined ? {} : { ca: [...tls.getCACertificates('default'), ca] });
  if (contexts.size >= mostContexts) contexts.clear();
  contexts.set(ca ?? '', made);
  return made;
}
