import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { columnsOf } from '../../shared/domain/columns.ts';
import type { Table } from '../../shared/domain/table.ts';
import { tables } from '../../shared/domain/tables.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Areas of the domain by the file that holds their tables. */
const AREAS: Readonly<Record<string, string>> = {
  ticket: 'Planning',
  code: 'Code',
  codereview: 'Reviews',
  cicd: 'Builds and deployments',
  qa: 'Tests',
  crossdomain: 'People, products and what links them',
};

const HEAD = `# The tables

<!-- Written by "npm run docs" from the schemas in shared/domain: change those. -->

Every source fills these tables, which are named as DevLake's. \`sluice data TABLE\` prints one, a JSON object a line. **Bold** columns are the key. Times are UTC with milliseconds; what is absent is left out. Ids are \`plugin:Entity:connection:…\` and mean nothing else: take them as they are. References may lead nowhere while sources load, or for ever, when what they name was not collected.
`;

/** A table as its source tells of it: what it is, and what some of its columns mean. */
interface Told {
  readonly about: string;
  readonly columns: ReadonlyMap<string, string>;
}

/** What is written above the tables in shared/domain, by their names. */
function toldOf(area: string): readonly (readonly [string, Told])[] {
  const source = readFileSync(join(ROOT, 'shared/domain', `${area}.ts`), 'utf8');
  const parts = source.split(/^\/\*\*/m).slice(1);
  return parts.flatMap((part) => {
    const [about = '', code = ''] = part.split(/\*\/\nexport const /);
    const name = /table\(\s*'([a-z_]+)'/.exec(code)?.[1];
    const columns = [...code.matchAll(/\/\*\* (.*?) \*\/\s*(\w+):/g)].map(
      ([, text = '', field = '']) => [field, text] as const,
    );
    return name === undefined ? [] : [[name, { about: plain(about), columns: new Map(columns) }] as const];
  });
}

const plain = (comment: string): string => comment.replace(/\s*\n\s*\*\s?/g, ' ').trim();

/** The sources that fill a table, as their pages say. */
function sourcesOf(table: string): readonly string[] {
  const pages = globSync('docs/sources/*.md', { cwd: ROOT }).toSorted();
  return pages.filter((page) => {
    const rows = readFileSync(join(ROOT, page), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    return rows.some((row) => row.split('|')[3]?.includes(`\`${table}\``));
  });
}

/** The words that a column may hold, where the schema names them. */
function wordsOf(schema: z.core.$ZodType | undefined): readonly string[] {
  if (schema === undefined) return [];
  const text = JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const listed = /"enum":(\[[^\]]*\])/.exec(text)?.[1];
  return listed === undefined ? [] : z.array(z.string()).parse(JSON.parse(listed));
}

function section(table: Table, told: Told): string {
  const columns = columnsOf(table).map(({ field, name, type, isKey }) => {
    const words = wordsOf(table.schema.shape[field]).join(', ');
    const meaning = [told.columns.get(field), words].filter(Boolean).join(' ');
    return `| ${isKey ? `**${name}**` : name} | ${type} | ${meaning} |`.replace('|  |', '| |');
  });
  const sources = sourcesOf(table.name).map((page) => {
    const name = basename(page, '.md');
    return `[${name}](sources/${name}.md)`;
  });
  const from = sources.length > 0 ? `From ${sources.join(', ')}.` : 'Derived, or given by the user.';
  return [
    `### ${table.name}`,
    '',
    `${told.about} ${from}`,
    '',
    '| column | type | |',
    '| --- | --- | --- |',
    ...columns,
    '',
  ].join('\n');
}

/** The reference page of all domain tables, docs/domain.md. */
export function domainPage(): string {
  const areas = Object.entries(AREAS).map(([area, title]) => {
    const sections = toldOf(area).flatMap(([name, told]) => {
      const table = tables.get(name);
      return table ? [section(table, told)] : [];
    });
    return [`## ${title}`, '', ...sections].join('\n');
  });
  return `${[HEAD, ...areas].join('\n').trimEnd()}\n`;
}
