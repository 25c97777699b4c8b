import { createReadStream } from 'node:fs';
import * as z from 'zod';
import { People } from '../../shared/contract/project.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { connectionOwner } from '../../shared/pipeline/domain-places.ts';
import { enrichOne, enrichWho } from '../../shared/pipeline/enrich.ts';
import { sumReconciled } from '../../shared/pipeline/enrich-rows.ts';
import { savePeople } from '../../shared/pipeline/people.ts';
import { scopesOf } from '../../shared/pipeline/read-data.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { openUpgraded } from '../open-upgraded.ts';
import { readJson } from '../read-json.ts';
import { readLines } from '../read-lines.ts';

const BY_HAND = 'by-hand';

/** Takes users, teams and the accounts that are theirs from a CSV or JSON file, instead of those known before. */
export async function importPeople(given: { file: string; store: string; json?: boolean }): Promise<number> {
  const people = given.file.endsWith('.json') ? await readJsonPeople(given.file) : await readCsvPeople(given.file);
  const store = await openUpgraded(given.store, 'write');
  try {
    const { control: table, domain, objects } = store;
    const ports = { plugins, table, domain, objects, clock: systemClock };
    await savePeople(table, people);
    const connections = new Set((await scopesOf(table)).map(connectionOwner));
    const done = [await enrichWho(ports, BY_HAND)];
    for (const of of connections) done.push(await enrichOne(ports, { what: 'connection', of }, BY_HAND));
    const { written, unchanged, deleted } = sumReconciled(done);
    const [users, teams] = [people.users.length, people.teams.length];
    const says = `${users} users, ${teams} teams: ${written} rows written, ${unchanged} unchanged, ${deleted} removed`;
    const counts = { users, teams, written, unchanged, deleted };
    process.stdout.write(`${given.json ? JSON.stringify(counts) : says}\n`);
    return 0;
  } finally {
    store.close();
  }
}

async function readJsonPeople(file: string): Promise<People> {
  const read = People.safeParse(await readJson(file));
  if (read.success) return read.data;
  throw new InvalidInputError(`${file} does not describe people: ${z.prettifyError(read.error)}`);
}

const COLUMNS = ['id', 'name', 'email', 'accounts', 'teams'];

/** A line a user: `id,name,email,accounts,teams`, several accounts or teams separated by semicolons. */
async function readCsvPeople(file: string): Promise<People> {
  let columns: readonly string[] | undefined;
  const users: Record<string, unknown>[] = [];
  for await (const { number, text } of readLines(createReadStream(file))) {
    const cells = cellsOf(text.replace(/\r$/, '').replace(/^\uFEFF/, ''));
    if (!columns) {
      columns = cells.map((cell) => cell.toLowerCase());
      const unknown = columns.filter((column) => !COLUMNS.includes(column));
      if (unknown.length > 0 || !columns.includes('id'))
        throw new InvalidInputError(`${file} has the columns ${columns.join()}; write ${COLUMNS.join()}, id at least`);
      continue;
    }
    const user = new Map(columns.map((column, i) => [column, cells[i]?.trim() ?? '']));
    if (!user.get('id')) throw new InvalidInputError(`${file} line ${number} has no id`);
    const several = (column: string) => (user.get(column) ?? '').split(';').flatMap((one) => one.trim() || []);
    users.push({ ...Object.fromEntries(user), accounts: several('accounts'), teams: several('teams') });
  }
  const teams = [...new Set(users.flatMap((user) => z.array(z.string()).parse(user.teams)))];
  return People.parse({ users, teams: teams.map((id) => ({ id, name: id })) });
}

/** The cells of a line; a quoted one may hold commas, and quotes that are doubled. */
function cellsOf(line: string): readonly string[] {
  const cells = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}
