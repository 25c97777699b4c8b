import { Argument, type Command } from 'commander';
import { note } from './notes.ts';
import { type Ends, file, hereOrThere, json } from './options.ts';

const KINDS = 'connection, scope-config, scope, project, blueprint or metric';

/** Adds configuration as code. */
export function addConfigCommands(program: Command, ends: Ends): void {
  program.commandsGroup('Configure:');
  const diff = program
    .command('diff')
    .description('show what sluice apply would change')
    .addOption(file())
    .option('--prune', 'also what would be deleted as the file does not name it')
    .addOption(json('one JSON object a line'))
    .action((options) => ends(import('../commands/apply.ts').then((words) => words.diff(options))));
  note(hereOrThere(diff), { one: 'something differs' });

  const apply = program
    .command('apply')
    .description('make the configuration as the file describes it; doing it twice changes nothing')
    .addOption(file())
    .option('--prune', 'delete what the file does not name')
    .addOption(json('what was changed, one JSON object a line'))
    .action((options) => ends(import('../commands/apply.ts').then((words) => words.apply(options))));
  hereOrThere(apply);

  const get = program
    .command('get')
    .description('show what is configured; sluice get --yaml writes all of it as sluice apply takes it')
    .argument('[kind]', KINDS)
    .argument('[name]', 'one of them')
    .option('--yaml', 'as sluice apply takes it')
    .addOption(json('one JSON object a line, with revisions').conflicts('yaml'))
    .action((kind, name, options) =>
      ends(import('../commands/get.ts').then((words) => words.get({ kind, name, ...options }))),
    );
  hereOrThere(get);

  const deletion = program
    .command('delete')
    .description('delete something that is configured; what was collected stays')
    .addArgument(new Argument('<kind>', KINDS))
    .argument('<name>', 'what it is called')
    .addOption(json('what was deleted, as JSON'))
    .action((kind, name, options) =>
      ends(import('../commands/get.ts').then((words) => words.deleteOne({ kind, name, ...options }))),
    );
  hereOrThere(deletion);

  program
    .command('schema')
    .description('print the JSON Schema of sluice.yaml, for editors: sluice schema > sluice.schema.json')
    .addOption(json('what is printed anyhow'))
    .action(() => ends(import('../commands/get.ts').then((words) => words.schema())));
}
