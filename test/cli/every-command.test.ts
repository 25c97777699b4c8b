import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sluiceProgram } from '../../cli/program.ts';
import { type LocalServer, openLocalServer } from '../../cli/serve/local-server.ts';
import { leavesOf, notesOf, pathOf } from '../../cli/words/notes.ts';
import { callHere } from '../support/call-here.ts';
import { type Orchard, plant, SCOPE, TOKEN } from '../support/orchard.ts';
import { type Ended, linesOf } from '../support/sluice.ts';

let orchard: Orchard;
let server: LocalServer;
let file: string;
let run: string;
let item: string;
let key: string;
let people: string;

const here = (...given: readonly string[]): Promise<Ended> =>
  callHere(given, { GITHUB_TOKEN: TOKEN, SLUICE_STORE: orchard.store, XDG_CONFIG_HOME: orchard.folder });
const there = (...given: readonly string[]): Promise<Ended> =>
  callHere(given, {
    GITHUB_TOKEN: TOKEN,
    SLUICE_ENDPOINT: server.url,
    SLUICE_API_KEY: server.key,
    SLUICE_STORE: join(orchard.folder, 'no-store'),
    XDG_CONFIG_HOME: orchard.folder,
  });

const FILE = (url: string) => `version: 1
connections:
  github: { plugin: github, baseUrl: '${url}', tokens: [env:GITHUB_TOKEN], scopeConfig: usual }
scopeConfigs:
  usual: { plugin: github, mapping: { issueTypeBug: ^bug$ } }
scopes:
  ${SCOPE}:
projects:
  shop: { scopes: ['${SCOPE}'] }
blueprints:
  nightly: { project: shop, cron: 0 3 * * *, zone: Europe/Zurich }
metrics:
  shop.issues:
    title: Issues
    means: how many there are
    needs: boards
    values: [issues count]
    sql: SELECT bucket, count(*) AS issues FROM buckets GROUP BY bucket
`;

beforeAll(async () => {
  // One stream is refused, so that something died.
  orchard = await plant({ faults: [{ kind: 'status', status: 404, message: 'Not Found', path: '/tags' }] });
  file = join(orchard.folder, 'sluice.yaml');
  writeFileSync(file, FILE(orchard.github.url));
  people = join(orchard.folder, 'people.csv');
  writeFileSync(people, 'id,name,email\nu1,Ada,ada@example.com\n');
  const applied = await here('apply', '-f', file);
  const report = JSON.parse((await here('sync', SCOPE, '--json')).out);
  run = report.run;
  const log = linesOf((await here('logs', run)).out).map((line) => JSON.parse(line));
  item = log.find((line) => line.items?.length > 0)?.items[0] ?? '';
  key = JSON.parse((await here('keys', 'create', 'grafana', '--json')).out).id;
  expect([applied.err, report.state, item !== '']).toEqual(['', 'completed_with_errors', true]);
  server = await openLocalServer({
    store: orchard.store,
    port: 0,
    page: join(orchard.folder, 'page'),
    onFailure: () => {},
    onStart: () => {},
  });
});
afterAll(async () => {
  await server?.close();
  await orchard?.[Symbol.asyncDispose]();
});

/** What a command does, which no two calls do alike, or what is of this machine. */
const NOT_COMPARED: Readonly<Record<string, string>> = {
  sync: 'each call is a run of its own; see below',
  replay: 'each call is a run of its own; see below',
  retry: 'each call is a run of its own; see below',
  doctor: 'it looks at this machine, and at the endpoint beside it',
  open: 'the address is that of the server',
  'keys create': 'each key is another one',
};

/** Every form of every command that a deployed Sluice takes and that changes nothing. */
const SAME: readonly (() => readonly string[])[] = [
  () => ['runs'],
  () => ['runs', '--json'],
  () => ['runs', '--limit', '1', '--json'],
  () => ['run', run],
  () => ['run', run, '--json'],
  () => ['run', run, '--dead'],
  () => ['run', run, '--watch'],
  () => ['run', 'run-none'],
  () => ['cancel', run],
  () => ['cancel', run, '--json'],
  () => ['cancel', 'run-none'],
  () => ['retry', 'run-none'],
  () => ['logs', run],
  () => ['logs', run, '--item', item],
  () => ['logs', run, '--item', 'none'],
  () => ['logs', 'run-none'],
  () => ['data', 'issues'],
  () => ['data', 'issues', '--fields', 'id, status,title'],
  () => ['data', 'issues', '--fields', 'id,nonsense'],
  () => ['data', 'issues', '--deleted'],
  () => ['data', 'issues', '--scope', SCOPE],
  () => ['data', 'commits'],
  () => ['data', 'isues'],
  () => [
    'sql',
    'select status, count(*) as n, max(created_date) as latest from issues group by status order by status',
  ],
  () => ['sql', 'select status, count(*) as n from issues group by status order by status', '--json'],
  () => ['sql', 'select id, title, is_subtask, created_date from issues order by id', '--csv'],
  () => [
    'sql',
    'select [1, 2] as list, {a: 1} as thing, null as nothing, true as yes, 1.5 as number, 12::bigint as big',
  ],
  () => ['sql', 'selct'],
  () => ['sql'],
  () => ['metric', '--list'],
  () => ['metric', '--list', '--json'],
  () => ['metric', 'shop.issues', '--project', 'shop', '--by', 'month', '--from', '2020-01-01', '--to', '2020-06-30'],
  () => ['metric', 'flow.entered', '--project', 'shop', '--by', 'month', '--from', '2020-01-01', '--to', '2020-06-30'],
  () => ['metric', 'flow.entered', '--project', 'shop', '--by', 'month', '--from', '2026-01-01', '--json'],
  () => ['metric', 'issue.lead_time', '--project', 'shop', '--by', 'month', '--from', '2026-01-01', '--csv'],
  () => ['metric', 'dora', '--project', 'shop', '--explain', '--from', '2026-01-01', '--to', '2026-03-31'],
  () => ['metric', 'nonsense', '--project', 'shop'],
  () => ['metric', 'dora', '--project', 'nonsense'],
  () => ['metric', 'dora', '--zone', 'Mars'],
  () => ['check', 'github'],
  () => ['check', 'github', '--json'],
  () => ['check', 'nonsense'],
  () => ['discover', 'github'],
  () => ['discover', 'github', '--json'],
  () => ['fields', 'github:octo/orchard'],
  () => ['get', '--json'],
  () => ['get', '--yaml'],
  () => ['get'],
  () => ['export', 'config'],
  () => ['export', 'config', '--json'],
  () => ['get', 'connection'],
  () => ['get', 'blueprint', 'nightly'],
  () => ['get', 'blueprint', 'none'],
  () => ['get', 'blueprint', 'none', '--json'],
  () => ['get', 'nonsense'],
  () => ['diff', '-f', file],
  () => ['diff', '-f', file, '--json'],
  () => ['diff', '-f', join(orchard.folder, 'none.yaml')],
  () => ['apply', '-f', file],
  () => ['delete', 'project', 'shop'],
  () => ['delete', 'project', 'none'],
  () => ['delete', 'nonsense', 'none'],
  () => ['keys', 'list'],
  () => ['keys', 'list', '--json'],
  () => ['keys', 'revoke', 'none'],
];

/** The first lines that differ, so that a failure can be read. */
const differingLines = (mine: Ended, theirs: Ended): readonly (readonly [string | undefined, string | undefined])[] => {
  if (mine.out === theirs.out && mine.err === theirs.err) return [];
  const [a, b] = [mine, theirs].map(({ out, err }) => `${out}\n${err}`.split(/(?<=\n)/));
  const at = (a ?? []).findIndex((line, i) => line !== b?.[i]);
  return [[a?.[at], b?.[at]]];
};

const leaves = leavesOf(sluiceProgram(async () => {})).filter((each) => !['complete', 'help'].includes(each.name()));
const pathsOf = (all: readonly Command[]): readonly string[] => all.map(pathOf).toSorted();
const has = (command: Command, flag: string): boolean =>
  command
    .createHelp()
    .visibleOptions(command)
    .some(({ long }) => long === flag);

describe('here and there', () => {
  it.each(SAME.map((given, at) => [at, given] as const))('a command prints the same, form %i', async (_, given) => {
    const mine = await here(...given());
    const theirs = await there(...given());

    expect({ code: theirs.code, differ: differingLines(mine, theirs) }, given().join(' ')).toEqual({
      code: mine.code,
      differ: [],
    });
  });

  it('every command that takes --endpoint is compared, or it is said why not', () => {
    const compared = new Set(
      SAME.map((given) => leaves.map(pathOf).find((path) => given().join(' ').startsWith(path))),
    );

    expect(pathsOf(leaves.filter((each) => has(each, '--endpoint')))).toEqual(
      [...new Set([...compared, ...Object.keys(NOT_COMPARED)])].toSorted(),
    );
  });

  it('a run prints the same report, but for its name and its times', async () => {
    const plain = ({ out }: Ended): string =>
      out
        .replaceAll(/run-[0-9a-f]{16}/g, 'RUN')
        .replaceAll(/\d+\.\d s|\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
        .replaceAll(/"(milliseconds|waited|idle)":\d+/g, '"$1":0');
    for (const given of [
      ['replay', SCOPE, '--from', 'convert'],
      ['sync', SCOPE],
      ['retry', run],
    ]) {
      const mine = await here(...given);
      const theirs = await there(...given);

      expect({ code: theirs.code, out: plain(theirs) }, `${given.join(' ')} ${theirs.err}`).toEqual({
        code: mine.code,
        out: plain(mine),
      });
    }
  });

  it('a command of this machine says in one line what to do instead', async () => {
    for (const leaf of leaves.filter((each) => !has(each, '--endpoint') && has(each, '--store'))) {
      const ended = await here(...pathOf(leaf).split(' '), '--endpoint', server.url);

      const says = `sluice: sluice ${pathOf(leaf)} works on this machine only: ${notesOf(leaf).instead}\n`;
      expect(ended).toMatchObject({ code: 2, out: '', err: says });
    }
  });
});

/** One good call of each command; in this order, for some undo what others did. */
const GOOD: readonly (readonly [path: string, more: () => readonly string[]])[] = [
  ['sync', () => [SCOPE, '--streams', 'milestones']],
  ['replay', () => [SCOPE]],
  ['runs', () => []],
  ['run', () => [run]],
  ['cancel', () => [run]],
  ['retry', () => [run]],
  ['logs', () => [run]],
  ['data', () => ['issues']],
  ['raw', () => ['issues', 'github:GithubIssue:github:100001']],
  ['sql', () => ['select 1 as one']],
  ['metric', () => ['flow.entered', '--project', 'shop']],
  ['export', () => ['issues']],
  ['import', () => [people, '--table', 'mine', '--replace']],
  ['check', () => ['github']],
  ['discover', () => ['github']],
  ['fields', () => ['github:octo/orchard']],
  ['map', () => ['github', 'issues', '--case', '/none']],
  ['diff', () => ['-f', file]],
  ['apply', () => ['-f', file]],
  ['get', () => []],
  ['delete', () => ['metric', 'shop.issues']],
  ['schema', () => []],
  ['project set', () => ['other', SCOPE]],
  ['project list', () => []],
  ['project show', () => ['other']],
  ['project remove', () => ['other']],
  ['people import', () => [people]],
  ['open', () => ['--port', new URL(server.url).port]],
  ['keys create', () => ['mine']],
  ['keys list', () => []],
  ['keys revoke', () => [key]],
  ['doctor', () => ['-f', file]],
  ['migrate', () => []],
  ['sweep', () => []],
];

/** What goes on until it is told to stop. */
const GOES_ON = ['start', 'serve'];

/** What a call on a small GitHub ends with, where that is not 0. */
const CODES: Readonly<Record<string, number>> = {
  // GitHub has no fields of its own.
  fields: 2,
  // There is no such case.
  map: 1,
  retry: 1,
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('every command', () => {
  it('has --json, or it is said why not', () => {
    expect(pathsOf(leaves.filter((each) => !has(each, '--json')))).toEqual(
      pathsOf(leaves.filter((each) => notesOf(each).noJson !== undefined)),
    );
    expect([...GOOD.map(([path]) => path), ...GOES_ON].toSorted()).toEqual(
      pathsOf(leaves.filter((each) => has(each, '--json'))),
    );
  });

  it.each(GOOD)('%s --json prints JSON, whole or a line an object', async (path, more) => {
    const { code, out, err } = await here(...path.split(' '), ...more(), '--json');

    const lines = linesOf(out);
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: CODES[path] ?? 0, err: code === 0 ? '' : err });
    expect(isJson(out) || lines.every(isJson), out.slice(0, 500)).toBe(true);
    if (code === 0) expect(out === '' ? path : '').toBe(['diff', 'apply'].includes(path) ? path : '');
  });

  it('says in one line, with exit code 2, what it does not understand', async () => {
    for (const leaf of leaves) {
      const words = pathOf(leaf).split(' ');
      const help = `sluice ${pathOf(leaf)} --help shows how it is written\n`;
      const needs = leaf.registeredArguments.filter(({ required }) => required);
      const long = leaf.createHelp().visibleOptions(leaf)[0]?.long ?? '';
      for (const [given, says] of [
        [['--nonsense'], `sluice: unknown option '--nonsense'; ${help}`],
        [[`${long}s`], `sluice: unknown option '${long}s', did you mean ${long}? ${help}`],
        ...(needs.length > 0
          ? [[[], `sluice: missing required argument '${needs[0]?.name()}'; ${help}`] as const]
          : []),
      ] as const)
        expect(await here(...words, ...given)).toMatchObject({ code: 2, out: '', err: says });
    }
  });

  it('says in one line what is wrong with a store, and never where in our code', async () => {
    const stores = brokenStores(orchard);
    for (const [path, more] of GOOD)
      for (const store of stores) {
        const ended = await here(...path.split(' '), ...more(), ...(path === 'schema' ? [] : ['--store', store]));
        const said = `${path} on ${store}: ${ended.err}`;

        expect([0, 1, 2], said).toContain(ended.code);
        expect(ended.err, said).not.toMatch(/mistake in Sluice|\n {4}at |node:/);
        if (ended.code === 2) expect(linesOf(ended.err), said).toHaveLength(1);
      }
  });
});

/** Folders that are no store: absent, a file, of a newer Sluice, with a file that is no database. */
function brokenStores({ folder }: Orchard): readonly string[] {
  const [none, aFile, newer, noDatabase] = ['none', 'a-file', 'newer', 'no-database'].map((name) => join(folder, name));
  writeFileSync(aFile ?? '', '');
  for (const path of [newer ?? '', noDatabase ?? '']) mkdirSync(path);
  const database = new DatabaseSync(join(newer ?? '', 'sluice.db'));
  database.exec(`CREATE TABLE meta (name TEXT, value TEXT); INSERT INTO meta VALUES ('format', '99')`);
  database.close();
  writeFileSync(join(noDatabase ?? '', 'sluice.db'), 'this is a letter to my grandmother '.repeat(40));
  return [none ?? '', join(aFile ?? '', 'x'), aFile ?? '', newer ?? '', noDatabase ?? ''];
}
