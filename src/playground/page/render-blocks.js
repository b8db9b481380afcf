import { h, keepChildren } from './dom.js';
import { pictureUrl } from './links.js';
import { renderElement } from './render-elements.js';
import { renderInput } from './render-inputs.js';
import { renderMrkdwn, renderPlain, renderText } from './render-mrkdwn.js';
import { renderRichText } from './render-rich-text.js';
import { renderTable } from './render-table.js';

/**
 * Shows `blocks` in `parent`; a block whose content is the same keeps its nodes, even when an edit gave it another id.
 * A surface is `{ directory, press({ blockId, element, selected }) }`: where the blocks are, and what a click does there.
 */
export function keepBlocks(parent, blocks, surface) {
  const me = surface.directory.me();
  keepChildren(
    parent,
    blocks.map((block, index) => ({
      key: `${index}/${block.type}`,
      version: me + contentOf(block),
      draw: () => drawBlock(block, surface),
    })),
  );
  for (const [index, block] of blocks.entries()) parent.children[index].dataset.blockId = block.block_id ?? '';
}

/** What an input holds belongs to its block id; elsewhere ids mean nothing to the eye, and change with every edit. */
function contentOf(block) {
  return JSON.stringify(block, (key, value) => (key === 'block_id' && block.type !== 'input' ? undefined : value));
}

function drawBlock(block, surface) {
  const draw = Object.hasOwn(drawers, block.type) ? drawers[block.type] : drawUnknown;
  const node = draw(block, { ...surface, blockId: () => node.dataset.blockId });
  node.classList.add('block');
  return node;
}

const drawers = {
  header: (block) => h('div', { class: 'block-header', role: 'heading', 'aria-level': '3' }, renderPlain(block.text)),
  divider: () => h('hr', { class: 'block-divider' }),
  section: drawSection,
  context: drawContext,
  actions: drawActions,
  image: drawImage,
  input: renderInput,
  table: (block, surface) => renderTable(block, surface.directory),
  rich_text: (block, surface) => renderRichText(block, surface.directory),
  markdown: (block, surface) => h('div', {}, renderMrkdwn(String(block.text), surface.directory)),
  file: () => h('div', { class: 'unknown' }, 'A remote file'),
};

function drawUnknown(block) {
  return h('div', { class: 'unknown' }, `A block of type “${String(block.type)}” is not drawn in the playground`);
}

function drawSection(block, surface) {
  const fields = (block.fields ?? []).map((field) =>
    h('div', { class: 'field' }, renderText(field, surface.directory)),
  );
  const body = h(
    'div',
    { class: 'section-body' },
    block.text && h('div', { class: 'section-text' }, renderText(block.text, surface.directory)),
    fields.length > 0 && h('div', { class: 'fields' }, fields),
  );
  const accessory = block.accessory && h('div', { class: 'accessory' }, renderElement(block.accessory, surface));
  return h('div', { class: 'block-section' }, body, accessory);
}

function drawContext(block, surface) {
  const parts = (block.elements ?? []).map((element) =>
    element.type === 'image'
      ? h('img', { class: 'context-image', src: pictureUrl(element.image_url), alt: element.alt_text ?? '' })
      : h('span', { class: 'context-text' }, renderText(element, surface.directory)),
  );
  return h('div', { class: 'block-context' }, parts);
}

function drawActions(block, surface) {
  return h(
    'div',
    { class: 'block-actions' },
    (block.elements ?? []).map((element) => renderElement(element, surface)),
  );
}

function drawImage(block) {
  return h(
    'figure',
    { class: 'block-image' },
    block.title && h('figcaption', { class: 'image-title' }, renderPlain(block.title)),
    h('img', { src: pictureUrl(block.image_url), alt: block.alt_text ?? '', loading: 'lazy' }),
  );
}
