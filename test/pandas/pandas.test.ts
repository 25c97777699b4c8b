import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openLocalServer } from '../../cli/serve/local-server.ts';
import { places, scopeKey } from '../../shared/contract/places.ts';
import { checkRow } from '../../shared/domain/record.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { domainPlace } from '../../shared/pipeline/domain-places.ts';
import { temporaryFolder } from '../support/sluice.ts';

const ROOT = join(import.meta.dirname, '../..');
const PYTHON = join(ROOT, '.venv-pandas/bin/python');
const isThere = existsSync(join(ROOT, '.venv-pandas/requirements.txt'));
if (!isThere) console.warn('there is no pandas here (test/pandas/install.sh makes one): it is not tested');

const SCOPE = scopeKey('github', 'github', '1');
const AT = '2026-01-05T00:00:00.000Z';
const ISSUES = 1_200;

function itemOf(table: string, values: Readonly<Record<string, unknown>>) {
  const record = checkRow({ table, values });
  if ('refused' in record) throw new TypeError(record.refused);
  const origin = { hash: record.key, version: AT, observedAt: AT, raw: '', run: 'run-1' };
  return { ...domainPlace(table, SCOPE, record.key), body: JSON.stringify(record.values), ...origin };
}

const issue = (i: number) =>
  itemOf('issues', {
    id: `github:GithubIssue:github:${9_007_199_254_740_993n + BigInt(i)}`,
    title: i % 100 === 0 ? `"two", \n lines \u2028 \u0085 🦊 ${i}` : `issue ${i}`,
    status: ['TODO', 'DONE', 'IN_PROGRESS'][i % 3],
    storyPoint: i % 5,
    createdDate: i % 4 === 0 ? undefined : new Date(Date.UTC(2026, 0, 1) + i * 3_600_000).toISOString(),
    leadTimeMinutes: i % 2 === 0 ? i : undefined,
    isSubtask: i % 7 === 0,
    assigneeName: 'Ann',
  });

type Row = ReturnType<typeof itemOf>;

/** Serves a store that holds these rows, until the block that holds it ends. */
async function serving(rows: readonly (Omit<Row, 'body'> & { readonly body?: string })[]) {
  const folder = temporaryFolder();
  const store = openStore(folder.path, 'write');
  const scope = { key: SCOPE, plugin: 'github', connection: 'github', id: '1', name: 'octo/one', data: {}, config: {} };
  await store.control.writeMany([{ ...places.scope(SCOPE), ...scope }]);
  await store.domain.writeMany(rows);
  store.close();
  const server = await openLocalServer({ store: folder.path, port: 0, page: folder.path, onFailure: () => {} });
  return {
    ...server,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      folder[Symbol.dispose]();
    },
  };
}

const whole = () => [
  ...Array.from({ length: ISSUES }, (_, i) => issue(i)),
  itemOf('pull_requests', { id: 'p1', status: 'MERGED', mergedDate: AT }),
];

/** Boards of which the last one cannot be read: its body lies in an object that is gone. */
function broken() {
  const { body: _, ...last } = itemOf('boards', { id: 'z' });
  return [
    ...Array.from({ length: 500 }, (_, i) => itemOf('boards', { id: `b${i}`, name: 'x'.repeat(1_000) })),
    { ...last, bodyKey: 'body/none.json.zst' },
  ];
}

const Frame = z.object({ rows: z.number(), types: z.record(z.string(), z.string()) });
const Found = z.looseObject({ readme: z.array(Frame), text: Frame, columns: Frame, contract: Frame });

describe.runIf(isThere)('pandas', () => {
  test('reads what README.md says, types and all, and never takes a part for the whole', async () => {
    const readme = /```python\n([\s\S]*?pd\.read_json\([\s\S]*?)```/.exec(
      readFileSync(join(ROOT, 'README.md'), 'utf8'),
    );
    await using good = await serving(whole());
    await using bad = await serving(broken());
    const given = [good.url, good.key, readme?.[1] ?? '', bad.url, bad.key];
    const analyst = promisify(execFile)(PYTHON, [join(import.meta.dirname, 'analyst.py'), ...given]);
    const found = Found.parse(JSON.parse((await analyst).stdout));

    expect(found.readme.map(({ rows }) => rows)).toEqual(expect.arrayContaining([ISSUES, 1]));
    expect(found.text).toEqual({
      rows: ISSUES,
      types: {
        id: 'str',
        title: 'str',
        status: 'str',
        story_point: 'int64',
        created_date: expect.stringMatching(/^datetime64\[.*UTC\]$/),
        lead_time_minutes: 'float64',
        is_subtask: 'bool',
      },
    });
    expect(found).toMatchObject({
      columns: {
        rows: ISSUES,
        types: { id: 'str', created_date: expect.stringMatching(/^datetime64\[.*UTC\]$/), is_subtask: 'bool' },
      },
      alike: { rows: ISSUES, titles: true, times: true, minutes: true },
      contract: { rows: ISSUES / 3, types: { id: 'str', status: 'str' } },
      packed: true,
      chunks: [500, 500, 200],
      changed: 0,
      titles: ['"two", \n lines \u2028 \u0085 🦊 0', expect.anything(), expect.anything()],
    });
    const [text, columns] = z.tuple([z.array(z.string()), z.array(z.string())]).parse(found.filtered);
    expect(text.length).toBeGreaterThan(10);
    expect(columns).toEqual(text);
    const failures = z.array(z.string()).parse(found.broken);
    for (const failure of failures) expect(failure).not.toMatch(/^none/);
    expect(found.refused).toEqual(['urllib.error.HTTPError', 'urllib.error.HTTPError']);
  });
});
