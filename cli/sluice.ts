#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander';
import { NewerStoreError, SluiceError, UnknownStoreError } from '../shared/errors.ts';
import { exportFormats, importFormats } from '../shared/sql/file-formats.ts';
import { check, discover } from './commands/discover.ts';
import { fields } from './commands/fields.ts';
import { createKey, listKeys, revokeKey } from './commands/keys.ts';
import { logs } from './commands/logs.ts';
import { map } from './commands/map.ts';
import { migrateStore } from './commands/migrate.ts';
import { importPeople } from './commands/people.ts';
import { forgottenProject, listedProjects, setProject, showProject } from './commands/project.ts';
import { raw } from './commands/raw.ts';
import { sweep } from './commands/sweep.ts';
import { sync } from './commands/sync.ts';
import { addConfigCommands, endpointOption, profileOption } from './config/config-commands.ts';
import * as there from './remote/commands.ts';

const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('give a whole number above 0');
  return value;
};
const size = (text: string): string => {
  if (!/^[1-9]\d*(?:\.\d+)? ?[KMGT]i?B$/i.test(text)) throw new InvalidArgumentError('write it like 512MB or 4GB');
  return text;
};
const storeOption = () =>
  new Option('--store <folder>', 'where the local store lies').default('.sluice').env('SLUICE_STORE');
const memoryOption = () =>
  new Option('--memory <size>', 'how much memory DuckDB may use')
    .default('1GB')
    .env('SLUICE_SQL_MEMORY')
    .argParser(size);
/** DuckDB takes a fifth of a second to load: only for those who need it. */
const load = {
  import: () => import('./commands/import.ts'),
  export: () => import('./commands/export.ts'),
  serve: () => import('./commands/serve.ts'),
  start: () => import('./commands/start.ts'),
};
const ends = async (code: Promise<number>): Promise<void> => {
  process.exitCode = await code;
};

const program = new Command('sluice')
  .description("a team's engineering data, kept whole: collect it, map it, read it")
  .version('0.1.0')
  .showHelpAfterError('(sluice --help shows how it is written)')
  .addHelpText(
    'after',
    `
Examples:
  sluice sync github:octocat/hello-world       collect a repository into .sluice/
  sluice data issues --fields id,status,title  read what it became
  sluice replay github:octocat/hello-world --from extract

Exit codes: 0 done; 1 done with errors or failed, and of diff that something differs, of doctor that something is bad;
2 not understood: arguments, sluice.yaml, a store of another format; 130 interrupted.
What is synced when is written in sluice.yaml: sluice diff, apply, get, delete; then sluice sync needs no arguments.
A deployed Sluice: --endpoint URL or SLUICE_ENDPOINT with SLUICE_API_KEY, or --profile of ~/.config/sluice/config.json.
Colours are for terminals; NO_COLOR=1 leaves them out.
Tokens come from the environment: GITHUB_TOKEN, several separated by commas; GITLAB_URL is where a GitLab of your own is.
A connection "ci-two" of Jenkins, written jenkins@ci-two:folder/app, has JENKINS_CI_TWO_TOKEN and JENKINS_CI_TWO_URL.`,
  );

program
  .command('sync')
  .description('collect scopes into the local store; started again, only what is new')
  .argument(
    '[scope...]',
    'what to sync, for example github:owner/repo; default: all that sluice.yaml and the store name',
  )
  .option('--blueprint <name>', 'the scopes of a blueprint, as it says')
  .option('--base-url <url>', "the API's root: GitHub Enterprise (https://host/api/v3) or a test server")
  .option('--connection <name>', 'the connection to use; default: named after the vendor or its host')
  .option('--since <time>', 'for a first sync: nothing that was not updated since, for example 2026-01-01')
  .option('--full', 'ask for everything again, and tell what is gone; unchanged pages cost nothing')
  .option('--accept-deletions', 'with --full: take for deleted what is missing, however much it is')
  .option('--streams <names>', 'only these streams, separated by commas')
  .option('--config <file>', 'the scope config (mapping), a JSON file; kept with the scope')
  .option('--json', 'print the report as JSON')
  .addOption(storeOption())
  .addOption(endpointOption())
  .addOption(profileOption())
  .action((scopes, options) => ends(there.sync({ scopes, ...options })));

program
  .command('replay')
  .description('derive records again from what is stored; nothing is asked of the vendor')
  .argument('<scope...>', 'what to replay')
  .addOption(new Option('--from <stage>', 'where to begin').choices(['extract', 'convert']).default('extract'))
  .option('--connection <name>', 'the connection it was synced with')
  .option('--base-url <url>', 'the base URL it was synced from')
  .option('--config <file>', 'a new scope config (mapping), a JSON file; kept with the scope')
  .option('--json', 'print the report as JSON')
  .addOption(storeOption())
  .action((scopes, options) => ends(sync({ scopes, ...options })));

program
  .command('check')
  .description('say whether a source takes the credentials')
  .argument('<source>', 'for example github, or jenkins@ci-two')
  .option('--base-url <url>', "the API's root")
  .addOption(storeOption())
  .action((source, options) => ends(check({ source, ...options })));

program
  .command('discover')
  .description('list what a credential may see, as sluice sync takes it')
  .argument('<source>', 'for example github, or gitlab:my-group')
  .option('--base-url <url>', "the API's root")
  .option('--json', 'one JSON object a line')
  .addOption(storeOption())
  .action((source, options) => ends(discover({ source, ...options })));

program
  .command('fields')
  .description('list the fields that a mapping may name: id, name, type; custom ones first')
  .argument('<scope>', 'for example jira:8, or tapd:37469667')
  .option('--base-url <url>', "the API's root")
  .option('--json', 'one JSON object a line')
  .addOption(storeOption())
  .action((source, options) => ends(fields({ source, ...options })));

program
  .command('data')
  .description('print a domain table as NDJSON')
  .argument('<table>', 'for example issues, pull_requests, cicd_pipelines')
  .option('--scope <scope...>', 'only these scopes, for example github:owner/repo')
  .option('--fields <columns>', 'only these columns, separated by commas')
  .option('--deleted', 'also what was deleted: its key and deleted_at')
  .addOption(storeOption())
  .addOption(endpointOption())
  .addOption(profileOption())
  .action((table, options) => ends(there.data({ table, ...options })));

program
  .command('raw')
  .description("print the vendor's JSON that a row comes from; of a derived row, that of the rows it was made of")
  .argument('<table>', 'for example issues, pull_requests, issue_status_history')
  .argument('<id...>', 'the id; where the key has several columns, their values, from the first on')
  .option('--body', 'the whole answers, byte for byte')
  .option('--json', 'one JSON object a row')
  .addOption(storeOption())
  .action((table, id, options) => ends(raw({ table, id, ...options })));

program
  .command('sql')
  .description('answer a question in SQL (DuckDB) on what is stored; nothing can be changed by it')
  .argument('[question]', 'one SELECT, or - to read it from the standard input')
  .option('--schema [table]', 'tell which tables there are, or the columns of one')
  .option('--json', 'one JSON object a line')
  .option('--csv', 'CSV with a heading')
  .addOption(memoryOption())
  .addOption(storeOption())
  .addOption(endpointOption())
  .addOption(profileOption())
  .action((query, options) => ends(there.sql({ query, ...options })));

program
  .command('import')
  .description('bring a table of your own into the lake, to be joined in SQL: CSV, NDJSON, JSON or Parquet')
  .argument('[file]', 'what to read')
  .option('--table <name>', 'what SQL shall call it')
  .addOption(new Option('--format <format>', "where the file's name does not say it").choices(importFormats))
  .option('--append', 'add to the table; the columns must be the same')
  .option('--replace', 'put it in the place of the table')
  .option('--list', 'show what was imported')
  .option('--remove <table>', 'take an imported table away')
  .option('--json', 'with --list: one JSON object a line')
  .addOption(memoryOption())
  .addOption(storeOption())
  .action((file, options) => ends(load.import().then(({ importTable }) => importTable({ file, ...options }))));

program
  .command('export')
  .description('write a whole table, in the order of its key')
  .argument('<table>', 'for example issues; sluice sql --schema shows all')
  .addOption(new Option('--format <format>', 'how to write it').choices(exportFormats).default('ndjson'))
  .option('--out <file>', 'where to; without it the standard output')
  .addOption(memoryOption())
  .addOption(storeOption())
  .action((table, options) => ends(load.export().then(({ exportTable }) => exportTable({ table, ...options }))));

const project = program.command('project').description('products: what belongs to them, so that it counts for them');
project
  .command('set')
  .description('say which scopes a product consists of; they need not have been synced yet')
  .argument('<name>', 'what the product is called')
  .argument('<scope...>', 'for example github:acme/app jira:8')
  .option('--description <text>', 'one sentence')
  .option('--link-pattern <re2>', 'how pull requests name issues here; default: keys, and numbers behind "fixes"')
  .option(
    '--component <name=repository...>',
    'put incidents of a component down to deployments of its repositories only: checkout=github:acme/app',
  )
  .option('--reverts', 'count pull requests that take others back ("Revert …") as incidents')
  .addOption(storeOption())
  .action((name, scopes, options) => ends(setProject({ name, scopes, ...options })));
project
  .command('list')
  .description('list the products')
  .option('--json', 'one JSON object a line')
  .addOption(storeOption())
  .action((options) => ends(listedProjects(options)));
project
  .command('show')
  .description('show a product and the repositories, boards and builds that count for it')
  .argument('<name>', 'what the product is called')
  .addOption(storeOption())
  .action((name, options) => ends(showProject({ name, ...options })));
project
  .command('remove')
  .description('forget a product and what was derived for it; what was collected stays')
  .argument('<name>', 'what the product is called')
  .addOption(storeOption())
  .action((name, options) => ends(forgottenProject({ name, ...options })));

program
  .command('people')
  .description('users and teams')
  .command('import')
  .description('take users, their accounts and their teams from a file, instead of those known before')
  .argument('<file>', 'CSV with id,name,email,accounts,teams, or JSON with users and teams')
  .addOption(storeOption())
  .action((file, options) => ends(importPeople({ file, ...options })));

program
  .command('metric')
  .description('print a metric of a project, or a group of them such as dora; why there is nothing, and how sure it is')
  .argument('[name]', 'for example dora, flow.entered or issue.lead_time; --list says which there are')
  .option('--project <name>', 'whose repositories, boards and CI scopes count')
  .addOption(new Option('--by <step>', 'how time is parted').choices(['day', 'week', 'month', 'range']))
  .option('--from <date>', 'the first day, for example 2026-01-01')
  .option('--to <date>', 'the last day; default: today')
  .option('--zone <zone>', 'where days begin and end, for example Europe/Berlin', 'UTC')
  .option('--split <tags>', 'part the numbers by these tags, separated by commas')
  .option('--states <names>', "the states of the flow, first to last, separated by commas; default: the mapping's")
  .option('--list', 'which metrics there are, and what they mean')
  .option('--explain', 'what each rule lets through, also where there are numbers')
  .option('--json', 'one JSON object a line')
  .option('--csv', 'CSV with a heading')
  .addOption(memoryOption())
  .addOption(storeOption())
  .addOption(endpointOption())
  .addOption(profileOption())
  .action((name, options) => ends(there.metric({ name, ...options })));

program
  .command('sweep')
  .description('set aside stored objects that nothing names any more; removed after 30 days')
  .addOption(storeOption())
  .action((options) => ends(sweep(options)));

program
  .command('runs')
  .description('list the latest runs')
  .addOption(new Option('--limit <n>', 'how many').default(20).argParser(positive))
  .option('--json', 'one JSON object a line')
  .addOption(storeOption())
  .addOption(endpointOption())
  .addOption(profileOption())
  .action((options) => ends(there.runs(options)));

program
  .command('run')
  .description('show one run: its report, or how far it is')
  .argument('<id>', 'as sluice runs prints it')
  .option('--json', 'the report, or how far it is, as JSON; with --watch a line whenever that changes')
  .option('--watch', 'follow it to its end; the exit code is then that of the run')
  .option('--dead', 'what died, one JSON object a line: request, answer, attempts, time')
  .option('--quarantine', 'what could not be mapped, one JSON object a line, with where its bytes are')
  .addOption(storeOption())
  .addOption(endpointOption())
  .addOption(profileOption())
  .action((id, options) => ends(there.run({ run: id, ...options })));

program
  .command('cancel')
  .description('cancel a run: nothing more is asked, what was collected is kept')
  .argument('<id>', 'as sluice runs prints it')
  .addOption(storeOption())
  .addOption(endpointOption())
  .addOption(profileOption())
  .action((id, options) => ends(there.cancel({ run: id, ...options })));

program
  .command('retry')
  .description('try again only what died in a run, as a run of its own')
  .argument('<id>', 'as sluice runs prints it')
  .option('--json', 'print the report as JSON')
  .addOption(storeOption())
  .addOption(endpointOption())
  .addOption(profileOption())
  .action((id, options) => ends(there.retry({ run: id, ...options })));

program
  .command('logs')
  .description("show what happened to a run's work, one JSON line each")
  .argument('<id>', 'as sluice runs prints it')
  .option('--item <id>', "one work item's whole life")
  .option('--deployed', 'from the AWS account of the environment (CloudWatch Logs Insights)')
  .addOption(storeOption())
  .action((id, options) => ends(logs({ run: id, ...options })));

const portOption = () =>
  new Option('--port <number>', 'where to listen; 0: whichever is free').default(7070).argParser((text) => {
    const port = Number(text);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('give 0 to 65535');
    return port;
  });

program
  .command('start')
  .description(
    'show the page in a browser; where nothing was synced yet, on a made-up organisation, from where to connect',
  )
  .addOption(portOption())
  .addOption(storeOption())
  .option('--no-open', 'only print the address')
  .option('--json', 'print the address and the key as JSON')
  .action((options) => ends(load.start().then(({ start }) => start(options))));

program
  .command('serve')
  .description('answer the API, and show the page, on this machine; prints the address with a key')
  .addOption(portOption())
  .option('--json', 'print the address and the key as JSON')
  .addOption(storeOption())
  .action((options) => ends(load.serve().then(({ serve }) => serve(options))));

const keys = program.command('keys').description('keys of the API: who may do what');
keys
  .command('create')
  .description('make a key and print it, this once')
  .argument('<name>', 'what it is for')
  .addOption(new Option('--role <role>', 'what it may do').choices(['reader', 'operator', 'admin']).default('reader'))
  .option('--days <number>', 'how long it is good; default: until it is revoked', positive)
  .option('--json', 'as JSON')
  .addOption(storeOption())
  .action((name, options) => ends(createKey({ name, ...options })));
keys
  .command('list')
  .description('list the keys, without what could be used')
  .option('--json', 'one JSON object a line')
  .addOption(storeOption())
  .action((options) => ends(listKeys(options)));
keys
  .command('revoke')
  .description('revoke a key: from now on it opens nothing')
  .argument('<id>', 'as sluice keys list prints it')
  .addOption(storeOption())
  .action((id, options) => ends(revokeKey({ id, ...options })));

program
  .command('migrate')
  .description(
    'bring the local store into the present format, which every command does by itself; or show what was done',
  )
  .option('--status', 'change nothing: which migrations have been applied, and when')
  .option('--json', 'as JSON')
  .addOption(storeOption())
  .action((options) => ends(migrateStore(options)));

program
  .command('map')
  .description('print the domain records that raw pages or API objects become, storing nothing')
  .argument('[plugin]', 'for example github')
  .argument('[stream]', 'for example issues')
  .option('--scope <file>', "the scope, a JSON file: the API's answer, or its description")
  .option('--config <file>', 'the scope config (mapping), a JSON file')
  .option('--connection <name>', "the connection in the records' ids", '1')
  .option('--case <folder>', 'a folder of raw answers, scope and mapping instead')
  .action((plugin, stream, options) => ends(map({ plugin, stream, ...options }, process)));

addConfigCommands(program, { storeOption, ends });

program.exitOverride();
process.stdout.on('error', (error) => {
  // A reader that has seen enough (`| head`) is no failure.
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof SluiceError) {
    process.stderr.write(`sluice: ${error.message}\n`);
    process.exitCode =
      error.name === 'InvalidInputError' || error instanceof NewerStoreError || error instanceof UnknownStoreError
        ? 2
        : 1;
  } else if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number') {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else throw error;
}
