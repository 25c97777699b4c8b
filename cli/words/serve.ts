import { type Command, Option } from 'commander';
import { type Ends, hereOrThere, json, onlyHere, port, positive } from './options.ts';

const there = () => import('../remote/commands.ts');
const INSTEAD = 'a deployed Sluice serves itself: sluice open --endpoint URL shows its page';

/** Adds the page, the API of this machine, and keys to an API. */
export function addServeCommands(program: Command, ends: Ends): void {
  program.commandsGroup('Page and API:');
  const start = program
    .command('start')
    .description(
      'show the page in a browser; where nothing was synced yet, on a made-up organisation, from where to connect',
    )
    .addOption(port('where to listen; 0: whichever is free'))
    .option('--no-open', 'only print the address')
    .addOption(json('print the address and the key as JSON'))
    .action((options) => ends(import('../commands/start.ts').then((words) => words.start(options))));
  onlyHere(start, INSTEAD);

  const serve = program
    .command('serve')
    .description('answer the API, and show the page, on this machine; prints the address with a key')
    .addOption(port('where to listen; 0: whichever is free'))
    .addOption(json('print the address and the key as JSON'))
    .action((options) => ends(import('../commands/serve.ts').then((words) => words.serve(options))));
  onlyHere(serve, INSTEAD);

  const open = program
    .command('open')
    .description('open the page of the server that runs (sluice serve, or a deployed one), and print its address')
    .addOption(port('where sluice serve listens'))
    .option('--print', 'only print it')
    .addOption(json('only print it, as JSON'))
    .action((options) => ends(import('../commands/open.ts').then((words) => words.open(options))));
  hereOrThere(open);

  const keys = program.command('keys').description('keys of the API: who may do what');
  hereOrThere(
    keys
      .command('create')
      .description('make a key and print it, this once')
      .argument('<name>', 'what it is for')
      .addOption(
        new Option('--role <role>', 'what it may do').choices(['reader', 'operator', 'admin']).default('reader'),
      )
      .option('--days <number>', 'how long it is good; default: until it is revoked', positive)
      .addOption(json('as JSON'))
      .action((name, options) => ends(there().then((words) => words.createKey({ name, ...options })))),
  );
  hereOrThere(
    keys
      .command('list')
      .description('list the keys, without what could be used')
      .addOption(json('one JSON object a line'))
      .action((options) => ends(there().then((words) => words.listKeys(options)))),
  );
  hereOrThere(
    keys
      .command('revoke')
      .description('revoke a key: from now on it opens nothing')
      .argument('<key>', 'its id, as sluice keys list prints it')
      .addOption(json('as JSON'))
      .action((id, options) => ends(there().then((words) => words.revokeKey({ id, ...options })))),
  );
}
