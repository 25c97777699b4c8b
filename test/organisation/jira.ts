/** Jira Data Center of the small organisation: what its API answers, by path. See README.md for what it tells. */

interface Change {
  readonly at: string;
  readonly from: StatusName;
  readonly to: StatusName;
}

const STATUSES = {
  Open: { id: '1', category: 'new' },
  'In Progress': { id: '3', category: 'indeterminate' },
  'In Review': { id: '10001', category: 'indeterminate' },
  Done: { id: '5', category: 'done' },
} as const;
type StatusName = keyof typeof STATUSES;

interface Story {
  readonly number: number;
  readonly type: 'Story' | 'Bug';
  readonly created: string;
  readonly changes: readonly Change[];
}

/** `2 10:00` → `2026-06-02T10:00:00.000+0000`, as Jira writes it. */
const at = (text: string): string => {
  const [day = '', time = ''] = text.split(' ');
  return `2026-06-${day.padStart(2, '0')}T${time}:00.000+0000`;
};

/** The way of an issue: `2 10:00 In Progress` and so on, from Open. */
const story = (
  number: number,
  type: Story['type'],
  created: string,
  ...way: readonly [string, StatusName][]
): Story => {
  let from: StatusName = 'Open';
  const changes = way.map(([when, to]): Change => {
    const change = { at: when, from, to };
    from = to;
    return change;
  });
  return { number, type, created, changes };
};

const stories: readonly Story[] = [
  story(1, 'Story', '1 09:00', ['2 10:00', 'In Progress'], ['4 15:00', 'Done']),
  // Back to Open for four days.
  story(
    2,
    'Story',
    '1 09:30',
    ['3 09:00', 'In Progress'],
    ['5 16:00', 'Open'],
    ['9 09:00', 'In Progress'],
    ['11 17:00', 'Done'],
  ),
  // Never in progress.
  story(3, 'Bug', '2 09:00', ['3 11:00', 'Done']),
  // Two statuses of one state.
  story(4, 'Story', '2 09:00', ['4 09:00', 'In Progress'], ['8 09:00', 'In Review'], ['10 12:00', 'Done']),
  story(5, 'Story', '3 09:00'),
  // Done, and not done after all.
  story(
    6,
    'Story',
    '4 09:00',
    ['8 10:00', 'In Progress'],
    ['9 10:00', 'Done'],
    ['11 10:00', 'In Progress'],
    ['12 10:00', 'Done'],
  ),
  story(7, 'Story', '5 09:00', ['10 09:00', 'In Progress']),
  story(8, 'Story', '8 09:00', ['12 15:00', 'Done']),
  // Begun after the gap.
  story(9, 'Bug', '9 09:00', ['22 09:00', 'In Progress'], ['24 16:00', 'Done']),
  story(10, 'Story', '22 09:00', ['23 09:00', 'In Progress']),
];

const ann = { name: 'ann', key: 'JIRAUSER1', displayName: 'Ann Archer', active: true };

const statusOf = (name: StatusName) => ({
  id: STATUSES[name].id,
  name,
  statusCategory: { key: STATUSES[name].category, name },
});

function issueOf({ number, type, created, changes }: Story, url: string) {
  const last = changes.at(-1);
  return {
    id: String(10_000 + number),
    key: `SHOP-${number}`,
    self: `${url}/api/2/issue/${10_000 + number}`,
    fields: {
      summary: `${type} ${number}`,
      description: null,
      issuetype: { name: type, subtask: false },
      status: statusOf(last?.to ?? 'Open'),
      priority: { name: 'Medium' },
      project: { name: 'Shop' },
      creator: ann,
      created: at(created),
      updated: at(last?.at ?? created),
      resolutiondate: last?.to === 'Done' ? at(last.at) : null,
      comment: { total: 0 },
      worklog: { total: 0 },
    },
    changelog: {
      startAt: 0,
      maxResults: changes.length,
      total: changes.length,
      histories: changes.map((change, index) => ({
        id: String(number * 100 + index),
        author: ann,
        created: at(change.at),
        items: [
          {
            field: 'status',
            fieldtype: 'jira',
            from: STATUSES[change.from].id,
            fromString: change.from,
            to: STATUSES[change.to].id,
            toString: change.to,
          },
        ],
      })),
    },
  };
}

/** What the API answers to a path below `/rest`, whatever the query. */
export function jiraAnswers(path: string, url: string): unknown {
  const issues = stories.map((one) => issueOf(one, url));
  const all = { startAt: 0, maxResults: 100, total: issues.length, issues };
  if (path === '/agile/1.0/board/7') return { id: 7, name: 'Shop', type: 'kanban', self: `${url}${path}` };
  if (path === '/agile/1.0/board/7/configuration') return { id: 7, filter: { id: '70' } };
  if (path === '/agile/1.0/board/7/issue') return all;
  if (path === '/agile/1.0/board/7/sprint') return { startAt: 0, maxResults: 50, isLast: true, values: [] };
  if (path === '/api/2/serverInfo') return { deploymentType: 'Server', version: '9.12.0' };
  if (path === '/api/2/myself') return { ...ann, timeZone: 'Etc/UTC' };
  if (path === '/api/2/user') return { ...ann, emailAddress: 'ann@example.com' };
  if (path === '/api/2/status') return (['Open', 'In Progress', 'In Review', 'Done'] as const).map(statusOf);
  if (path === '/api/2/field' || path === '/api/2/issuetype') return [];
  return path.endsWith('/remotelink') ? [] : undefined;
}
