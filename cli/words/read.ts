import { type Command, Option } from 'commander';
import { exportFormats, importFormats } from '../../shared/sql/file-formats.ts';
import { note } from './notes.ts';
import { type Ends, hereOrThere, json, memory, onlyHere } from './options.ts';

const there = () => import('../remote/commands.ts');

/** Adds what reads what was collected. */
export function addReadCommands(program: Command, ends: Ends): void {
  program.commandsGroup('Read:');
  const data = program
    .command('data')
    .description('print a domain table as NDJSON')
    .argument('<table>', 'for example issues, pull_requests, cicd_pipelines')
    .option('--scope <scope...>', 'only these scopes, for example github:owner/repo')
    .option('--fields <columns>', 'only these columns, separated by commas')
    .option('--deleted', 'also what was deleted: its key and deleted_at')
    .addOption(json('what is printed anyhow: one JSON object a line'))
    .action((table, options) => ends(there().then((words) => words.data({ table, ...options }))));
  hereOrThere(data);

  const raw = program
    .command('raw')
    .description("print the vendor's JSON that a row comes from; of a derived row, that of the rows it was made of")
    .argument('<table>', 'for example issues, pull_requests, issue_status_history')
    .argument('<id...>', 'the id; where the key has several columns, their values, from the first on')
    .option('--body', 'the whole answers, byte for byte')
    .addOption(json('one JSON object a row'))
    .action((table, id, options) =>
      ends(import('../commands/raw.ts').then(({ raw: print }) => print({ table, id, ...options }))),
    );
  onlyHere(raw, 'GET /api/v1/data/TABLE/ID/raw answers it there, and the page leads to it from any row');
  note(raw, { one: 'there is no such row, or what is stored of it is not what was received' });

  const sql = program
    .command('sql')
    .description('answer a question in SQL (DuckDB) on what is stored; nothing can be changed by it')
    .argument('[question]', 'one SELECT, or - to read it from the standard input')
    .option('--schema [table]', 'tell which tables there are, or the columns of one')
    .addOption(json('one JSON object a line').conflicts('csv'))
    .option('--csv', 'CSV with a heading')
    .addOption(memory())
    .action((query, options) => ends(there().then((words) => words.sql({ query, ...options }))));
  hereOrThere(sql);

  const metric = program
    .command('metric')
    .description(
      'print a metric of a project, or a group of them such as dora; why there is nothing, and how sure it is',
    )
    .argument('[metric]', 'for example dora, flow.entered or issue.lead_time; --list says which there are')
    .option('--project <project>', 'whose repositories, boards and CI scopes count')
    .addOption(new Option('--by <step>', 'how time is parted').choices(['day', 'week', 'month', 'range']))
    .option('--from <date>', 'the first day, for example 2026-01-01')
    .option('--to <date>', 'the last day; default: today')
    .option('--zone <zone>', 'where days begin and end, for example Europe/Berlin', 'UTC')
    .option('--split <tags>', 'part the numbers by these tags, separated by commas')
    .option('--states <names>', "the states of the flow, first to last, separated by commas; default: the mapping's")
    .option('--list', 'which metrics there are, and what they mean')
    .option('--explain', 'what each rule lets through, also where there are numbers')
    .addOption(json('one JSON object a line').conflicts('csv'))
    .option('--csv', 'CSV with a heading')
    .addOption(memory())
    .action((name, options) => ends(there().then((words) => words.metric({ name, ...options }))));
  hereOrThere(metric);

  const exported = program
    .command('export')
    .description('write a whole table, in the order of its key; or config: all that is configured, as sluice.yaml')
    .argument('<table>', 'for example issues; sluice sql --schema shows all; config is what sluice apply takes')
    .addOption(new Option('--format <format>', 'how to write it').choices(exportFormats).default('ndjson'))
    .option('--out <file>', 'where to; without it the standard output')
    .addOption(json('the same as --format ndjson').conflicts('format'))
    .addOption(memory())
    .action((table, options) => ends(there().then((words) => words.exported({ table, ...options }))));
  hereOrThere(exported);

  const brought = program
    .command('import')
    .description('bring a table of your own into the lake, to be joined in SQL: CSV, NDJSON, JSON or Parquet')
    .argument('[file]', 'what to read')
    .option('--table <name>', 'what SQL shall call it')
    .addOption(new Option('--format <format>', "where the file's name does not say it").choices(importFormats))
    .option('--append', 'add to the table; the columns must be the same')
    .option('--replace', 'put it in the place of the table')
    .option('--list', 'show what was imported')
    .option('--remove <table>', 'take an imported table away')
    .addOption(json('what was done as JSON; with --list one JSON object a line'))
    .addOption(memory())
    .action((file, options) =>
      ends(import('../commands/import.ts').then((words) => words.importTable({ file, ...options }))),
    );
  onlyHere(brought, 'a deployed Sluice takes no tables of your own; join them here, in a store of your own');
}
