import type { Command } from 'commander';
import { note } from './notes.ts';
import { type Ends, hereOrThere, json, onlyHere } from './options.ts';

const there = () => import('../remote/commands.ts');

/** Adds what asks a source something at once, and what tries a mapping. */
export function addSourceCommands(program: Command, ends: Ends): void {
  program.commandsGroup('Sources:');
  const check = program
    .command('check')
    .description('say whether a source takes the credentials')
    .argument('<source>', 'for example github, or jenkins@ci-two')
    .option('--base-url <url>', "the API's root")
    .addOption(json('one JSON object a credential'))
    .action((source, options) => ends(there().then((words) => words.check({ source, ...options }))));
  note(hereOrThere(check), { one: 'a credential is refused' });

  const discover = program
    .command('discover')
    .description('list what a credential may see, as sluice sync takes it')
    .argument('<source>', 'for example github, or gitlab:my-group')
    .option('--base-url <url>', "the API's root")
    .addOption(json('one JSON object a line'))
    .action((source, options) => ends(there().then((words) => words.discover({ source, ...options }))));
  hereOrThere(discover);

  const fields = program
    .command('fields')
    .description('list the fields that a mapping may name: id, name, type; custom ones first')
    .argument('<scope>', 'for example jira:8, or tapd:37469667')
    .option('--base-url <url>', "the API's root")
    .addOption(json('one JSON object a line'))
    .action((source, options) => ends(there().then((words) => words.fields({ source, ...options }))));
  hereOrThere(fields);

  const map = program
    .command('map')
    .description('print the domain records that raw pages or API objects become, storing nothing')
    .argument('[plugin]', 'for example github')
    .argument('[stream]', 'for example issues')
    .option('--scope <file>', "the scope, a JSON file: the API's answer, or its description")
    .option('--config <file>', 'the scope config (mapping), a JSON file')
    .option('--connection <name>', "the connection in the records' ids", '1')
    .option('--case <folder>', 'a folder of raw answers, scope and mapping instead')
    .addOption(json('what is printed anyhow: one JSON object a line'))
    .action((plugin, stream, options) =>
      ends(import('../commands/map.ts').then((words) => words.map({ plugin, stream, ...options }, process))),
    );
  onlyHere(map, 'it reads what it is given, so leave --endpoint away');
  note(map, { one: 'a line cannot be mapped; the standard error says why' });
}
