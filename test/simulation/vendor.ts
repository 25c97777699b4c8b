import { createHash } from 'node:crypto';
import { readReply } from '../../shared/http/read-reply.ts';
import type { Question, Reply } from '../../shared/pipeline/ports.ts';
import type { Answer } from '../../shared/plugin-sdk/answer.ts';
import type { Chance } from './chance.ts';
import { type Entry, type EntryList, entriesPage, entryBody, entryLists, firstEntries, makeEntry } from './entries.ts';
import type { Size } from './sizes.ts';

/** Things that the vendor keeps; times are epoch milliseconds. */
export interface Comment {
  readonly id: number;
  text: string;
  updatedAt: number;
}
export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly createdAt: number;
  title: string;
  labels: readonly string[];
  readonly author: number;
  updatedAt: number;
  readonly comments: Comment[];
  /** Sent with a title that is no text. */
  isMalformed: boolean;
}
export interface Build {
  readonly id: number;
  readonly createdAt: number;
  finishedAt: number | undefined;
  updatedAt: number;
  result: string;
  readonly steps: number;
}
export interface Sprint {
  readonly id: number;
  name: string;
}
export interface Board {
  readonly id: number;
  name: string;
}
export interface Space {
  readonly id: string;
  name: string;
  readonly issues: Issue[];
  readonly builds: Build[];
  readonly sprints: Sprint[];
  readonly boards: Board[];
  /** Commits of the vendor that this space holds. */
  readonly commits: number[];
  /** In the order in which they were made. */
  readonly entries: Readonly<Record<EntryList, Entry[]>>;
}

/** Limits that are enforced, of one token. */
export interface Limits {
  readonly window: { readonly amount: number; readonly seconds: number };
  readonly minute: number;
  /** A refusal has no `retry-after`: only the window's headers tell until when it holds. */
  readonly silent?: boolean;
}

/** How badly the vendor answers: chances of one request. */
export interface Weather {
  readonly transient: number;
  readonly garbled: number;
}

/** Changes that happen only where a scenario is about them. */
export interface Allowed {
  readonly deletes?: boolean;
  readonly reopens?: boolean;
}

/** A vendor that lives: its things change, and what it says of them is true when it says it. */
export interface Vendor {
  readonly spaces: ReadonlyMap<string, Space>;
  readonly commits: { readonly sha: string; message: string }[];
  /** Changes something, as people do. Answers what, for the log. */
  mutate(chance: Chance, allow?: Allowed): string;
  /** Makes an entry of a list, if it may be made now; answers whether it was. */
  make(space: string, list: EntryList): boolean;
  /** Milliseconds by which its clock is ahead of ours. */
  skew: number;
  answer(question: Question): Reply;
  weather: Weather;
  limits: Limits;
  /** Credentials that are accepted now. */
  tokens: Set<string>;
  /** Requests; those that were refused; those that were begun though the refusal had been told. */
  readonly counts: { requests: number; refused: number; forbidden: number };
  /** All that it is now, for `load` of another vendor. */
  copy(): VendorCopy;
  load(copied: VendorCopy): void;
}

/** A vendor at one moment. */
export interface VendorCopy extends Pick<Vendor, 'spaces' | 'commits' | 'weather' | 'limits' | 'tokens' | 'counts'> {
  readonly nextId: number;
  readonly spent: ReadonlyMap<string, number[]>;
  readonly told: { readonly at: number; readonly until: number };
}

export const BASE = 'https://acme.test/api';
/** Milliseconds after which a refusal has arrived, and whoever was on the way has, too: calls may take some seconds. */
const KNOWN_BY = 8_000;

/** A vendor that has as much as the size says. */
export function makeVendor(now: () => number, chance: Chance, size: Size): Vendor {
  let nextId = 100;
  const id = (): number => {
    nextId += 1 + chance.below(3);
    return nextId;
  };
  const clock = (): number => now() + vendor.skew;
  const ago = (days: number): number => now() - days * 86_400_000;
  const most = (stream: string, amount: number): number => (size.streams.includes(stream) ? amount : 0);
  const commits = Array.from({ length: most('commits', size.commits) }, (_, i) => ({
    sha: `c${i}`,
    message: `commit ${i}`,
  }));
  const space = (name: string): Space => ({
    id: name,
    name,
    issues: Array.from({ length: most('issues', size.issues) }, (_, i): Issue => {
      const at = ago(size.issues + 1 - i);
      const count = chance.below(most('comments', size.comments));
      const comments = Array.from({ length: count }, () => ({ id: id(), text: 'first', updatedAt: at }));
      const labels = ['bug', 'late', 'ui'].filter(() => chance.happens(0.4));
      return {
        id: id(),
        number: i + 1,
        createdAt: at,
        title: `issue ${i + 1}`,
        labels,
        author: chance.below(size.authors),
        updatedAt: at,
        comments,
        isMalformed: false,
      };
    }),
    builds: Array.from({ length: most('builds', size.builds) }, (_, i): Build => {
      const createdAt = ago(10 - i);
      const finishedAt = i % 2 === 0 ? undefined : createdAt + 60_000;
      return { id: id(), createdAt, finishedAt, updatedAt: finishedAt ?? createdAt, result: 'ok', steps: 2 };
    }),
    sprints: Array.from({ length: most('sprints', size.sprints) }, (_, i) => ({ id: id(), name: `sprint ${i}` })),
    boards: Array.from({ length: most('boards', size.boards) }, (_, i) => ({ id: 10 * i + 1, name: `board ${i}` })),
    commits: commits.map((_, i) => i).filter((i) => i < 4 || chance.happens(0.5)),
    entries: {
      releases: firstEntries(most('releases', size.entries), now(), id),
      worklogs: firstEntries(most('worklogs', size.entries), now(), id),
    },
  });
  const spaces = new Map(size.spaces.map((name) => [name, space(name)]));
  const spent = new Map<string, number[]>();
  const counts = { requests: 0, refused: 0, forbidden: 0 };
  let told = { at: 0, until: 0 };

  const vendor: Vendor = {
    spaces,
    commits,
    weather: { transient: 0, garbled: 0 },
    limits: { window: { amount: 100_000, seconds: 600 }, minute: 100_000 },
    tokens: new Set(['key-1']),
    skew: 0,
    counts,
    mutate: (by, allow = {}) => mutate({ spaces, commits, size, id, now: clock }, by, allow),
    make: (name, list) => {
      const entries = spaces.get(name)?.entries[list];
      return entries !== undefined && makeEntry(entries, clock(), id);
    },
    answer: (question) => {
      const at = clock();
      counts.requests += 1;
      const answer = (status: number, body: string, headers: Record<string, string> = {}): Reply => {
        const url = BASE + question.request.target;
        const date = new Date(Math.floor(at / 1000) * 1000).toUTCString();
        const made: Answer = { url, status, headers: { date, ...limitHeaders(), ...headers }, body, at: now() };
        return readReply(question, { exchange: { kind: 'answered', answer: made } }, (text) => text);
      };
      const token = question.token ?? '';
      const { window, minute, silent = false } = vendor.limits;
      if (at < told.until && at > told.at + KNOWN_BY) counts.forbidden += 1;
      const windowEnd = (Math.floor(at / 1000 / window.seconds) + 1) * window.seconds;
      const log = (spent.get(token) ?? []).filter((time) => time > at - window.seconds * 1000 - 60_000);
      spent.set(token, log);
      const inWindow = log.filter((time) => time >= (windowEnd - window.seconds) * 1000).length;
      const limitHeaders = () => ({
        'x-limit': String(window.amount),
        'x-remaining': String(Math.max(0, window.amount - inWindow - 1)),
        'x-reset': String(windowEnd),
      });
      if (!vendor.tokens.has(token)) return answer(401, '{"message":"bad credentials"}');
      if (inWindow >= window.amount) {
        counts.refused += 1;
        if (at >= told.until) told = { at, until: windowEnd * 1000 };
        if (silent) return answer(429, '{"message":"limit"}', { 'x-remaining': '0' });
        return answer(403, '{"message":"limit"}', {
          'x-remaining': '0',
          'retry-after': String(windowEnd - Math.floor(at / 1000)),
        });
      }
      const lastMinute = log.filter((time) => time > at - 60_000);
      if (lastMinute.length >= minute) {
        counts.refused += 1;
        const wait = Math.ceil(((lastMinute[0] ?? at) + 60_000 - at) / 1000) + 1;
        if (at >= told.until) told = { at, until: at + (wait - 1) * 1000 };
        if (silent) return answer(429, '{"message":"too fast"}');
        return answer(429, '{"message":"too fast"}', { 'retry-after': String(wait) });
      }
      log.push(at);
      if (chance.happens(vendor.weather.transient)) return answer(chance.pick([500, 502, 503]), '{"message":"ill"}');
      const found = answerOf({ spaces, commits, size }, question.request.target);
      if (found === undefined) return answer(404, '{"message":"not found"}');
      const body = JSON.stringify(found.body);
      if (chance.happens(vendor.weather.garbled)) return answer(200, body.slice(0, body.length / 2));
      const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 12)}"`;
      const headers = { etag, ...(found.link && { link: found.link }) };
      if (question.validator?.etag === etag) return answer(304, '', headers);
      return answer(200, body, headers);
    },
    copy: () => {
      const { weather, limits, tokens } = vendor;
      return structuredClone({ spaces, commits, weather, limits, tokens, counts, nextId, spent, told });
    },
    load: (copied) => {
      const { spaces: ofThen, commits: known, weather, limits, tokens, ...rest } = structuredClone(copied);
      spaces.clear();
      for (const [name, one] of ofThen) spaces.set(name, one);
      commits.splice(0, commits.length, ...known);
      Object.assign(vendor, { weather, limits, tokens });
      Object.assign(counts, rest.counts);
      spent.clear();
      for (const [token, times] of rest.spent) spent.set(token, times);
      ({ nextId, told } = rest);
    },
  };
  return vendor;
}

interface Things {
  readonly size: Size;
  readonly spaces: ReadonlyMap<string, Space>;
  readonly commits: { readonly sha: string; message: string }[];
}

/** Kinds of changes, and the stream that shows them; a kind that stands here twice happens twice as often. */
const changes: readonly (readonly [kind: string, stream: string])[] = [
  ['issue', 'issues'],
  ['title', 'issues'],
  ['title', 'issues'],
  ['label', 'issues'],
  ['label', 'issues'],
  ['comment', 'comments'],
  ['comment', 'comments'],
  ['edit', 'comments'],
  ['build', 'builds'],
  ['build', 'builds'],
  ['finish', 'builds'],
  ['finish', 'builds'],
  ['sprint', 'sprints'],
  ['rename', 'sprints'],
  ['commit', 'commits'],
  ['message', 'commits'],
  ['mend', 'issues'],
  ['board', 'boards'],
  ['release', 'releases'],
  ['worklog', 'worklogs'],
];

function mutate(
  { spaces, commits, size, id, now }: Things & { id: () => number; now: () => number },
  chance: Chance,
  allow: Allowed,
): string {
  const of = [...spaces.values()];
  const space = of[chance.below(of.length)];
  if (!space) return '';
  const at = now();
  const issue = space.issues[chance.below(space.issues.length)];
  const named = `${space.id}#${issue?.number}`;
  const kinds = changes.flatMap(([kind, stream]) => (size.streams.includes(stream) ? [kind] : []));
  if (allow.deletes) kinds.push('delete', 'delete');
  if (allow.reopens && size.streams.includes('builds')) kinds.push('reopen', 'reopen', 'reopen');
  const kind = kinds[chance.below(kinds.length)];
  if (kind === 'issue') {
    const number = Math.max(0, ...space.issues.map((one) => one.number)) + 1;
    const author = chance.below(size.authors);
    const fresh = { id: id(), number, createdAt: at, title: `issue ${number}`, labels: ['ui'], author, updatedAt: at };
    space.issues.push({ ...fresh, comments: [], isMalformed: chance.happens(0.15) });
    return `issue ${space.id}#${number} opened`;
  }
  if (kind === 'delete' && space.issues.length > 2) {
    space.issues.splice(chance.below(space.issues.length), 1);
    return 'an issue was deleted';
  }
  if (issue && kind === 'title')
    Object.assign(issue, {
      title: `${issue.title.slice(0, 20)} ${at % 997}`,
      updatedAt: at,
      isMalformed: chance.happens(0.15),
    });
  if (issue && kind === 'label') {
    const label = chance.pick(['bug', 'late', 'ui']);
    const had = issue.labels.includes(label);
    Object.assign(issue, {
      labels: had ? issue.labels.filter((one) => one !== label) : [...issue.labels, label],
      updatedAt: at,
    });
  }
  if (issue && kind === 'comment') {
    issue.comments.push({ id: id(), text: 'said', updatedAt: at });
    issue.updatedAt = at;
  }
  const comment = issue?.comments[chance.below(issue.comments.length)];
  if (issue && comment && kind === 'edit') {
    Object.assign(comment, { text: `edited ${at % 997}`, updatedAt: at });
    issue.updatedAt = at;
  }
  if (kind === 'build')
    space.builds.push({
      id: id(),
      createdAt: at,
      finishedAt: undefined,
      updatedAt: at,
      result: '',
      steps: 1 + chance.below(3),
    });
  const unfinished = space.builds.filter(({ finishedAt }) => finishedAt === undefined);
  const running = unfinished[chance.below(unfinished.length)];
  if (running && kind === 'finish')
    Object.assign(running, { finishedAt: at, updatedAt: at, result: chance.pick(['ok', 'failed']) });
  const over = space.builds.filter(({ finishedAt }) => finishedAt !== undefined);
  const reopened = over[chance.below(over.length)];
  if (reopened && kind === 'reopen') Object.assign(reopened, { finishedAt: undefined, updatedAt: at, result: '' });
  const board = space.boards[chance.below(space.boards.length)];
  if (kind === 'board') space.boards.push({ id: id(), name: 'new' });
  if (board && kind === 'board') board.name = chance.pick(['here', 'there']);
  if (kind === 'sprint') space.sprints.push({ id: id(), name: 'new' });
  const sprint = space.sprints[chance.below(space.sprints.length)];
  if (sprint && kind === 'rename') sprint.name = chance.pick(['red', 'green', 'blue']);
  if (kind === 'commit') {
    commits.push({ sha: `c${commits.length}`, message: 'new' });
    for (const each of of) if (chance.happens(0.7)) each.commits.push(commits.length - 1);
  }
  if (kind === 'release') makeEntry(space.entries.releases, at, id);
  if (kind === 'worklog') makeEntry(space.entries.worklogs, at, id);
  const commit = commits[chance.below(commits.length)];
  if (commit && kind === 'message') commit.message = chance.pick(['one', 'two']);
  if (kind === 'mend')
    for (const each of space.issues) if (each.isMalformed) Object.assign(each, { isMalformed: false, updatedAt: at });
  return `${kind} ${named}`;
}

interface Found {
  readonly body: unknown;
  readonly link?: string;
}

const iso = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
const seconds = (time: number): number => Math.floor(time / 1000);

function answerOf({ spaces, commits, size: { perPage } }: Things, target: string): Found | undefined {
  const url = new URL(BASE + target);
  const [, , , first = '', second = '', third = '', fourth = '', fifth = ''] = ['', ...url.pathname.split('/')];
  const query = url.searchParams;
  if (first === 'people') return { body: { id: Number(second), name: `person ${second}` } };
  const space = first === 'spaces' ? spaces.get(second) : undefined;
  if (!space) return undefined;
  if (third === '') return { body: { id: space.id, name: space.name } };
  if (third === 'issues' && fourth === '') {
    const since = query.get('since');
    const from = since === null ? 0 : Date.parse(since);
    const listed = space.issues.filter((issue) => seconds(issue.updatedAt) * 1000 >= from);
    return paged(url, listed.map(issueBody), perPage.issues);
  }
  if (third === 'issues' && fifth === 'comments') {
    const issue = space.issues.find(({ number }) => number === Number(fourth));
    if (!issue) return undefined;
    const listed = issue.comments.map(({ id, text, updatedAt }) => ({ id, text, updated: iso(updatedAt) }));
    return paged(url, listed, perPage.comments);
  }
  if (third === 'builds' && fourth === '')
    return paged(url, [...space.builds].reverse().map(buildBody), perPage.builds);
  const build = space.builds.find(({ id }) => id === Number(fourth));
  if (third === 'builds' && build && fifth === 'steps')
    return { body: Array.from({ length: build.steps }, (_, i) => ({ id: build.id * 10 + i, name: `step ${i}` })) };
  if (third === 'builds' && build) return { body: buildBody(build) };
  if (third === 'sprints') {
    const from = Number(query.get('cursor') ?? 0);
    const values = space.sprints.slice(from, from + perPage.sprints);
    const next = from + perPage.sprints < space.sprints.length ? String(from + perPage.sprints) : undefined;
    return { body: { values, next } };
  }
  if (third === 'boards') {
    // Nothing tells where it ends but a page that is not full.
    const page = Number(query.get('page') ?? 1);
    return { body: space.boards.slice((page - 1) * perPage.boards, page * perPage.boards) };
  }
  const entries = entryLists.find((name) => name === third);
  if (entries) {
    const entry = space.entries[entries].find(({ id }) => id === Number(fourth));
    const body = fourth === '' ? entriesPage(space.entries[entries], query) : entry && entryBody(entry);
    return body === undefined ? undefined : { body };
  }
  if (third === 'commits') {
    const after = Number(query.get('after') ?? -1);
    const body = space.commits
      .filter((index) => index > after)
      .slice(0, perPage.commits)
      .map((index) => ({ index, ...commits[index] }));
    return { body };
  }
  return undefined;
}

const issueBody = (issue: Issue) => ({
  id: issue.id,
  number: issue.number,
  title: issue.isMalformed ? issue.number : issue.title,
  labels: issue.labels,
  author: issue.author,
  comments: issue.comments.length,
  created: iso(issue.createdAt),
  updated: iso(issue.updatedAt),
});

const buildBody = ({ id, createdAt, updatedAt, finishedAt, result, steps }: Build) => ({
  id,
  steps,
  created: iso(createdAt),
  updated: iso(updatedAt),
  ...(finishedAt !== undefined && { finished: iso(finishedAt), result }),
});

function paged(url: URL, all: readonly unknown[], size: number): Found {
  const page = Number(url.searchParams.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const body = all.slice((page - 1) * size, page * size);
  const to = (number: number): string => {
    const there = new URL(url);
    there.searchParams.set('page', String(number));
    return there.href;
  };
  return page < last ? { body, link: `<${to(page + 1)}>; rel="next", <${to(last)}>; rel="last"` } : { body };
}
