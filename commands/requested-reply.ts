import type { CommandContext } from '#chat/command.ts';
import { formatAge } from '#domain/age.ts';
import type { Line, Reply, Section, Span } from '#domain/reply.ts';
import type { Run } from '#domain/run.ts';
import type { RequestedRun } from '#suites/request-runs.ts';

/** The answer to a request for runs: which were queued, which are already on their way, what they wait for. */
export async function requestedReply(requested: readonly RequestedRun[], context: CommandContext): Promise<Reply> {
  const lines = await Promise.all(requested.map((each) => lineOf(each, context)));
  const sections: readonly Section[] = lines.length === 1 ? [] : [{ kind: 'list', items: lines }];
  const added = requested.filter((each) => each.added).length;
  return {
    headline:
      lines.length === 1
        ? textOf(lines[0] ?? [])
        : `${added} of ${requested.length} runs queued on ${requested[0]?.run.environment ?? ''}`,
    status: added > 0 ? 'queued' : 'note',
    sections: lines.length === 1 ? linkSection(lines[0] ?? []) : sections,
    actions: [],
    runs: requested.map((each) => each.run.id),
    json: {
      runs: requested.map(({ run, added: isNew }) => ({
        id: run.id,
        suite: run.suite,
        state: run.state,
        added: isNew,
      })),
    },
  };
}

async function lineOf({ run, added, ahead }: RequestedRun, context: CommandContext): Promise<Line> {
  const name = `${run.id}: ${run.suite} on ${run.environment}`;
  if (!added && run.requestId !== context.request.id) {
    const since = formatAge(run.startedAt ?? run.queuedAt, context.now());
    const link = await linkTo(run, context);
    return [`${name} is already ${run.state}, asked for by ${run.requestedBy.name} ${since}`, ...link];
  }
  const [next] = ahead;
  if (next === undefined) return [`${name} starts now`];
  return [
    `${name} is queued at place ${ahead.length}, behind ${ahead
      .map((each) => each.id)
      .slice(0, 5)
      .join(', ')}`,
  ];
}

async function linkTo(run: Run, context: CommandContext): Promise<readonly Span[]> {
  const post = await context.store.posts.get(`${run.id}/root`);
  return post?.permalink === undefined ? [] : [' ', { kind: 'link', text: 'see it', url: post.permalink }];
}

function linkSection(line: Line): readonly Section[] {
  const links = line.filter((span) => typeof span !== 'string');
  return links.length === 0 ? [] : [{ kind: 'text', line: links }];
}

function textOf(line: Line): string {
  return line
    .filter((span) => typeof span === 'string')
    .join('')
    .trim();
}
