import { type Answer, pagesOf } from './answer.ts';
import { isoOf } from './calendar.ts';
import { idOf, userOf } from './github-answers.ts';
import type { ProductYear } from './organisation.ts';
import { columnOf, type Issue, resolvedAt } from './work.ts';

const LABELS = { STORY: 'feature', BUG: 'bug', TASK: 'chore', INCIDENT: 'incident' } as const;

/** What GitHub would have answered about the issues of a repository, and how they changed. */
export function issueAnswers({ product, issues }: ProductYear, base: string): readonly Answer[] {
  const id = ({ number }: Issue): number => product.repository.id * 100_000 + number;
  const events = issues.flatMap((issue) => changesOf(issue).map((change) => ({ ...change, issue: { id: id(issue) } })));
  return [
    ...pagesOf(
      'issues',
      `${base}/issues?state=all&sort=created&direction=asc&per_page=100`,
      issues.map((issue) => {
        const closed = resolvedAt(issue);
        const isActive = ['In Progress', 'In Review'].includes(columnOf(issue));
        const labels = [LABELS[issue.type], issue.priority, `component/${issue.component}`];
        if (issue.type === 'BUG') labels.push(issue.severity);
        if (isActive) labels.push('in progress');
        return {
          id: id(issue),
          number: issue.number,
          title: issue.title,
          body: 'A made-up issue of the sample organisation.',
          state: closed === undefined ? 'open' : 'closed',
          html_url: `https://github.com/${product.repository.name}/issues/${issue.number}`,
          user: userOf(issue.creator),
          labels: labels.map((name) => ({ name })),
          assignees: issue.assignee ? [userOf(issue.assignee)] : [],
          created_at: isoOf(issue.createdAt),
          updated_at: isoOf(Math.max(issue.createdAt, issue.moves.at(-1)?.at ?? 0)),
          closed_at: closed === undefined ? null : isoOf(closed),
        };
      }),
    ),
    ...pagesOf(
      'issue_events',
      `${base}/issues/events?per_page=100`,
      events.sort((a, b) => b.at - a.at).map(({ at, ...event }) => ({ ...event, created_at: isoOf(at) })),
    ),
  ];
}

/** GitHub tells labels, assignees, and that an issue was closed or opened again. */
function changesOf(issue: Issue) {
  return issue.moves.flatMap(({ at, from, to, by }, i) => {
    const events = [
      ...(i === 0 ? [{ event: 'assigned', assignee: userOf(by) }] : []),
      ...(from === 'Done' ? [{ event: 'reopened' }] : []),
      ...(to === 'Done' ? [{ event: 'closed' }] : []),
    ];
    return events.map((event) => ({
      ...event,
      id: idOf(`${issue.number} ${at} ${event.event}`),
      actor: userOf(by),
      at,
    }));
  });
}
