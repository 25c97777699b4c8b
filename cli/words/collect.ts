import { type Command, Option } from 'commander';
import { note } from './notes.ts';
import { type Ends, hereOrThere, json, positive } from './options.ts';

const there = () => import('../remote/commands.ts');
const ONE = 'it completed with errors, or failed';

/** Adds what makes runs, shows them and ends them. */
export function addRunCommands(program: Command, ends: Ends): void {
  program.commandsGroup('Collect:');
  const sync = program
    .command('sync')
    .description('collect scopes into the store; started again, only what is new')
    .argument('[scope...]', 'for example github:owner/repo; default: all that sluice.yaml and the store name')
    .option('--blueprint <blueprint>', 'the scopes of a blueprint, as it says')
    .option('--base-url <url>', "the API's root: GitHub Enterprise (https://host/api/v3) or a test server")
    .option('--connection <connection>', 'the connection to use; default: named after the vendor or its host')
    .option('--since <time>', 'for a first sync: nothing that was not updated since, for example 2026-01-01')
    .option('--full', 'ask for everything again, and tell what is gone; unchanged pages cost nothing')
    .option('--accept-deletions', 'with --full: take for deleted what is missing, however much it is')
    .option('--streams <names>', 'only these streams, separated by commas')
    .option('--config <file>', 'the scope config (mapping), a JSON file; kept with the scope')
    .addOption(json('print the report as JSON'))
    .action((scopes, options) => ends(there().then((words) => words.sync({ scopes, ...options }))));
  note(hereOrThere(sync), { one: ONE });

  const replay = program
    .command('replay')
    .description('derive records again from what is stored; nothing is asked of the vendor')
    .argument('<scope...>', 'what to replay')
    .addOption(new Option('--from <stage>', 'where to begin').choices(['extract', 'convert']).default('extract'))
    .option('--connection <connection>', 'the connection it was synced with')
    .option('--base-url <url>', 'the base URL it was synced from')
    .option('--config <file>', 'a new scope config (mapping), a JSON file; kept with the scope')
    .addOption(json('print the report as JSON'))
    .action((scopes, options) => ends(there().then((words) => words.replay({ scopes, ...options }))));
  note(hereOrThere(replay), { one: ONE });

  const runs = program
    .command('runs')
    .description('list the latest runs')
    .addOption(new Option('--limit <n>', 'how many').default(20).argParser(positive))
    .addOption(json('one JSON object a line'))
    .action((options) => ends(there().then((words) => words.runs(options))));
  hereOrThere(runs);

  const run = program
    .command('run')
    .description('show one run: its report, or how far it is')
    .argument('<run>', 'as sluice runs prints it')
    .addOption(json('the report, or how far it is, as JSON; with --watch a line whenever that changes'))
    .option('--watch', 'follow it to its end; the exit code is then that of the run')
    .option('--dead', 'what died, one JSON object a line: request, answer, attempts, time')
    .option('--quarantine', 'what could not be mapped, one JSON object a line, with where its bytes are')
    .action((id, options) => ends(there().then((words) => words.run({ run: id, ...options }))));
  note(hereOrThere(run), { one: 'there is no such run; with --watch also: it completed with errors, or failed' });

  const cancel = program
    .command('cancel')
    .description('cancel a run: nothing more is asked, what was collected is kept')
    .argument('<run>', 'as sluice runs prints it')
    .addOption(json('the run and its state as JSON'))
    .action((id, options) => ends(there().then((words) => words.cancel({ run: id, ...options }))));
  hereOrThere(cancel);

  const retry = program
    .command('retry')
    .description('try again only what died in a run, as a run of its own')
    .argument('<run>', 'as sluice runs prints it')
    .addOption(json('print the report as JSON'))
    .action((id, options) => ends(there().then((words) => words.retry({ run: id, ...options }))));
  note(hereOrThere(retry), { one: ONE });

  const logs = program
    .command('logs')
    .description("show what happened to a run's work, one JSON line each")
    .argument('<run>', 'as sluice runs prints it')
    .option('--item <id>', "one work item's whole life")
    .option('--deployed', 'from the AWS account of the environment (CloudWatch Logs Insights)')
    .addOption(json('what is printed anyhow: one JSON object a line'))
    .action((id, options) => ends(there().then((words) => words.logs({ run: id, ...options }))));
  hereOrThere(logs);
}
