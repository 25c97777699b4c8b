import { exportRecord } from '../../shared/domain/record.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { keyOfText, type Lineage, lineageOf } from '../../shared/pipeline/lineage.ts';
import type { Source } from '../../shared/pipeline/raw-source.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { openUpgraded } from '../open-upgraded.ts';

/** What `sluice raw` was given. */
export interface RawArguments {
  readonly table: string;
  readonly id: readonly string[];
  readonly store: string;
  /** The vendor's whole answers, byte for byte, and nothing else. */
  readonly body?: boolean;
  /** One JSON object a row on a line, for programs. */
  readonly json?: boolean;
}

/** Prints the vendor's JSON that rows come from; of derived rows, that of the rows that they were made of. */
export async function raw(given: RawArguments): Promise<number> {
  const store = await openUpgraded(given.store, 'read');
  try {
    const ports = { plugins, table: store.control, domain: store.domain, objects: store.objects };
    const [only = '', ...more] = given.id;
    const found = await lineageOf(ports, given.table, more.length > 0 ? given.id : keyOfText(given.table, only));
    const sources = found.flatMap(sourcesOf);
    if (given.body) {
      const bodies = new Map(sources.flatMap(({ page }) => (page ? [[page.sha256, page.body] as const] : [])));
      process.stdout.write([...bodies.values()].map((body) => `${body}\n`).join(''));
    } else if (given.json) process.stdout.write(found.map((one) => `${JSON.stringify(plain(one))}\n`).join(''));
    else process.stdout.write(found.map((one) => told(one, '')).join('\n'));
    const gone = sources.filter(({ page }) => !page);
    if (sources.length > 0 && gone.length === sources.length)
      throw new NotFoundError(`the answer is no more: ${gone[0]?.raw} was removed from the store`);
    return sources.some(({ page, isIntact }) => page && !isIntact) ? 1 : 0;
  } finally {
    store.close();
  }
}

const sourcesOf = (one: Lineage): readonly Source[] => [
  ...(one.source ? [one.source] : []),
  ...one.madeOf.flatMap(sourcesOf),
];

const columnsOf = ({ record }: Lineage): Readonly<Record<string, unknown>> => {
  const { table: _, ...columns } = exportRecord(record);
  return columns;
};

/** What programs read: the row, its source with the element, and what it was made of. */
const plain = (one: Lineage): Readonly<Record<string, unknown>> => ({
  table: one.record.table,
  row: columnsOf(one),
  deleted: one.record.deleted,
  run: one.record.run,
  derived: one.isDerived,
  source: one.source ? plainSource(one.source) : null,
  made_of: one.madeOf.map(plain),
});

const plainSource = ({ page, element, isIntact, raw: pointer, plugin, connection, scope, stream, run }: Source) => ({
  raw: pointer,
  plugin,
  connection,
  scope,
  stream,
  run,
  ...(page && {
    target: page.request.target,
    url: page.url,
    status: page.status,
    fetched_at: page.fetchedAt,
    sha256: page.sha256,
    intact: isIntact,
  }),
  element: element ?? null,
});

function told(one: Lineage, indent: string): string {
  const { record, source, madeOf } = one;
  const key = Object.values(columnsOf(one))
    .filter((value) => value !== null)
    .slice(0, 3)
    .map(String)
    .join(' · ');
  const lines = [`${record.table}  ${key}${record.deleted ? '  (deleted)' : ''}`];
  if (source) lines.push(...toldSource(source));
  else if (madeOf.length > 0) lines.push('derived of:');
  else lines.push(one.isDerived ? 'derived; what it was made of is not stored' : 'nothing is known of its source');
  const text = lines.map((line) => `${indent}${line}\n`).join('');
  return text + madeOf.map((made) => told(made, `${indent}  `)).join('');
}

const toldSource = ({ raw: pointer, page, element, isIntact, stream }: Source): readonly string[] =>
  page
    ? [
        `from ${page.url}  (${stream}, ${page.status}, ${page.fetchedAt}${isIntact ? '' : ', NOT AS IT WAS RECEIVED'})`,
        `in ${pointer}`,
        ...(JSON.stringify(element, undefined, 2) ?? page.body).split('\n'),
      ]
    : [`in ${pointer}, which is no more`];
