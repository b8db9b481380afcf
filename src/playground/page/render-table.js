import { h } from './dom.js';
import { textNodes } from './text-nodes.js';
import { renderRichText } from './render-rich-text.js';

export function renderTable(block, directory) {
  const [head = [], ...rows] = block.rows ?? [];
  const settings = block.column_settings ?? [];
  const cells = (row, tag) =>
    row.map((cell, column) =>
      h(tag, { class: cellClass(settings[column]), scope: tag === 'th' && 'col' }, cellContent(cell, directory)),
    );
  const table = h(
    'table',
    {},
    h('thead', {}, h('tr', {}, cells(head, 'th'))),
    h(
      'tbody',
      {},
      rows.map((row) => h('tr', {}, cells(row, 'td'))),
    ),
  );
  return h('div', { class: 'block-table', tabindex: '0', role: 'region', 'aria-label': 'Table' }, table);
}

function cellClass(setting) {
  const align = ['center', 'right'].includes(setting?.align) ? setting.align : 'left';
  return `align-${align}${setting?.is_wrapped ? ' wrapped' : ''}`;
}

function cellContent(cell, directory) {
  if (cell?.type === 'rich_text') return renderRichText(cell, directory);
  return textNodes(String(cell?.text ?? cell?.value ?? ''));
}
