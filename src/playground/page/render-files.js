import { h } from './dom.js';
import { icon } from './icons.js';

const previewLines = 8;
const previewBytes = 4_096;

/** A file of a message: name, type, size, and the beginning of a text; a click opens it in a new tab. */
export function renderFile(file) {
  const href = `/page/files/${encodeURIComponent(file.id)}`;
  const card = h(
    'a',
    { class: 'file', href, target: '_blank', rel: 'noopener', 'data-testid': 'file' },
    h('span', { class: 'file-icon' }, icon('file')),
    h(
      'span',
      { class: 'file-words' },
      h('span', { class: 'file-name' }, file.title || file.name),
      h('span', { class: 'file-kind' }, kindOf(file)),
    ),
  );
  const node = h('div', { class: 'file-box' }, card);
  if (isText(file)) void appendPreview(node, href);
  if (isPicture(file)) node.append(h('img', { class: 'file-picture', src: href, alt: file.alt_txt ?? '' }));
  return node;
}

function isText(file) {
  return (
    /^text\/|json|xml|yaml/u.test(String(file.mimetype)) || /\.(?:log|txt|md|json|xml|ya?ml)$/u.test(String(file.name))
  );
}

function isPicture(file) {
  return /\.(?:png|jpe?g|gif)$/iu.test(String(file.name));
}

function kindOf(file) {
  const name = file.title && file.title !== file.name ? [file.name] : [];
  const kind = file.pretty_type || file.filetype || file.mimetype || 'File';
  const size = typeof file.size === 'number' ? [sizeOf(file.size)] : [];
  return [...name, kind, ...size].join(' · ');
}

function sizeOf(bytes) {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

async function appendPreview(node, href) {
  const text = await readBeginning(href);
  if (text === undefined || text.trim() === '') return;
  const lines = text.split('\n').slice(0, previewLines);
  node.append(h('pre', { class: 'file-preview', 'aria-label': 'Beginning of the file' }, lines.join('\n')));
}

async function readBeginning(href) {
  const response = await fetch(href).catch(() => undefined);
  if (!response?.ok || response.body === null) return undefined;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (text.length < previewBytes) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
  }
  await reader.cancel();
  return text.slice(0, previewBytes);
}
