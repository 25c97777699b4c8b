import { Argument, type Command, Option } from 'commander';
import { SHELLS } from '../completion/scripts.ts';
import { note } from './notes.ts';
import { type Ends, file, hereOrThere, json, onlyHere } from './options.ts';

/** Adds what looks after the store and the command itself. */
export function addUpkeepCommands(program: Command, ends: Ends): void {
  program.commandsGroup('Upkeep:');
  const doctor = program
    .command('doctor')
    .description('find what is misconfigured, and say how to mend it')
    .addOption(file())
    .option('--offline', 'ask no vendor')
    .addOption(json('one JSON object a line'))
    .action((options) => ends(import('../commands/doctor.ts').then((words) => words.doctor(options))));
  note(hereOrThere(doctor), { one: 'something is bad' });

  const migrate = program
    .command('migrate')
    .description(
      'bring the local store into the present format, which every command does by itself; or show what was done',
    )
    .option('--status', 'change nothing: which migrations have been applied, and when')
    .addOption(json('as JSON'))
    .action((options) => ends(import('../commands/migrate.ts').then((words) => words.migrateStore(options))));
  onlyHere(migrate, 'a deployed Sluice is migrated by its deployment');

  const sweep = program
    .command('sweep')
    .description('set aside stored objects that nothing names any more; removed after 30 days')
    .addOption(json('what was done, as JSON'))
    .action((options) => ends(import('../commands/sweep.ts').then((words) => words.sweep(options))));
  onlyHere(sweep, 'a deployed Sluice sweeps by itself, every 15 minutes');

  const completion = program
    .command('completion')
    .description('print a script for your shell: source <(sluice completion bash)')
    .addArgument(new Argument('<shell>', 'which one').choices(SHELLS))
    .action((shell) => ends(import('../commands/completion.ts').then((words) => words.completion(shell))));
  note(completion, { noJson: 'what it prints is a script' });

  program
    .command('complete', { hidden: true })
    .description('what may stand at the end of a line that is being typed; the scripts of sluice completion call it')
    .argument('[words...]')
    .addOption(new Option('--shell <shell>').choices(SHELLS).default('bash'))
    .allowUnknownOption()
    .action((words) => ends(import('../commands/completion.ts').then(({ complete }) => complete(program, words))));
}
