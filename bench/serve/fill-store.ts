import { join } from 'node:path';
import { places, scopeKey } from '../../shared/contract/places.ts';
import { checkRow } from '../../shared/domain/record.ts';
import { row } from '../../shared/domain/table.ts';
import { issues } from '../../shared/domain/ticket.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { domainPlace } from '../../shared/pipeline/domain-places.ts';
import { digest } from '../../shared/pipeline/identity.ts';
import type { Item, TablePort } from '../../shared/pipeline/ports.ts';

const CONNECTION = 'bench';
const BOARD = scopeKey('github', CONNECTION, '8');
const A_BATCH = 5_000;
const WORDS =
  'the order of a basket is kept when somebody pays twice and the second payment is refused by the bank'.split(' ');

/** A store with so many issues of one board, each of about a kilobyte, as `convert` writes them. Answers its folder. */
export async function fillStore(folder: string, count: number): Promise<string> {
  const at = join(folder, `store-${count}`);
  const store = openStore(at, 'write');
  try {
    await putScope(store.control);
    for (let from = 0; from < count; from += A_BATCH)
      await store.domain.writeMany(
        Array.from({ length: Math.min(A_BATCH, count - from) }, (_, index) => issueItem(from + index)),
      );
  } finally {
    store.close();
  }
  return at;
}

/** Names the scope that the issues are of. */
export const putScope = (control: TablePort): Promise<void> =>
  control.writeMany([
    {
      ...places.scope(BOARD),
      key: BOARD,
      plugin: 'github',
      connection: CONNECTION,
      id: '8',
      name: '8',
      data: {},
      config: {},
    },
  ]);

const isoOf = (minutes: number): string => new Date(Date.UTC(2024, 0, 1) + minutes * 60_000).toISOString();

/** An issue as it is stored: its body beside where it came from. */
export function issueItem(i: number): Item {
  const at = isoOf(i % 1_000_000);
  const values = {
    id: `jira:JiraIssue:${CONNECTION}:${10_000_000 + i}`,
    url: `https://jira.example/browse/SHOP-${i}`,
    iconUrl: 'https://jira.example/images/story.svg',
    issueKey: `SHOP-${i}`,
    title: textOf(i, 9),
    description: textOf(i * 7, 70),
    epicKey: `SHOP-${i % 500}`,
    type: i % 3 === 0 ? 'BUG' : 'REQUIREMENT',
    originalType: i % 3 === 0 ? 'Bug' : 'Story',
    status: i % 4 === 0 ? 'TODO' : 'DONE',
    originalStatus: i % 4 === 0 ? 'Open' : 'Closed',
    storyPoint: i % 8,
    resolutionDate: i % 4 === 0 ? null : isoOf((i % 1_000_000) + 5_000),
    createdDate: at,
    updatedDate: isoOf((i % 1_000_000) + 6_000),
    leadTimeMinutes: i % 4 === 0 ? null : 5_000,
    creatorId: `jira:JiraAccount:${CONNECTION}:${i % 200}`,
    creatorName: `Somebody ${i % 200}`,
    assigneeId: `jira:JiraAccount:${CONNECTION}:${i % 190}`,
    assigneeName: `Somebody ${i % 190}`,
    priority: 'Medium',
    component: 'checkout, "payments"',
    originalProject: 'Shop',
    isSubtask: i % 10 === 0,
    fixVersions: '2.1',
  };
  const record = checkRow(row(issues, values));
  if ('refused' in record) throw new TypeError(record.refused);
  const body = JSON.stringify(record.values);
  return {
    ...domainPlace(issues.name, BOARD, record.key),
    body,
    hash: digest(body),
    order: `${at}|${at}`,
    derivation: digest('bench', 16),
    version: at,
    observedAt: at,
    raw: `raw/${BOARD}/issues/run-bench/${digest(String(i >> 6), 16)}.ndjson.zst#0#${i % 100}`,
    run: 'run-bench',
  };
}

/** So many words, the same for the same number; every ninth text has a second line. */
const textOf = (i: number, words: number): string =>
  Array.from({ length: words }, (_, at) => WORDS[(i + at * at) % WORDS.length]).join(' ') +
  (i % 9 === 0 ? '\n– "so"' : '');
