import type { Command } from 'commander';
import { ENVIRONMENT, EXIT_CODES } from '../../cli/words/legend.ts';
import { leavesOf, notesOf, pathOf } from '../../cli/words/notes.ts';

const HEAD = `# The command

<!-- Written by "npm run docs" from the commands in cli/words: change those. -->

\`npx sluice WORD\` in this folder; \`sluice WORD --help\` tells the same as this page. What is printed is on the standard output, what is said about it on the standard error, so a pipe gets the answer only. Colours and bars are for terminals.

**Here and there.** A command with \`--endpoint\` does the same, and prints the same, in the local store and in a Sluice that is deployed, or served by \`sluice serve\`: \`--endpoint URL\` with \`SLUICE_API_KEY\`, or a [profile](config.md#a-deployed-sluice). The others say, when one is named, what to do instead.

**Programs** give \`--json\`: one object, or one a line. **Tab** completes commands, options, tables, runs, scopes, projects and metrics: \`source <(sluice completion bash)\`, the same for zsh; \`sluice completion fish > ~/.config/fish/completions/sluice.fish\`.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');
const table = (heading: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heading, heading.map(() => '---'), ...rows.map((row) => row.map(cell))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** The page of the command: every command with its arguments and options, the exit codes, the environment. */
export function commandPage(program: Command): string {
  const leaves = leavesOf(program).filter((leaf) => !['complete', 'help'].includes(leaf.name()));
  const groups = Map.groupBy(leaves, (leaf) => groupOf(leaf).replace(/:$/, ''));
  const sections = [...groups].map(([group, all]) => `## ${group}\n\n${all.map(section).join('\n')}`);
  const codes = `## Exit codes\n\n${table(['code', 'means'], EXIT_CODES)}\n`;
  const environment = `## Environment\n\n${table(
    ['variable', 'what it is'],
    ENVIRONMENT.map(([name, says]) => [`\`${name}\``, says]),
  )}\n`;
  return [HEAD, ...sections, codes, environment].join('\n');
}

/** The group of a command, or that of the one that it stands below. */
const groupOf = (command: Command): string => (command.parent?.parent ? groupOf(command.parent) : command.helpGroup());

function section(command: Command): string {
  const { one, instead } = notesOf(command);
  const words = command.registeredArguments.map((argument) => command.createHelp().argumentTerm(argument));
  const written = command.registeredArguments.map(({ required, variadic }, i) => {
    const word = `${words[i]}${variadic ? '...' : ''}`;
    return required ? `<${word}>` : `[${word}]`;
  });
  const rows = [
    ...command.registeredArguments.map((argument, i) => [`\`${words[i]}\``, argument.description]),
    ...command
      .createHelp()
      .visibleOptions(command)
      .filter(({ long }) => long !== '--help')
      .map((option) => [`\`${option.flags}\``, `${option.description}${detailsOf(option)}`]),
  ];
  const notes = [
    ...(one === undefined ? [] : [`Exit code 1: ${one}.`]),
    ...(instead === undefined ? [] : [`On this machine only: ${instead}.`]),
  ];
  return [
    `### sluice ${pathOf(command)}`,
    '',
    `\`sluice ${[pathOf(command), ...written].join(' ')}\`: ${command.description()}.${notes.map((text) => ` ${text}`).join('')}`,
    '',
    ...(rows.length === 0 ? [] : [table(['', ''], rows), '']),
  ].join('\n');
}

function detailsOf({ argChoices, defaultValue, envVar }: Command['options'][number]): string {
  const isTold = defaultValue !== undefined && typeof defaultValue !== 'boolean';
  const parts = [
    ...(argChoices ? [argChoices.join(', ')] : []),
    ...(isTold ? [`default ${String(defaultValue)}`] : []),
    ...(envVar === undefined ? [] : [envVar]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}
