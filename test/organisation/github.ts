/** The repository of the small organisation: what GitHub's API answers, by path. See README.md for what it tells. */

const API = '/repos/acme/shop';

/** `2 09:00` → `2026-06-02T09:00:00Z`; seconds may follow. */
const at = (text: string): string => {
  const [day = '', time = ''] = text.split(' ');
  return `2026-06-${day.padStart(2, '0')}T${time.length === 5 ? `${time}:00` : time}Z`;
};
const sha = (name: string): string => name.repeat(40).slice(0, 40);

const people = { ann: 1, bob: 2 } as const;
type Login = keyof typeof people;
const person = (login: Login) => ({ login, id: people[login], type: 'User', html_url: `https://github.com/${login}` });

const repository = {
  id: 77,
  name: 'shop',
  full_name: 'acme/shop',
  html_url: 'https://github.com/acme/shop',
  clone_url: 'https://github.com/acme/shop.git',
  description: 'The shop',
  default_branch: 'main',
  owner: { id: 9 },
  created_at: at('1 08:00'),
  updated_at: at('26 11:00'),
};

/** Main, oldest first; what was merged was squashed. */
const main = [
  { sha: sha('a'), parents: [], at: '1 10:00', message: 'first' },
  { sha: sha('b'), parents: [sha('a')], at: '4 12:00', message: 'SHOP-1 basket (#11)' },
  { sha: sha('c'), parents: [sha('b')], at: '8 15:00', message: 'SHOP-4 checkout (#12)' },
  { sha: sha('d'), parents: [sha('c')], at: '23 10:00', message: 'SHOP-9 totals (#13)' },
  { sha: sha('e'), parents: [sha('d')], at: '26 11:00', message: 'SHOP-10 search (#14)' },
];
const signature = (time: string) => ({ name: 'Ann Archer', email: 'ann@example.com', date: at(time) });
const commit = (one: (typeof main)[number]) => ({
  sha: one.sha,
  commit: { message: one.message, author: signature(one.at), committer: signature(one.at) },
  author: person('ann'),
  committer: person('ann'),
  parents: one.parents.map((parent) => ({ sha: parent })),
});

interface Pull {
  readonly number: number;
  readonly title: string;
  readonly created: string;
  readonly merged: string;
  readonly squashed: string;
  readonly authored: string;
  /** Who reviewed it when. */
  readonly reviews: readonly (readonly [Login, string])[];
}

const pulls: readonly Pull[] = [
  {
    number: 11,
    title: 'SHOP-1 basket',
    created: '3 10:00',
    merged: '4 12:00',
    squashed: sha('b'),
    authored: '2 09:00',
    reviews: [
      ['bob', '3 14:20:30'],
      ['bob', '4 11:00'],
    ],
  },
  {
    number: 12,
    title: 'SHOP-4 checkout',
    created: '8 10:00',
    merged: '8 15:00',
    squashed: sha('c'),
    authored: '8 08:30',
    reviews: [['bob', '8 11:15:20']],
  },
  // Amended while it was open, and reviewed by its author only.
  {
    number: 13,
    title: 'SHOP-9 totals',
    created: '22 09:00',
    merged: '23 10:00',
    squashed: sha('d'),
    authored: '22 12:00',
    reviews: [['ann', '22 13:00']],
  },
  // Not deployed yet.
  {
    number: 14,
    title: 'SHOP-10 search',
    created: '25 09:00',
    merged: '26 11:00',
    squashed: sha('e'),
    authored: '24 09:00',
    reviews: [],
  },
];
const pull = ({ number, title, created, merged, squashed }: Pull) => ({
  id: 5_000 + number,
  number,
  title,
  body: '',
  state: 'closed',
  html_url: `https://github.com/acme/shop/pull/${number}`,
  user: person('ann'),
  labels: [],
  assignees: [],
  requested_reviewers: [],
  draft: false,
  head: { ref: `work-${number}`, sha: sha(String(number)), repo: { id: 77 } },
  base: { ref: 'main', sha: sha('a'), repo: { id: 77 } },
  merge_commit_sha: squashed,
  created_at: at(created),
  updated_at: at(merged),
  closed_at: at(merged),
  merged_at: at(merged),
});
const inPull = (one: Pull, what: string | undefined): unknown => {
  if (what === undefined) return { ...pull(one), additions: 10, deletions: 2, merged_by: person('bob') };
  if (what === 'commits') return [{ sha: sha(`${one.number}`), commit: { author: signature(one.authored) } }];
  if (what !== 'reviews') return [];
  return one.reviews.map(([login, time], index) => ({
    id: one.number * 100 + index,
    user: person(login),
    body: '',
    state: index === one.reviews.length - 1 ? 'APPROVED' : 'COMMENTED',
    commit_id: sha(`${one.number}`),
    submitted_at: at(time),
  }));
};

/** Deployments: three to production that succeeded, one that failed, one to staging. */
const deployments = [
  { id: 301, sha: sha('a'), environment: 'production', created: '2 08:00', state: 'success', ended: '2 08:10' },
  { id: 302, sha: sha('c'), environment: 'production', created: '9 08:50', state: 'success', ended: '9 09:00' },
  { id: 303, sha: sha('d'), environment: 'production', created: '23 11:00', state: 'failure', ended: '23 11:05' },
  { id: 304, sha: sha('d'), environment: 'staging', created: '23 12:00', state: 'success', ended: '23 12:05' },
  { id: 305, sha: sha('d'), environment: 'production', created: '24 09:50', state: 'success', ended: '24 10:00' },
];
const deployment = ({ id, sha: of, environment, created, ended }: (typeof deployments)[number]) => ({
  id,
  node_id: `DE_${id}`,
  sha: of,
  ref: 'main',
  environment,
  original_environment: environment,
  description: '',
  created_at: at(created),
  updated_at: at(ended),
});

interface Ticket {
  readonly number: number;
  readonly title: string;
  readonly label: string;
  readonly created: string;
  readonly closed?: string;
  readonly reopened?: string;
}

const tickets: readonly Ticket[] = [
  { number: 1, title: 'checkout is down', label: 'incident', created: '10 14:00', closed: '10 17:30' },
  { number: 2, title: 'totals are wrong', label: 'incident', created: '24 12:00', closed: '25 12:00' },
  // Closed for a day.
  { number: 3, title: 'a button is grey', label: 'bug', created: '23 14:00', closed: '25 14:00', reopened: '26 14:00' },
];
const issue = ({ number, title, label, created, closed, reopened }: Ticket) => ({
  id: 900 + number,
  number,
  title,
  body: null,
  state: closed !== undefined && reopened === undefined ? 'closed' : 'open',
  html_url: `https://github.com/acme/shop/issues/${number}`,
  user: person('bob'),
  labels: [{ name: label }],
  assignees: [],
  created_at: at(created),
  updated_at: at(reopened ?? closed ?? created),
  closed_at: closed !== undefined && reopened === undefined ? at(closed) : null,
});
/** Newest first, as GitHub lists them. */
const events = tickets
  .flatMap(({ number, closed, reopened }) => [
    ...(closed === undefined ? [] : [{ id: number * 10, event: 'closed', created_at: at(closed), number }]),
    ...(reopened === undefined ? [] : [{ id: number * 10 + 1, event: 'reopened', created_at: at(reopened), number }]),
  ])
  .map(({ number, ...event }) => ({ ...event, actor: person('bob'), issue: { id: 900 + number } }))
  .toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1));

/** What the API answers to a path, whatever the query. */
export function githubAnswers(path: string): unknown {
  const login = /^\/users\/(ann|bob)$/.exec(path)?.[1];
  if (login === 'ann' || login === 'bob') return { ...person(login), name: login, email: null };
  if (path.startsWith('/users/')) return [];
  if (path === API) return repository;
  const [name, id, what] = path.slice(API.length + 1).split('/');
  if (name === 'issues') return id === 'events' ? events : id === 'comments' ? [] : tickets.map(issue);
  if (name === 'pulls') return inPulls(id, what);
  if (name === 'deployments') return inDeployments(id);
  if (name === 'commits') return id === undefined ? main.toReversed().map(commit) : sizeOf(id);
  if (name === 'actions') return { total_count: 0, workflow_runs: [] };
  return id === 'latest' ? undefined : [];
}

function inPulls(id: string | undefined, what: string | undefined): unknown {
  if (id === undefined) return pulls.map(pull);
  const found = pulls.find(({ number }) => number === Number(id));
  return found ? inPull(found, what) : [];
}

function inDeployments(id: string | undefined): unknown {
  if (id === undefined) return deployments.toReversed().map(deployment);
  return deployments
    .filter((one) => one.id === Number(id))
    .map(({ state, ended }) => ({ id: 1, state, created_at: at(ended), updated_at: at(ended) }));
}

const sizeOf = (id: string) => {
  const found = main.find((one) => one.sha === id);
  return found && { ...commit(found), stats: { additions: 10, deletions: 2, total: 12 }, files: [] };
};
