import type { Command } from 'commander';
import { type Ends, json, onlyHere } from './options.ts';

const words = () => import('../commands/project.ts');

/** Adds what says what belongs together. */
export function addProductCommands(program: Command, ends: Ends): void {
  program.commandsGroup('Products and people:');
  const project = program.command('project').description('products: what belongs to them, so that it counts for them');
  onlyHere(
    project
      .command('set')
      .description('say which scopes a product consists of; they need not have been synced yet')
      .argument('<project>', 'what the product is called')
      .argument('<scope...>', 'for example github:acme/app jira:8')
      .option('--description <text>', 'one sentence')
      .option('--link-pattern <re2>', 'how pull requests name issues here; default: keys, and numbers behind "fixes"')
      .option(
        '--component <name=repository...>',
        'put incidents of a component down to deployments of its repositories only: checkout=github:acme/app',
      )
      .option('--reverts', 'count pull requests that take others back ("Revert …") as incidents')
      .addOption(json('what was derived, as JSON'))
      .action((name, scopes, options) =>
        ends(words().then(({ setProject }) => setProject({ name, scopes, ...options }))),
      ),
    'sluice.yaml describes it there: sluice apply --endpoint URL',
  );
  onlyHere(
    project
      .command('list')
      .description('list the products')
      .addOption(json('one JSON object a line'))
      .action((options) => ends(words().then(({ listedProjects }) => listedProjects(options)))),
    'sluice get project --endpoint URL lists those there',
  );
  onlyHere(
    project
      .command('show')
      .description('show a product and the repositories, boards and builds that count for it')
      .argument('<project>', 'what the product is called')
      .addOption(json('the product as JSON, with what counts for it'))
      .action((name, options) => ends(words().then(({ showProject }) => showProject({ name, ...options })))),
    'sluice get project NAME --endpoint URL shows one there',
  );
  onlyHere(
    project
      .command('remove')
      .description('forget a product and what was derived for it; what was collected stays')
      .argument('<project>', 'what the product is called')
      .addOption(json('what was removed, as JSON'))
      .action((name, options) => ends(words().then(({ forgottenProject }) => forgottenProject({ name, ...options })))),
    'sluice delete project NAME --endpoint URL does it there',
  );
  const people = program
    .command('people')
    .description('users and teams')
    .command('import')
    .description('take users, their accounts and their teams from a file, instead of those known before')
    .argument('<file>', 'CSV with id,name,email,accounts,teams, or JSON with users and teams')
    .addOption(json('what was derived, as JSON'))
    .action((file, options) =>
      ends(import('../commands/people.ts').then(({ importPeople }) => importPeople({ file, ...options }))),
    );
  onlyHere(people, 'a deployed Sluice takes accounts as its sources name them; people are known in a local store only');
}
