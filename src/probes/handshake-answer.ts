/** The head of an HTTP answer. */
export interface AnswerHead {
  readonly version: string;
  readonly status: number;
  readonly statusText: string;
  /** Lower-case name → value; one that came several times is joined with commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** What arrived behind it. */
  readonly rest: Buffer;
}

export interface AnswerFault {
  readonly code: string;
  readonly message: string;
}

export type AnswerReading =
  | { readonly kind: 'head'; readonly head: AnswerHead }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'fault'; readonly fault: AnswerFault };

const mostHeadBytes = 16_384;
const headEnd = Buffer.from('\r\n\r\n');
const statusLine = /^HTTP\/(\d\.\d) (\d{3})(?: ([^\r\n]*))?$/u;

/** Reads the beginning of what a server answered to an upgrade; interim answers (1xx other than 101) are passed over. */
export function readAnswer(bytes: Buffer): AnswerReading {
  const odd = oddAnswer(bytes);
  if (odd !== undefined) return { kind: 'fault', fault: odd };
  const end = bytes.indexOf(headEnd);
  if (end < 0 && bytes.includes('\n\n')) return bareLines;
  if (end < 0) return bytes.length > mostHeadBytes ? tooLong : { kind: 'incomplete' };
  if (end > mostHeadBytes) return tooLong;
  const head = parseHead(bytes.toString('latin1', 0, end), bytes.subarray(end + headEnd.length));
  if (head === undefined) return { kind: 'fault', fault: notHttp(bytes) };
  return head.status >= 100 && head.status < 200 && head.status !== 101
    ? readAnswer(head.rest)
    : { kind: 'head', head };
}

const tooLong: AnswerReading = {
  kind: 'fault',
  fault: { code: 'HEADERS_TOO_LONG', message: `the headers of the answer are longer than ${mostHeadBytes} bytes` },
};

const bareLines: AnswerReading = {
  kind: 'fault',
  fault: {
    code: 'MALFORMED_HEADER',
    message: 'the lines of the headers end with LF alone, which many clients refuse',
  },
};

function parseHead(text: string, rest: Buffer): AnswerHead | undefined {
  const [first = '', ...lines] = text.split('\r\n');
  const match = statusLine.exec(first);
  if (match === null) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) return undefined;
    const name = line.slice(0, colon).trimEnd().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return { version: match[1] ?? '', status: Number(match[2]), statusText: match[3]?.trim() ?? '', headers, rest };
}

/** What cannot become an HTTP/1 answer any more, as soon as its first bytes show it. */
function oddAnswer(bytes: Buffer): AnswerFault | undefined {
  if (bytes.length === 0) return undefined;
  const start = bytes.toString('latin1', 0, Math.min(bytes.length, 5));
  if ('HTTP/'.startsWith(start)) return undefined;
  // A settings frame of HTTP/2: three bytes of length, type 4, on stream 0.
  if (bytes.length >= 9 && bytes[3] === 4 && bytes.readUInt32BE(5) === 0) {
    return { code: 'HTTP2_ANSWER', message: 'the server speaks HTTP/2 at once, it answered with a settings frame' };
  }
  if (bytes.length < 9 && bytes[0] === 0) return undefined;
  return notHttp(bytes);
}

function notHttp(bytes: Buffer): AnswerFault {
  if (bytes[0] === 0x15 && bytes[1] === 0x03) {
    return { code: 'TLS_ANSWER', message: 'a TLS alert was answered: the port wants TLS, and the address is plain' };
  }
  return { code: 'NOT_HTTP', message: `not an HTTP answer: ${printable(bytes)}` };
}

function printable(bytes: Buffer): string {
  const text = bytes.toString('latin1', 0, Math.min(bytes.length, 40));
  if (/^[\t\r\n\u0020-\u007E]*$/u.test(text)) return JSON.stringify(text);
  return `${Math.min(bytes.length, 16)} bytes ${bytes.subarray(0, 16).toString('hex')}`;
}
