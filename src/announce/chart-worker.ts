import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

import { initWasm, Resvg } from '@resvg/resvg-wasm';

const fileOf = (name: string): Promise<Buffer> => readFile(fileURLToPath(import.meta.resolve(name)));

/** `workerData` is the SVG; the answer is the PNG. */
const [program, regular, bold] = await Promise.all([
  fileOf('@resvg/resvg-wasm/index_bg.wasm'),
  fileOf('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  fileOf('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
]);
await initWasm(program);
const font = { fontBuffers: [regular, bold], defaultFontFamily: 'DejaVu Sans', loadSystemFonts: false };
const picture = new Resvg(String(workerData), { font, fitTo: { mode: 'original' } }).render().asPng();
parentPort?.postMessage(picture);
