import { type Command, Option } from 'commander';
import { CONFIG_FILE } from './read-file.ts';

/** Which Sluice a command is for. */
export const endpointOption = () =>
  new Option('--endpoint <url>', 'a deployed Sluice instead of the local store; its key is in SLUICE_API_KEY');

/** One of those in `~/.config/sluice/config.json`. */
export const profileOption = () =>
  new Option('--profile <name>', 'a deployed Sluice of ~/.config/sluice/config.json; "local" is the store');

const fileOption = () =>
  new Option('-f, --file <file>', 'what describes the configuration').default(CONFIG_FILE).env('SLUICE_CONFIG');

interface Parts {
  readonly storeOption: () => Option;
  readonly ends: (code: Promise<number>) => Promise<void>;
}

/** Adds the commands of configuration as code; what they need is loaded when one of them is called. */
export function addConfigCommands(program: Command, { storeOption, ends }: Parts): void {
  const command = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .addOption(storeOption())
      .addOption(endpointOption())
      .addOption(profileOption());
  command('diff', 'show what sluice apply would change; exit code 1 when there is something')
    .addOption(fileOption())
    .option('--prune', 'also what would be deleted as the file does not name it')
    .option('--json', 'one JSON object a line')
    .action((options) => ends(import('../commands/apply.ts').then(({ diff }) => diff(options))));
  command('apply', 'make the configuration as the file describes it; doing it twice changes nothing')
    .addOption(fileOption())
    .option('--prune', 'delete what the file does not name')
    .option('--json', 'what was changed, one JSON object a line')
    .action((options) => ends(import('../commands/apply.ts').then(({ apply }) => apply(options))));
  command('get', 'show what is configured')
    .argument('[kind]', 'connection, scope-config, scope, project, blueprint or metric')
    .argument('[name]', 'one of them')
    .option('--yaml', 'as sluice apply takes it')
    .option('--json', 'one JSON object a line, with revisions')
    .action((kind, name, options) =>
      ends(import('../commands/get.ts').then(({ get }) => get({ kind, name, ...options }))),
    );
  command('delete', 'delete something that is configured; what was collected stays')
    .argument('<kind>', 'connection, scope-config, scope, project, blueprint or metric')
    .argument('<name>', 'what it is called')
    .action((kind, name, options) =>
      ends(import('../commands/get.ts').then(({ deleteOne }) => deleteOne({ kind, name, ...options }))),
    );
  program
    .command('schema')
    .description('print the JSON Schema of sluice.yaml, for editors: sluice schema > sluice.schema.json')
    .action(() => ends(import('../commands/get.ts').then(({ schema }) => schema())));
  command('doctor', 'find what is misconfigured, and say how to mend it; exit code 1 when something is')
    .addOption(fileOption())
    .option('--offline', 'ask no vendor')
    .option('--json', 'one JSON object a line')
    .action((options) => ends(import('../commands/doctor.ts').then(({ doctor }) => doctor(options))));
  command('open', 'open the page of the server that runs (sluice serve, or a deployed one), and print its address')
    .addOption(new Option('--port <port>', 'where sluice serve listens').default(7070).argParser(Number))
    .option('--print', 'only print it')
    .action((options) => ends(import('../commands/open.ts').then(({ open }) => open(options))));
  program
    .command('completion')
    .description('print a script for your shell: source <(sluice completion bash)')
    .argument('<shell>', 'bash, zsh or fish')
    .action((shell) => ends(import('../commands/completion.ts').then(({ completion }) => completion(program, shell))));
}
