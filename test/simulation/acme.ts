import * as z from 'zod';
import { cicdPipelines, cicdTasks } from '../../shared/domain/cicd.ts';
import { commits as commitTable, repoCommits } from '../../shared/domain/code.ts';
import { accounts as accountTable } from '../../shared/domain/crossdomain.ts';
import { row } from '../../shared/domain/table.ts';
import {
  boards as boardTable,
  issueComments,
  issueLabels,
  issues as issueTable,
  sprints as sprintTable,
} from '../../shared/domain/ticket.ts';
import { defineLookup } from '../../shared/plugin-sdk/lookup.ts';
import { cursor, keyset, linkHeader, type Pagination, pageNumber } from '../../shared/plugin-sdk/pagination.ts';
import { definePlugin, type Plugin } from '../../shared/plugin-sdk/plugin.ts';
import { list, one } from '../../shared/plugin-sdk/request.ts';
import { type EntryPagings, entryStreams } from './acme-entries.ts';
import { defineStream, Scope } from './acme-scope.ts';
import { BOARDS_A_PAGE, type Size } from './sizes.ts';
import { BASE } from './vendor.ts';

const issueIds = defineLookup('issue-ids', 'issues', z.string());
const quota = { limit: 'x-limit', remaining: 'x-remaining', reset: 'x-reset', resetAs: 'epochSeconds' } as const;

const space = defineStream({
  name: 'space',
  request: ({ scope }) => one(`/spaces/${scope.id}`),
  raw: Scope,
  extract: (found) => [found],
  key: ({ id }) => id,
  convert: () => [],
});

/** What can be made otherwise, to bring a bug in. */
interface Variants extends EntryPagings {
  readonly issues?: Pagination<unknown>;
  /** A stage that fails for the third issue. */
  readonly poison?: 'collect' | 'extract' | 'convert';
  /** Another converter: it puts this before every title. */
  readonly mark?: string;
}

const failAt = (isPoison: boolean): readonly never[] => {
  if (isPoison) throw new TypeError('this issue is poison');
  return [];
};

const issuesWith = ({ issues: pagination = linkHeader({ fanOut: true }), poison, mark }: Variants) =>
  defineStream({
    name: 'issues',
    version: mark === undefined ? 1 : 2,
    incremental: 'since',
    request: ({ scope, since }) => list(`/spaces/${scope.id}/issues`, { since }),
    raw: z.object({
      id: z.number(),
      number: z.number(),
      title: z.string(),
      labels: z.array(z.string()),
      author: z.number(),
      comments: z.number(),
      updated: z.string(),
    }),
    pagination,
    children: (issue) => [
      ...failAt(poison === 'collect' && issue.number === 3),
      { stream: 'people', input: { person: issue.author } },
      ...(issue.comments > 0 ? [{ stream: 'comments', input: { number: issue.number } }] : []),
    ],
    extract: (issue) => [issue, ...failAt(poison === 'extract' && issue.number === 3)],
    key: ({ id }) => id,
    updatedAt: ({ updated }) => updated,
    provides: ({ number, id }) => [issueIds.entry(number, String(id))],
    convert: (issue, { config }) => {
      const id = String(issue.id);
      failAt(poison === 'convert' && issue.number === 3);
      const labels = issue.labels.map((labelName) => row(issueLabels, { issueId: id, labelName }));
      const title = (mark ?? '') + config.prefix + issue.title;
      // What is labelled is an incident, so that there is something to enrich that comes and goes.
      const type = issue.labels.length > 0 ? 'INCIDENT' : undefined;
      const creatorId = String(issue.author);
      return [row(issueTable, { id, title, type, creatorId, updatedDate: issue.updated }), ...labels];
    },
  });

const comments = defineStream({
  name: 'comments',
  input: z.object({ number: z.number() }),
  request: ({ scope, input }) => list(`/spaces/${scope.id}/issues/${input.number}/comments`),
  raw: z.object({ id: z.number(), text: z.string(), updated: z.string() }),
  pagination: linkHeader(),
  extract: (comment, { input }) => [{ ...comment, number: input.number }],
  key: ({ id }) => id,
  updatedAt: ({ updated }) => updated,
  lookups: [issueIds],
  needs: ({ number }) => [issueIds.key(number)],
  convert: ({ id, text, number, updated }, { find }) => {
    const issueId = find(issueIds, number);
    if (issueId === undefined) throw new TypeError(`issue ${number} is not known`);
    return [row(issueComments, { id: String(id), issueId, body: text, updatedDate: updated })];
  },
});

const builds = defineStream({
  name: 'builds',
  incremental: 'newest',
  request: ({ scope }) => list(`/spaces/${scope.id}/builds`),
  raw: z.object({
    id: z.number(),
    created: z.string(),
    updated: z.string(),
    finished: z.string().optional(),
    result: z.string().optional(),
  }),
  pagination: linkHeader({ stopBefore: ({ created }: { created: string }) => created }),
  children: ({ id, finished }) => (finished === undefined ? [] : [{ stream: 'steps', input: { build: id } }]),
  unfinished: ({ id, finished }, { scope }) => finished === undefined && one(`/spaces/${scope.id}/builds/${id}`),
  extract: (build) => [build],
  key: ({ id }) => id,
  updatedAt: ({ updated }) => updated,
  convert: ({ id, created, finished, result }) => [
    row(cicdPipelines, {
      id: String(id),
      originalResult: result,
      status: finished === undefined ? 'IN_PROGRESS' : 'DONE',
      createdDate: created,
      finishedDate: finished,
    }),
  ],
});

const steps = defineStream({
  name: 'steps',
  input: z.object({ build: z.number() }),
  request: ({ scope, input }) => list(`/spaces/${scope.id}/builds/${input.build}/steps`),
  raw: z.object({ id: z.number(), name: z.string() }),
  extract: (step, { input }) => [{ ...step, build: input.build }],
  key: ({ id }) => id,
  convert: ({ id, name, build }) => [row(cicdTasks, { id: String(id), name, pipelineId: String(build) })],
});

const sprints = defineStream({
  name: 'sprints',
  request: ({ scope }) => list(`/spaces/${scope.id}/sprints`),
  list: 'values',
  raw: z.object({ id: z.number(), name: z.string() }),
  pagination: cursor({
    parameter: 'cursor',
    next: (json) => z.object({ next: z.string().optional() }).parse(json).next,
  }),
  extract: (sprint) => [sprint],
  key: ({ id }) => id,
  convert: ({ id, name }) => [row(sprintTable, { id: String(id), name })],
});

const boards = defineStream({
  name: 'boards',
  request: ({ scope }) => list(`/spaces/${scope.id}/boards`),
  raw: z.object({ id: z.number(), name: z.string() }),
  pagination: pageNumber({ size: BOARDS_A_PAGE }),
  extract: (board, { scope }) => [{ ...board, space: scope.id }],
  key: ({ id }) => id,
  convert: ({ id, name, space }) => [row(boardTable, { id: `${space}:${id}`, name })],
});

const commits = defineStream({
  name: 'commits',
  request: ({ scope }) => list(`/spaces/${scope.id}/commits`),
  raw: z.object({ index: z.number(), sha: z.string(), message: z.string() }),
  pagination: keyset({ parameter: 'after', key: ({ index }: { index: number }) => String(index) }),
  extract: (commit, { scope }) => [{ ...commit, space: scope.id }],
  key: ({ sha }) => sha,
  convert: ({ sha, message, space: repoId }) => [
    row(commitTable, { sha, message }),
    row(repoCommits, { repoId, commitSha: sha }),
  ],
});

const people = defineStream({
  name: 'people',
  input: z.object({ person: z.number() }),
  once: { key: ({ person }) => String(person) },
  request: ({ input }) => one(`/people/${input.person}`),
  raw: z.object({ id: z.number(), name: z.string() }),
  extract: (person) => [person],
  key: ({ id }) => id,
  convert: ({ id, name }) => [row(accountTable, { id: String(id), fullName: name })],
});

/** A plugin that uses every way of collecting. */
export const acmeWith = (variants: Variants): Plugin =>
  definePlugin({
    name: 'acme',
    title: 'Acme',
    baseUrl: BASE,
    quotas: () => ({
      reported: { name: 'window', amount: 0, perSeconds: 600, headers: quota },
      concurrency: 4,
    }),
    scope: {
      resolve: (name) => one(`/spaces/${encodeURIComponent(name)}`),
      read: (json) => {
        const { id, name } = z.object({ id: z.string(), name: z.string() }).parse(json);
        return { id, name, data: { id } };
      },
      stream: 'space',
    },
    scopeConfig: z.object({ prefix: z.string().default('') }),
    streams: [
      space,
      issuesWith(variants),
      comments,
      builds,
      steps,
      sprints,
      boards,
      commits,
      people,
      ...entryStreams(variants),
    ],
  });

export const acme: Plugin = acmeWith({});

/** The plugin with the streams that a world has. */
export const sizedTo = (plugin: Plugin, { streams }: Size): Plugin => ({
  ...plugin,
  streams: (plugin.streams ?? []).filter(({ name }) => name === space.name || streams.includes(name)),
});
