import { cicdPipelines, cicdReleases, cicdTasks } from '../../shared/domain/cicd.ts';
import { commits as commitTable, repoCommits } from '../../shared/domain/code.ts';
import { accounts } from '../../shared/domain/crossdomain.ts';
import { checkRow } from '../../shared/domain/record.ts';
import { type Row, row } from '../../shared/domain/table.ts';
import {
  boards,
  issueComments,
  issueLabels,
  issues as issueTable,
  issueWorklogs,
  sprints,
} from '../../shared/domain/ticket.ts';
import type { Item } from '../../shared/pipeline/ports.ts';
import type { Issue, Space, Vendor } from './vendor.ts';

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** The rows that there should be when the spaces were synced: name of the row → its values. */
export function truthOf(vendor: Vendor, spaces: readonly string[], prefix = ''): ReadonlyMap<string, string> {
  const rows = spaces.flatMap((name) => {
    const space = vendor.spaces.get(name);
    return space ? rowsOf(vendor, space, prefix) : [];
  });
  return new Map(
    rows.map((one): [string, string] => {
      const record = checkRow(one);
      if ('refused' in record) throw new TypeError(record.refused);
      return [`${record.table} ${record.key}`, JSON.stringify(record.values)];
    }),
  );
}

function rowsOf(vendor: Vendor, space: Space, prefix: string): readonly Row[] {
  const issueRows = (issue: Issue): readonly Row[] => {
    const id = String(issue.id);
    const comments = issue.comments.map((comment) =>
      row(issueComments, {
        id: String(comment.id),
        issueId: id,
        body: comment.text,
        updatedDate: time(comment.updatedAt),
      }),
    );
    const labels = issue.labels.map((labelName) => row(issueLabels, { issueId: id, labelName }));
    const creatorId = String(issue.author);
    const title = prefix + issue.title;
    return [
      row(issueTable, {
        id,
        title,
        type: issue.labels.length > 0 ? 'INCIDENT' : undefined,
        creatorId,
        updatedDate: time(issue.updatedAt),
      }),
      row(accounts, { id: creatorId, fullName: `person ${issue.author}` }),
      ...labels,
      ...comments,
    ];
  };
  const builds = space.builds.flatMap((build): readonly Row[] => {
    const id = String(build.id);
    const { finishedAt } = build;
    const steps = Array.from({ length: finishedAt === undefined ? 0 : build.steps }, (_, i) =>
      row(cicdTasks, { id: String(build.id * 10 + i), name: `step ${i}`, pipelineId: id }),
    );
    const common = { id, createdDate: time(build.createdAt) };
    const pipeline =
      finishedAt === undefined
        ? row(cicdPipelines, { ...common, status: 'IN_PROGRESS' })
        : row(cicdPipelines, {
            ...common,
            status: 'DONE',
            originalResult: build.result,
            finishedDate: time(finishedAt),
          });
    return [pipeline, ...steps];
  });
  const commits = space.commits.flatMap((index): readonly Row[] => {
    const commit = vendor.commits[index];
    if (!commit) return [];
    const { sha, message } = commit;
    return [row(commitTable, { sha, message }), row(repoCommits, { repoId: space.id, commitSha: sha })];
  });
  return [
    ...space.issues.filter(({ isMalformed }) => !isMalformed).flatMap(issueRows),
    ...builds,
    ...space.boards.map(({ id, name }) => row(boards, { id: `${space.id}:${id}`, name })),
    ...space.sprints.map(({ id, name }) => row(sprints, { id: String(id), name })),
    ...commits,
    ...space.entries.releases.map(({ id, name, at }) =>
      row(cicdReleases, { id: String(id), name, publishedAt: time(at) }),
    ),
    ...space.entries.worklogs.map(({ id, name, at }) =>
      row(issueWorklogs, { id: String(id), issueId: space.id, comment: name, loggedDate: time(at) }),
    ),
  ];
}

/** The rows that there are; what is ours and what is deleted is left out. */
export const storedRows = (items: readonly Item[]): ReadonlyMap<string, string> =>
  new Map(
    items.flatMap((item): [string, string][] => {
      const table = item.pk.split('|')[0] ?? '';
      // Derived rows are compared with what enriching makes of the others.
      if (table.startsWith('@') || item.deleted === true || item.by === 'enrich') return [];
      return [[`${table} ${item.sk}`, String(item.body)]];
    }),
  );

/** What is wrong, in lines; empty when both are equal. What the vendor cannot tell or has deleted may be as it was. */
export function differences(
  vendor: Vendor,
  truth: ReadonlyMap<string, string>,
  all: ReadonlyMap<string, string>,
): readonly string[] {
  const known = [...vendor.spaces.values()].flatMap(({ issues }) => issues);
  const told = new Set(known.filter(({ isMalformed }) => !isMalformed).map(({ id }) => String(id)));
  const issueOf = (key: string, values: string): string | undefined => {
    if (key.startsWith('issue_comments ')) return String(JSON.parse(values).issueId);
    return /^(issues|issue_labels) ([^/]+)/.exec(key)?.[2];
  };
  const stored = new Map(
    [...all].filter(([key, values]) => told.has(issueOf(key, values) ?? '') || !issueOf(key, values)),
  );
  const lost = [...truth.keys()].filter((key) => !stored.has(key)).map((key) => `lost: ${key}`);
  const stale = [...truth].flatMap(([key, values]) => {
    const ours = stored.get(key);
    return ours === undefined || ours === values ? [] : [`stale: ${key} is ${ours}, should be ${values}`];
  });
  const more = [...stored.keys()]
    .filter((key) => !truth.has(key) && !key.startsWith('accounts '))
    .map((key) => `too many: ${key}`);
  return [...lost, ...stale, ...more];
}
