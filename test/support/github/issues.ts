import { someone } from './people.ts';
import { pick, words } from './seeded.ts';
import { minute, REPOSITORY, updatedAt, type World } from './world.ts';

const API = `https://api.github.com/repos/${REPOSITORY.name}`;
const HTML = `https://github.com/${REPOSITORY.name}`;
const LABELS = ['bug', 'feature', 'priority/high', 'component/web', 'good first issue'] as const;

/** A label, as an object. */
const label = (name: string) => ({ id: 1 + name.length, name, color: 'ededed', default: false, url: `${API}/labels` });

/** Labels that the seed names: none, one or two. */
export const someLabels = (seed: string) =>
  LABELS.filter((_, i) => pick(`${seed} label ${i}`, 4) === 0)
    .slice(0, 2)
    .map(label);

/** A milestone, counted from 0. */
export const milestone = (index: number) => ({
  id: 7000 + index,
  number: index + 1,
  title: `v${index + 1}`,
  url: `${API}/milestones/${index + 1}`,
  state: index === 0 ? 'closed' : 'open',
  created_at: minute(index),
  updated_at: minute(index + 1),
  closed_at: index === 0 ? minute(500) : null,
});

/** How many milestones there are. */
export const MILESTONES = 3;

/** When the issue or pull request of this number was updated last, without making it. */
export const issueUpdatedAt = (world: World, number: number): string =>
  updatedAt(world, `issue ${number}`, minute(number * 10 + 5));

/** An entry of the issue list by its number; behind the issues come the pull requests. */
export function issue(world: World, number: number) {
  const seed = `${world.seed} issue ${number}`;
  const closed = pick(`${seed} closed`, 2) === 1;
  const isPull = number > world.size.issues;
  const changed = world.changed.has(`issue ${number}`);
  const assignees = pick(`${seed} assigned`, 2) === 1 ? [someone(`${seed} assignee`)] : [];
  const url = `${API}/issues/${number}`;
  return {
    id: 100_000 + number,
    node_id: `I_${number}`,
    number,
    title: `${words(seed, 6)}${changed ? ' (edited)' : ''}`,
    body: words(`${seed} body`, 60),
    state: closed ? 'closed' : 'open',
    url,
    repository_url: API,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${HTML}/issues/${number}`,
    user: someone(`${seed} author`),
    labels: someLabels(seed),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: pick(`${seed} milestone`, 3) === 0 ? milestone(number % MILESTONES) : null,
    ...(isPull && { pull_request: { url: `${API}/pulls/${number}` } }),
    locked: false,
    comments: 1,
    created_at: minute(number * 10),
    updated_at: issueUpdatedAt(world, number),
    closed_at: closed ? minute(number * 10 + 4) : null,
    author_association: 'NONE',
    reactions: { url: `${url}/reactions`, total_count: 0, '+1': 0, '-1': 0, laugh: 0, hooray: 0, heart: 0 },
  };
}

/** A comment on every third entry of the issue list, counted from 0. */
export function issueComment(world: World, index: number) {
  const number = (index + 1) * 3;
  const seed = `${world.seed} comment ${index}`;
  return {
    id: 300_000 + index,
    issue_url: `${API}/issues/${number}`,
    html_url: `${HTML}/issues/${number}#issuecomment-${300_000 + index}`,
    user: someone(seed),
    body: words(seed, 12),
    created_at: minute(number * 10 + 2),
    updated_at: minute(number * 10 + 2),
  };
}

/** How many comments there are. */
export const commentCount = ({ size }: World): number => Math.floor((size.issues + size.pulls) / 3);

/** An event of the issue of this number: it got a label. */
export function issueEvent(world: World, number: number) {
  const seed = `${world.seed} event ${number}`;
  const { id, pull_request } = issue(world, number);
  return {
    id: 400_000 + number,
    url: `${API}/issues/events/${400_000 + number}`,
    event: 'labeled',
    actor: someone(seed),
    label: { name: LABELS[pick(seed, LABELS.length)] },
    issue: { id, number, ...(pull_request && { pull_request }) },
    created_at: minute(number * 10 + 3),
  };
}
