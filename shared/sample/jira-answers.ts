import { type Answer, oneOf, pagesOf } from './answer.ts';
import { isoOf } from './calendar.ts';
import { fixedIn } from './delivery.ts';
import type { ProductYear } from './organisation.ts';
import type { Person, Product } from './products.ts';
import { type Column, columnOf, columns, type Issue, resolvedAt, type SprintChange } from './work.ts';

/** Where the sample's Jira would be; nobody is asked. */
export const JIRA = 'https://jira.sample.invalid';

/** The mapping of the sample's boards. */
export const jiraConfig = {
  typeMappings: {
    Story: { standardType: 'REQUIREMENT' },
    Bug: { standardType: 'BUG' },
    Incident: { standardType: 'INCIDENT' },
    Task: { standardType: 'TASK' },
  },
  storyPointField: 'customfield_10024',
  stateOrder: [...columns],
  originLabels: '^ops$',
} as const;

const STATUSES: Readonly<Record<Column, { readonly id: string; readonly category: string }>> = {
  Backlog: { id: '1', category: 'new' },
  'In Progress': { id: '3', category: 'indeterminate' },
  'In Review': { id: '10100', category: 'indeterminate' },
  Done: { id: '10001', category: 'done' },
};
const TYPES = { STORY: 'Story', BUG: 'Bug', TASK: 'Task', INCIDENT: 'Incident' } as const;

const statusOf = (name: Column) => ({
  id: STATUSES[name].id,
  name,
  statusCategory: { key: STATUSES[name].category },
});
const personOf = ({ login, name }: Person) => ({ key: login, name: login, displayName: name, active: true });

/** The board as a scope keeps it. */
export const boardData = ({ name, board }: Product) => ({
  id: String(board),
  name: `${name} board`,
  self: `${JIRA}/rest/agile/1.0/board/${board}`,
  type: 'scrum',
  deployment: 'Server',
  timeZone: 'Etc/UTC',
  filterId: '',
});

/** What Jira would have answered about a product's board in the year. */
export function jiraAnswers(year: ProductYear): readonly Answer[] {
  const { product, sprints, issues } = year;
  const { id, name, self, type } = boardData(product);
  const people = product.team.map((person) =>
    oneOf('users', `/api/2/user?key=${person.login}`, personOf(person), { key: person.login, name: person.login }),
  );
  const board = `/agile/1.0/board/${id}`;
  return [
    oneOf('board', board, { id: Number(id), name, self, type }),
    { ...oneOf('statuses', '/api/2/status', columns.map(statusOf)), request: { target: '/api/2/status', page: 1 } },
    ...pagesOf(
      'sprints',
      `${board}/sprint?state=active%2Cclosed%2Cfuture&maxResults=50&startAt=0`,
      sprints.map((sprint) => {
        const isOver = sprint.ends < year.until;
        return {
          id: sprint.id,
          self: `${JIRA}/rest/agile/1.0/sprint/${sprint.id}`,
          state: isOver ? 'closed' : 'active',
          name: `${product.key} ${sprint.name}`,
          startDate: isoOf(sprint.starts),
          endDate: isoOf(sprint.ends),
          ...(isOver && { completeDate: isoOf(sprint.ends) }),
          originBoardId: Number(id),
        };
      }),
      (values) => ({ maxResults: 50, startAt: 0, isLast: true, values }),
    ),
    ...pagesOf(
      'issues',
      `${board}/issue?jql=ORDER+BY+created+ASC&expand=changelog&maxResults=100&startAt=0`,
      issues.map((issue) => issueOf(issue, year)),
      (some) => ({ total: issues.length, issues: some }),
    ),
    ...people,
  ];
}

function issueOf(issue: Issue, { product, releases, until }: ProductYear) {
  const id = idOf(issue, product);
  const version = fixedIn(issue, releases);
  const resolved = resolvedAt(issue);
  const [current, ...past] = (issue.sprints.at(-1)?.to ?? []).toReversed();
  return {
    id,
    key: `${product.key}-${issue.number}`,
    self: `${JIRA}/rest/api/2/issue/${id}`,
    fields: {
      summary: issue.title,
      description: `${issue.title}. This is a made-up issue of the sample organisation.`,
      issuetype: { name: TYPES[issue.type], subtask: false },
      status: statusOf(columnOf(issue)),
      priority: { name: issue.priority },
      project: { name: product.name },
      components: [{ name: issue.component }],
      fixVersions: version === undefined ? [] : [{ name: version }],
      labels: issue.isFromOperations ? ['ops'] : [],
      creator: personOf(issue.creator),
      reporter: personOf(issue.creator),
      assignee: issue.assignee ? personOf(issue.assignee) : null,
      sprint: current === undefined ? null : { id: current },
      closedSprints: past.map((sprint) => ({ id: sprint })),
      timeoriginalestimate: issue.estimateMinutes * 60 || null,
      timespent: issue.spentMinutes * 60 || null,
      duedate: issue.dueAt === undefined ? null : isoOf(issue.dueAt).slice(0, 10),
      created: isoOf(issue.createdAt),
      updated: isoOf(Math.max(issue.createdAt, issue.moves.at(-1)?.at ?? 0, issue.sprints.at(-1)?.at ?? 0)),
      resolutiondate: resolved === undefined ? null : isoOf(resolved),
      customfield_10024: issue.points || null,
      comment: { total: 0 },
      worklog: { total: 0 },
    },
    changelog: { histories: historiesOf(issue, id).filter(({ created }) => Date.parse(created) < until) },
  };
}

/** The number of a Jira issue: unique in the connection, whatever the board. */
const idOf = ({ number }: Issue, { board = 0 }: Product): string => String(board * 100_000 + number);

function historiesOf(issue: Issue, id: string) {
  const moves = issue.moves.map(({ at, from, to, by }) => ({ at, by, item: statusItem(from, to) }));
  const sprints = issue.sprints.map((change) => ({ at: change.at, by: issue.creator, item: sprintItem(change) }));
  return [...moves, ...sprints]
    .sort((a, b) => a.at - b.at)
    .map(({ at, by, item }, i) => ({ id: `${id}${i}`, author: personOf(by), created: isoOf(at), items: [item] }));
}

const statusItem = (from: Column, to: Column) => ({
  field: 'status',
  fieldtype: 'jira',
  fieldId: 'status',
  from: STATUSES[from].id,
  fromString: from,
  to: STATUSES[to].id,
  toString: to,
});

const sprintItem = ({ from, to }: SprintChange) => ({
  field: 'Sprint',
  fieldtype: 'custom',
  fieldId: 'customfield_10020',
  from: from.join(', '),
  fromString: from.join(', '),
  to: to.join(', '),
  toString: to.join(', '),
});
