import { TextDecoder } from 'node:util';

/**
 * Decodes a report by its byte order mark, else by the encoding it declares, else as UTF-8. What does not fit is
 * replaced (U+FFFD), and a declaration that cannot be true is ignored.
 */
export function reportDecoder(head: Uint8Array): TextDecoder {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return new TextDecoder('utf-16le');
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return new TextDecoder('utf-16be');
  const start = new TextDecoder('latin1').decode(head.subarray(0, 256));
  const declared = /<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1] ?? 'utf-8';
  // It was read byte by byte to get here, so it is no UTF-16 or UTF-32.
  return decoderNamed(/^(?:utf-?(?:16|32)|ucs)/i.test(declared) ? 'utf-8' : declared);
}

function decoderNamed(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}
