import type { Argument, Command, Option } from 'commander';

/** What may stand at the end of a line. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What is asked for at the end of a line: words that are known, or a value of what stands between angle brackets. */
export type Wanted =
  | { readonly kind: 'known'; readonly candidates: readonly Candidate[] }
  | {
      readonly kind: 'value';
      /** `run`, `table`, `folder`. */
      readonly of: string;
      /** The words before it that are no options: of `get connection `, `connection`. */
      readonly words: readonly string[];
      /** The options before it, by their attribute: `store`, `endpoint`. */
      readonly options: Readonly<Record<string, string>>;
      /** What stands before the value in the word: `--format=`. */
      readonly before: string;
    };

/** What a line asks for, as the commands are declared; the last word is the one that is being typed. */
export function wantedAt(program: Command, line: readonly string[]): Wanted {
  const current = line.at(-1) ?? '';
  const { command, open, words, options } = readBefore(program, line.slice(0, -1));
  const [, flag, sign] = /^(--[\w-]+)(=?)/.exec(current) ?? [];
  if (sign) {
    const option = command.options.find(({ long }) => long === flag);
    return option ? valueIn(option, { words, options, before: `${flag}=` }) : known([]);
  }
  if (current.startsWith('-')) return known(optionsOf(command, options));
  if (open) return valueIn(open, { words, options, before: '' });
  if (command.commands.length > 0) return known(commandsOf(command));
  const { registeredArguments: all } = command;
  const argument = all[words.length] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  return argument ? valueIn(argument, { words, options, before: '' }) : known(optionsOf(command, options));
}

/** The command that a line has come to, the option that waits for its value, and what was given so far. */
function readBefore(program: Command, line: readonly string[]) {
  let command = program;
  let open: Option | undefined;
  const words: string[] = [];
  const options: Record<string, string> = {};
  for (const word of line) {
    const [, flag = '', value] = /^(--?[\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (flag !== '') {
      const option = command.options.find(({ long, short }) => flag === long || flag === short);
      open = value === undefined && (option?.required || option?.optional) ? option : undefined;
      options[option?.attributeName() ?? flag] = value ?? '';
    } else if (open) {
      options[open.attributeName()] = word;
      open = open.variadic ? open : undefined;
    } else {
      const below = words.length === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      if (below) command = below;
      else words.push(word);
    }
  }
  return { command, open, words, options };
}

const known = (candidates: readonly Candidate[]): Wanted => ({ kind: 'known', candidates });

const commandsOf = (command: Command): readonly Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((each) => ({ value: each.name(), description: each.description() }));

const optionsOf = (command: Command, used: Readonly<Record<string, string>>): readonly Candidate[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => option.variadic || !(option.attributeName() in used))
    .map(({ long, short, description }) => ({ value: long ?? short ?? '', description }));

function valueIn(
  of: Option | Argument,
  at: Pick<Wanted & { readonly kind: 'value' }, 'words' | 'options' | 'before'>,
): Wanted {
  if (of.argChoices) return known(of.argChoices.map((value) => ({ value: `${at.before}${value}`, description: '' })));
  const name = 'flags' in of ? /[<[]([^>\]]+?)(?:\.\.\.)?[>\]]/.exec(of.flags)?.[1] : of.name();
  return { kind: 'value', of: name ?? '', ...at };
}
