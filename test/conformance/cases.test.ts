import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { map } from '../../cli/commands/map.ts';
import { CaseFile } from '../../cli/map-case.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { memoryStreams } from '../support/memory-streams.ts';
import { agreementTable } from './agreement-table.ts';
import { type Agreement, compare } from './compare.ts';

const ROOT = join(import.meta.dirname, '../../../shared/data/devlake');
const present = existsSync(ROOT);
const folders = present
  ? [...plugins.keys(), 'dora']
      .filter((plugin) => existsSync(join(ROOT, plugin)))
      .flatMap((plugin) => readdirSync(join(ROOT, plugin)).map((name) => join(ROOT, plugin, name)))
  : [];
const agreements: Agreement[] = [];

type Row = Readonly<Record<string, unknown>>;
const readRows = (text: string): readonly Row[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

async function mapCase(folder: string) {
  const io = memoryStreams('');
  const code = await map({ case: folder }, io.streams);
  return { code, rows: readRows(io.out()), reasons: io.errors() };
}

it.skipIf(present)('../shared/data is not here, so nothing is compared', ({ skip }) => skip());

describe.skipIf(!present)('recorded cases', () => {
  afterAll(() => process.stdout.write(agreementTable(agreements)));

  it.each(folders)('%s becomes the records that were expected', async (folder) => {
    const file = CaseFile.parse(JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')));

    const { code, rows, reasons } = await mapCase(folder);

    const found = Object.entries(file.tables).map(([name, table]) => {
      const recorded = readRows(readFileSync(join(folder, 'expected', `${name}.ndjson`), 'utf8'));
      const ours = rows.filter((row) => row.table === name);
      return compare({ plugin: file.plugin, name }, table, recorded, ours);
    });
    agreements.push(...found);
    expect({ code, reasons }).toEqual({ code: 0, reasons: '' });
    expect(found.flatMap(({ differing }) => differing)).toEqual([]);
  });

  it('a changed field is noticed', async () => {
    const folder = join(ROOT, 'github/issues');
    const file = CaseFile.parse(JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')));
    const recorded = readRows(readFileSync(join(folder, 'expected/issues.ndjson'), 'utf8'));
    const spoiled = recorded.map((row, index) => (index === 0 ? { ...row, title: 'another' } : row));
    const table = file.tables.issues;

    const { rows } = await mapCase(folder);

    const ours = rows.filter((row) => row.table === 'issues');
    const of = { plugin: 'github', name: 'issues' };
    expect(table && compare(of, table, spoiled, ours).differing).toHaveLength(1);
    expect(table && compare(of, table, recorded, ours.slice(1)).differing).toHaveLength(1);
    expect(table && compare(of, table, recorded.slice(1), ours).differing).toHaveLength(1);
  });
});
