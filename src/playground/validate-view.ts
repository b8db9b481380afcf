import { plainText } from './block-kit/composition.ts';
import { boolean, object, oneOf, problem, string, type Check } from './block-kit/check.ts';
import type { SlackJson } from './contract.ts';
import { recordsOf } from './json.ts';
import { problemsOf } from './validate-blocks.ts';
import { refusalOf } from './validate-message.ts';

/** https://docs.slack.dev/reference/views */
const common = {
  blocks: (): readonly string[] => [],
  private_metadata: string({ max: 3_000 }),
  callback_id: string({ max: 255 }),
  external_id: string({ max: 255 }),
} as const;

const shapes: Readonly<Record<'modal' | 'home', Check>> = {
  modal: object(
    {
      ...common,
      title: plainText(24),
      submit: plainText(24),
      close: plainText(24),
      clear_on_close: boolean,
      notify_on_close: boolean,
      submit_disabled: boolean,
    },
    ['type', 'title', 'blocks'],
  ),
  home: object(common, ['type', 'blocks']),
};

/** Throws a `Refusal` (`invalid_arguments`) that names each problem of a view. */
export function assertView(view: SlackJson, type: 'modal' | 'home'): void {
  const problems = viewProblems(view, type);
  if (problems.length > 0) throw refusalOf('invalid_arguments', problems);
}

/** What Slack would say against a view; empty when it takes it. */
export function viewProblems(view: SlackJson, type: 'modal' | 'home'): readonly string[] {
  return [
    ...oneOf(type)(view['type'], '/view/type'),
    ...shapes[type](view, '/view'),
    ...(view['blocks'] === undefined ? [] : problemsOf(view['blocks'], type, '/view/blocks')),
    ...(type === 'modal' && view['submit'] === undefined ? inputsWithoutSubmit(view) : []),
  ];
}

function inputsWithoutSubmit(view: SlackJson): readonly string[] {
  return recordsOf(view['blocks']).flatMap((block, index) =>
    block['type'] === 'input'
      ? problem('must define `submit` to use an `input` block in modals', `/view/blocks/${index}/input`)
      : [],
  );
}
