import { promisify } from 'node:util';
import zlib from 'node:zlib';

import { cutShort } from './cut-short.ts';
import { bodyTooLarge, mostBodyBytes } from './http-body-sink.ts';
import { codeOf, ProbeFault } from './probe-fault.ts';

type Decoder = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  'x-gzip': promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  deflate: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate),
  br: promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
  zstd: promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress),
};

const mostLayers = 3;

/** The body as it was before its encodings. Rejects with `BODY_TOO_LARGE` beyond 1 MiB, `BODY_ENCODING` for what cannot be read. */
export async function decodeBody(wire: Buffer, contentEncoding: string | undefined): Promise<Buffer> {
  if (contentEncoding === undefined || wire.length === 0) return wire;
  const names = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > mostLayers) throw new ProbeFault('BODY_ENCODING', `${names.length} encodings over one another`);
  let bytes = wire;
  for (const name of names.toReversed()) bytes = await decodeLayer(bytes, name);
  return bytes;
}

async function decodeLayer(bytes: Buffer, name: string): Promise<Buffer> {
  const decode = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (decode === undefined) throw new ProbeFault('BODY_ENCODING', `unknown encoding "${cutShort(name, 40)}"`);
  try {
    return await decode(bytes, { maxOutputLength: mostBodyBytes });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge(`body behind ${name}`);
    throw new ProbeFault('BODY_ENCODING', `body is not ${name}: ${code}`);
  }
}
