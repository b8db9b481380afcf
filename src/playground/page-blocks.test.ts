import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { types } from '@slack/bolt';
import type { Locator, Page } from 'playwright-core';
import { stagePage, type PageStage } from '#testing/playground-page.ts';
import { needs } from '#testing/tools.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const section = (text: string) => ({ type: 'rich_text_section' as const, elements: [{ type: 'text' as const, text }] });
const hostile = '<img src=x onerror="window.hacked = true"><script>window.hacked = true</script>';
const escaped = hostile.replaceAll('<', '&lt;').replaceAll('>', '&gt;');

describe('a message on the page', needs('chromium'), () => {
  let stage: PageStage;
  let page: Page;

  before(async () => {
    stage = await stagePage();
    page = await stage.open();
  });
  after(async () => {
    await stage.close();
    assert.deepEqual(stage.troubles, []);
  });

  const show = async (...blocks: types.KnownBlock[]): Promise<Locator> => {
    const ts = await stage.post({ text: 'Blocks', blocks });
    const message = page.locator(`article[data-ts="${ts}"]`);
    await message.waitFor();
    return message;
  };

  const richText = (...elements: types.RichTextBlockElement[]) => show({ type: 'rich_text', elements });

  test('a header, a divider, a section with fields and an accessory, and a context are drawn', async () => {
    const message = await show(
      { type: 'header', text: plain('critical failed') },
      { type: 'divider' },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: 'Two of *25*' },
        fields: [{ type: 'mrkdwn', text: '*Suite*\ncritical' }, plain('*not bold*')],
        accessory: { type: 'button', action_id: 'look', text: plain('Look') },
      },
      { type: 'context', elements: [plain('asked for by Mara'), { type: 'mrkdwn', text: '_small_' }] },
    );
    await message.getByRole('heading', { name: 'critical failed' }).waitFor();
    assert.equal(await message.getByRole('separator').count(), 1);
    assert.deepEqual(await message.locator('.field').allInnerTexts(), ['Suite\ncritical', '*not bold*']);
    assert.deepEqual(await message.locator('b').allTextContents(), ['25', 'Suite']);
    await message.getByRole('button', { name: 'Look' }).waitFor();
    assert.equal(await message.locator('.block-context i').textContent(), 'small');
  });

  test('rich text keeps its lists, quotes, preformatted text, styles and references', async () => {
    const message = await richText(
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'strong', style: { bold: true } },
          { type: 'text', text: 'slanted', style: { italic: true } },
          { type: 'text', text: 'gone', style: { strike: true } },
          { type: 'text', text: 'code', style: { code: true } },
          { type: 'link', url: 'https://example.com/', text: 'the report' },
          { type: 'user', user_id: stage.people[0] ?? '' },
          { type: 'usergroup', usergroup_id: 'S0BACKEND01' },
          { type: 'channel', channel_id: stage.onCall },
          { type: 'emoji', name: 'white_check_mark' },
          { type: 'broadcast', range: 'here' },
          { type: 'date', timestamp: 1_732_283_000, format: 'on {date_num}', fallback: 'then' },
          { type: 'color', value: '#ff0000' },
        ],
      },
      { type: 'rich_text_list', style: 'ordered', elements: [section('one'), section('two')] },
      { type: 'rich_text_list', style: 'bullet', indent: 1, elements: [section('deeper')] },
      { type: 'rich_text_quote', elements: [{ type: 'text', text: 'as said' }] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'a\n  b' }] },
    );
    assert.deepEqual(await message.locator('.rich-section > :is(b, i, s, code)').allTextContents(), [
      'strong',
      'slanted',
      'gone',
      'code',
    ]);
    assert.equal(await message.getByRole('link', { name: 'the report' }).getAttribute('href'), 'https://example.com/');
    assert.deepEqual(await message.locator('.mention').allTextContents(), [
      '@mara',
      '@backend-oncall',
      '#on-call',
      '@here',
    ]);
    assert.equal(await message.locator('.mention-me').count(), 2);
    await message.getByRole('img', { name: 'white check mark' }).waitFor();
    assert.match((await message.locator('time').last().textContent()) ?? '', /^on 11\/2\d\/2024$/u);
    assert.deepEqual(await message.locator('ol > li').allTextContents(), ['one', 'two']);
    assert.deepEqual(await message.locator('ul.indent-1 > li').allTextContents(), ['deeper']);
    assert.equal(await message.locator('blockquote').textContent(), 'as said');
    assert.equal(await message.locator('pre').textContent(), 'a\n  b');
  });

  test('a table has column heads, rows and alignment', async () => {
    const message = await show({
      type: 'table',
      column_settings: [{ align: 'left' }, { align: 'right' }],
      rows: [
        [
          { type: 'raw_text', text: 'suite' },
          { type: 'raw_text', text: 'tests' },
        ],
        [
          { type: 'raw_text', text: 'critical' },
          { type: 'raw_text', text: '25' },
        ],
      ],
    });
    assert.deepEqual(await message.getByRole('columnheader').allTextContents(), ['suite', 'tests']);
    assert.deepEqual(await message.getByRole('cell').allTextContents(), ['critical', '25']);
    assert.match((await message.getByRole('cell', { name: '25' }).getAttribute('class')) ?? '', /align-right/u);
  });

  test('mrkdwn is read as Slack reads it', async () => {
    const text = [
      '*bold* _italic_ ~strike~ `*code*` snake_case_word 2*3*4 *_both_*',
      '&gt; quoted',
      '<https://example.com/a?b=1&amp;c=2|label> <@U0TENELEVEN> <!subteam^S0BACKEND01> <!channel>',
      '```fenced *text*```',
      '&lt;b&gt; &amp;lt; :x: :nonsense:',
    ].join('\n');
    const message = await show({ type: 'section', text: { type: 'mrkdwn', text } });
    const all = (selector: string) => message.locator(`.section-text ${selector}`).allTextContents();
    assert.deepEqual(await all('b'), ['bold', 'both']);
    assert.deepEqual(await all('i'), ['italic', 'both']);
    assert.deepEqual(await all('code'), ['*code*']);
    assert.deepEqual(await all('blockquote'), ['quoted']);
    assert.deepEqual(await all('pre'), ['fenced *text*']);
    assert.deepEqual(await all('.mention'), ['@teneleven', '@backend-oncall', '@channel']);
    assert.equal(
      await message.getByRole('link', { name: 'label' }).getAttribute('href'),
      'https://example.com/a?b=1&c=2',
    );
    const words = (await message.innerText()).replaceAll('\n', ' ');
    assert.match(words, /snake_case_word 2\*3\*4/u);
    assert.match(words, /<b> &lt; .*:nonsense:/u);
  });

  test('hostile text stays text wherever it stands', async () => {
    const option = { text: plain(hostile.slice(0, 70)), value: 'one' };
    const message = await show(
      { type: 'header', text: plain(hostile) },
      { type: 'section', text: { type: 'mrkdwn', text: escaped }, fields: [plain(hostile)] },
      { type: 'context', elements: [plain(hostile), { type: 'mrkdwn', text: `\`${escaped}\`` }] },
      {
        type: 'actions',
        elements: [
          { type: 'button', action_id: 'hostile', text: plain(hostile.slice(0, 70)) },
          { type: 'static_select', action_id: 'hostile-select', placeholder: plain('Pick'), options: [option] },
        ],
      },
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: hostile }] }],
      },
      { type: 'table', rows: [[{ type: 'raw_text', text: hostile }], [{ type: 'raw_text', text: hostile }]] },
    );
    assert.equal(await message.getByRole('heading').textContent(), hostile);
    assert.equal(await message.locator('pre').textContent(), hostile);
    assert.equal(await page.locator('.list img, .list script').count(), 0);
    assert.equal(await page.evaluate('window.hacked'), undefined);
  });

  test('a link that is no web or mail address cannot be clicked', async () => {
    const addresses = [
      'javascript:window.hacked=true',
      'JaVaScRiPt:window.hacked=true',
      'data:text/html,hi',
      'vbscript:x',
    ];
    await stage.post({ text: '<https://example.com/|a way out>' });
    for (const url of addresses) await stage.post({ text: `<${url}|a trap>` });
    await page
      .getByTestId('channel')
      .getByText('a trap')
      .nth(addresses.length - 1)
      .waitFor();
    assert.equal(await page.getByTestId('channel').getByRole('link', { name: 'a trap' }).count(), 0);
    const schemes = `[...new Set([...document.querySelectorAll('.list a[target]')].map((link) => new URL(link.href).protocol))]`;
    assert.deepEqual(await page.evaluate(schemes), ['https:']);
  });

  test('reading a text is linear in its length', async () => {
    const reading = `import('/mrkdwn.js').then(({ parseMrkdwn }) => {
      const texts = ['*a _b ~c ', '<', '\`', '*_~', '>a\\n', '*a*', 'http://', '\`\`\`', '<@U1|'].map((part) => part.repeat(40_000 / part.length));
      const startedAt = performance.now();
      for (const text of texts) parseMrkdwn(text);
      return performance.now() - startedAt;
    })`;
    const elapsedMs = Number(await page.evaluate(reading));
    assert.ok(elapsedMs < 1_500, `${elapsedMs} ms`);
  });
});
