/**
 * `node deploy.mjs [--sign-in]`: builds the stack, pushes the image, starts it. Each step that fails ends it with 1, and
 * nothing that comes after is done. The registry and the machine that starts images are `RELEASES_URL`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { buildImage, readSource } from './source.mjs';

const { RELEASES_URL = '', REGISTRY_PASSWORD = '', REGISTRY_TOKEN = '' } = process.env;
const requestMs = 5_000;
const startMs = 20_000;

async function ask(method, path, { body, token } = {}) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const signal = AbortSignal.timeout(requestMs);
  const response = await fetch(`${RELEASES_URL}${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
    signal,
  });
  return { status: response.status, body: await response.json() };
}

function stopAt(step, said) {
  console.log(`${step} failed: ${said}`);
  console.log('Nothing was started: what ran before runs still');
  process.exit(1);
}

function build() {
  const files = readSource();
  const image = buildImage(files);
  console.log(`Built stack:${image.version.slice(0, 12)} of ${files.length} files`);
  console.log(`${image.layer.length} bytes, ${image.digest}`);
  return image;
}

async function signIn() {
  const { status, body } = await ask('POST', '/login', { body: { password: REGISTRY_PASSWORD } });
  if (status !== 200) stopAt('Sign-in', body.error);
  console.log('Signed in to the registry');
  return body.token;
}

async function push({ version, layer, digest }, token) {
  console.log(`Pushing stack:${version.slice(0, 12)} to ${new URL(RELEASES_URL).host}`);
  const { status, body } = await ask('PUT', '/images', {
    token,
    body: { version, digest, layer: layer.toString('base64') },
  });
  if (status !== 201) stopAt('Push', body.error);
  console.log(`Pushed, digest: ${body.digest}`);
}

async function start({ version, digest }) {
  const { status, body } = await ask('POST', '/start', { body: { version, digest } });
  if (status !== 202) stopAt('Start', body.error);
  const deadline = Date.now() + startMs;
  while (Date.now() < deadline) {
    const { body: running } = await ask('GET', '/running');
    if (running.version === version) return console.log(`Started stack:${version.slice(0, 12)}: api and auth run it`);
    await wait(100);
  }
  stopAt('Start', `api and auth did not run it within ${startMs / 1_000} s`);
}

const image = build();
const token = process.argv.includes('--sign-in') ? await signIn() : REGISTRY_TOKEN;
await push(image, token);
await start(image);
