import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasReplay } from '../support/replay-server.ts';
import { digestOf, temporaryFolder } from '../support/sluice.ts';
import { agreementTable } from './agreement-table.ts';
import type { Agreement } from './compare.ts';
import {
  casesOf,
  compareCase,
  everyFault,
  KINDS,
  type Replayed,
  replayed,
  rowsOf,
  served,
  syncFrom,
} from './replaying.ts';

interface Source extends Replayed {
  /** Cases that are recorded of another scope than the first. */
  readonly scopeOf: Readonly<Record<string, string>>;
  /** Columns that the server fills from other recordings, or that enrichers fill, and why. */
  readonly other: Readonly<Record<string, { readonly columns: readonly string[]; readonly reason: string }>>;
  /** Tables of which only what something else that was recorded mentions can be asked for, and how many rows that are. */
  readonly mentioned: Readonly<Record<string, number>>;
  /** Cases that the server does not serve as they were recorded, and why. */
  readonly elsewhere: Readonly<Record<string, string>>;
  /** Fewer requests than a sync takes, then none for some seconds: the limit of the vendor that its headers tell beforehand. */
  readonly limit: readonly [option: string, amount: string, ...more: string[]];
}

const sources: readonly Source[] = [
  {
    ...replayed.github,
    scopeOf: {},
    other: {},
    mentioned: { accounts: 5 },
    elsewhere: {
      workflow_jobs: 'the recorded jobs belong to runs that are not in the recorded list',
      issue_assignees: 'recorded of another repository',
      issue_events: 'expected in the shape of the source, which is never stored',
    },
    limit: ['--limit-per-hour', '90', '--hour-ms', '3000'],
  },
  {
    ...replayed.gitlab,
    scopeOf: { jobs: 'gitlab:group/project-44' },
    other: {
      cicd_deployment_commits: {
        columns: ['prev_success_deployment_commit_id'],
        reason: 'which deployment was before is found by an enricher',
      },
      pull_requests: {
        columns: ['merged_by_name', 'merged_by_id', 'is_draft'],
        reason: 'the server tells them in the details, which were recorded without an expectation',
      },
    },
    mentioned: {},
    elsewhere: { pipelines: 'the recorded details belong to pipelines that are not in the recorded list' },
    limit: ['--limit-per-minute', '60', '--minute-ms', '3000'],
  },
  {
    ...replayed.jira,
    scopeOf: {},
    other: {
      issue_changelogs: {
        columns: ['original_from_value', 'original_to_value', 'from_value', 'to_value'],
        reason: 'the server lists other statuses than those that the changes name',
      },
    },
    mentioned: { accounts: 9 },
    elsewhere: { issue_changelogs_endpoint: 'expected in the shape of the source, which is never stored' },
    limit: ['--limit-per-minute', '60', '--minute-ms', '3000'],
  },
];

describe.skipIf(!hasReplay).each(sources)('recorded answers of $api, collected from a server', (source) => {
  const { scopes, scopeOf, other, mentioned, elsewhere, lists, limit } = source;
  const folder = temporaryFolder();
  const store = join(folder.path, 'store');
  const agreements: Agreement[] = [];
  let digest: Awaited<ReturnType<typeof digestOf>>;

  beforeAll(async () => {
    const { made } = await served(source, [], (server) => syncFrom(source, server, store));
    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: '' });
    digest = await digestOf(store);
  });

  afterAll(() => {
    folder[Symbol.dispose]();
    process.stdout.write(agreementTable(agreements));
    for (const [name, reason] of Object.entries(elsewhere)) process.stdout.write(`not compared: ${name}, ${reason}\n`);
    for (const [name, { columns, reason }] of Object.entries(other))
      process.stdout.write(`not compared: ${columns.join(', ')} of ${name}, ${reason}\n`);
  });

  test.each(hasReplay ? casesOf(source).filter((name) => !(name in elsewhere)) : [])(
    '%s becomes the records that were expected',
    async (name) => {
      const scope = scopeOf[name] ?? scopes[0];

      const { code, err, found } = await compareCase(source, name, { scope, store, folder: folder.path, ...source });

      agreements.push(...found);
      for (const { table, rows } of found)
        if (table in mentioned) expect(rows, `${table} that something mentions`).toBe(mentioned[table]);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(found.flatMap(({ differing }) => differing)).toEqual([]);
      expect(found.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThan(0);
    },
  );

  test('faults of every kind change no record of ten times as many, and no credential goes to another origin', async () => {
    const [calm, troubled] = [join(folder.path, 'calm'), join(folder.path, 'troubled')];
    const size = ['--repeat', '10'];

    const [{ made, stats }] = await Promise.all([
      served(source, [...size, ...everyFault(lists)], (server) => syncFrom(source, server, troubled)),
      served(source, size, (server) => syncFrom(source, server, calm)),
    ]);

    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: '' });
    expect(Object.keys(stats.faults).toSorted()).toEqual([...KINDS].toSorted());
    expect(stats.foreign).toEqual({ requests: 0, withCredentials: 0 });
    expect(await digestOf(troubled)).toEqual(await digestOf(calm));
  }, 300_000);

  test('what appears while lists are read moves nothing out of them', async () => {
    const [calm, moving] = [join(folder.path, 'calm'), join(folder.path, 'moving')];
    const idsIn = async (place: string) => (await rowsOf('issues', scopes[0], place)).map(({ id }) => String(id));

    const { made, stats } = await served(
      source,
      ['--repeat', '10', `--fault=drift:path=${lists},every=2,times=3`],
      (server) => syncFrom(source, server, moving),
    );

    const [before, after] = [await idsIn(calm), await idsIn(moving)];
    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: '' });
    expect(stats.faults.drift).toBeGreaterThan(0);
    expect(before.filter((id) => !after.includes(id))).toEqual([]);
    expect(after).toHaveLength(new Set(after).size);
  });

  test('a limit is kept: nothing is sent while it holds', async () => {
    const limited = join(folder.path, 'limited');

    const { made, stats } = await served(source, limit, (server) => syncFrom(source, server, limited));

    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: '' });
    expect(stats.requests).toBeGreaterThan(Number(limit[1]));
    expect(stats.duringLimit).toBe(0);
    expect(await digestOf(limited)).toEqual(digest);
  });
});
