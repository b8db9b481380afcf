import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

import type { TlsFacts } from '#domain/probe.ts';

import { codeOf, ProbeFault } from './probe-fault.ts';
import { within } from './time-wall.ts';
import type { TimeWall } from './time-wall.ts';
import { readTlsFacts } from './tls-facts.ts';

export interface HandshakeWish {
  readonly host: string;
  readonly alpn: readonly string[];
  readonly context: tls.SecureContext;
  readonly limitMs: number;
}

export interface Handshake {
  readonly facts: TlsFacts;
  readonly socket: tls.TLSSocket;
}

/** Facts are read also of a certificate that is refused; `facts.isTrusted` says whether the socket may be used. */
export async function shakeHands(under: Duplex, wish: HandshakeWish, wall: TimeWall): Promise<Handshake> {
  const host = wish.host.replace(/\.$/u, '');
  const socket = await within<tls.TLSSocket>(wall, wish.limitMs, ({ resolve, reject }) => {
    const made = tls.connect({
      socket: under,
      host,
      servername: net.isIP(host) === 0 ? host : '',
      secureContext: wish.context,
      ALPNProtocols: [...wish.alpn],
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    skipLegacyCertificate(made);
    const onError = (error: unknown): void => reject(asHandshakeFault(error));
    const onClose = (): void => reject(closedInHandshake());
    made.on('error', ignore);
    made.once('error', onError);
    made.once('close', onClose);
    made.once('secureConnect', () => {
      made.removeListener('error', onError);
      made.removeListener('close', onClose);
      resolve(made);
    });
    return () => {
      made.destroy();
      under.destroy();
    };
  });
  return { socket, facts: readTlsFacts(socket, host, distrustOf(socket)) };
}

/**
 * Node makes an object of every certificate and its issuers for `checkServerIdentity`, a third of what a handshake costs.
 * The name is checked by OpenSSL in `readTlsFacts`.
 */
function skipLegacyCertificate(socket: tls.TLSSocket): void {
  Object.assign(socket, { getPeerCertificate: () => ({}) });
}

function ignore(): void {}

/** `authorizationError` holds a code, whatever its type says. */
function distrustOf(socket: tls.TLSSocket): string | undefined {
  if (socket.authorized) return undefined;
  return String(socket.authorizationError ?? 'UNTRUSTED');
}

const says: Readonly<Record<string, string>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: 'the peer does not speak TLS on this port (wrong version number)',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the peer does not speak TLS on this port (packet length too long)',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'the server demands a client certificate',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'no TLS version in common (alert protocol version)',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'no TLS version in common (unsupported protocol)',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'no application protocol in common (ALPN)',
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'the server knows no such name (alert unrecognized name)',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE:
    'no cipher, group or certificate in common, or a client certificate is demanded (alert handshake failure)',
  ECONNRESET: 'reset during the TLS handshake',
};

/** A stable code whatever way OpenSSL's error came: some arrive as `EPROTO` with the reason only in their text. */
export function asTlsFault(error: unknown): ProbeFault {
  if (error instanceof ProbeFault) return error;
  const code = tlsCodeOf(error);
  return new ProbeFault(code, says[code] ?? (error instanceof Error ? sayReason(error) : code));
}

/** Node names the end of a connection like a reset; only that of the system comes with the call that it ended. */
function asHandshakeFault(error: unknown): ProbeFault {
  if (codeOf(error) === 'ECONNRESET' && error instanceof Error && !('syscall' in error)) return closedInHandshake();
  return asTlsFault(error);
}

function closedInHandshake(): ProbeFault {
  return new ProbeFault('CLOSED_IN_HANDSHAKE', 'the server ended the connection (FIN) during the TLS handshake');
}

function tlsCodeOf(error: unknown): string {
  const code = codeOf(error);
  const reason = code === 'EPROTO' && error instanceof Error ? reasonOf(error) : undefined;
  const named = reason === undefined ? code : `ERR_SSL_${reason.toUpperCase()}`;
  if (!named.startsWith('ERR_SSL_')) return named;
  // OpenSSL calls this one alert by two names, one of which is no name of a code: `SSLV3_ALERT_…`, `SSL/TLS_ALERT_…`.
  return named
    .replace(/^ERR_SSL_SSL(?:V3|\/TLS)_ALERT_HANDSHAKE/u, 'ERR_SSL_SSLV3_ALERT_HANDSHAKE')
    .replaceAll(/[^A-Z0-9]+/gu, '_');
}

/** `error:0A000410:SSL routines:ssl3_read_bytes:unrecognized name:../file.c:918:SSL alert number 112`: what is said of it. */
function reasonOf(error: Error): string | undefined {
  return /:SSL routines:[^:]*:([^:\n]+):/u.exec(error.message)?.[1]?.trim();
}

/** The rest of OpenSSL's message differs from one time to the next. */
function sayReason(error: Error): string {
  const reason = reasonOf(error);
  return reason === undefined ? onOneLine(error.message) : `TLS failed: ${reason.slice(0, 200)}`;
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim().slice(0, 200);
}
