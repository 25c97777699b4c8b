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
    };

/** What a line asks for, as the commands are declared; the last word is the one that is being typed. */
export function wantedAt(program: Command, line: readonly string[]): Wanted {
  const typed = line.filter((word, i) => word !== '=' || !line[i - 1]?.startsWith('--'));
  const current = line.at(-1) === '=' ? '' : (typed.at(-1) ?? '');
  let command = program;
  let open: Option | undefined;
  const words: string[] = [];
  const options: Record<string, string> = {};
  for (const word of line.at(-1) === '=' ? typed : typed.slice(0, -1)) {
    if (open && !word.startsWith('-')) {
      options[open.attributeName()] = word;
      open = open.variadic ? open : undefined;
    } else if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => word === long || word === short);
      open = option?.required || option?.optional ? option : undefined;
      options[option?.attributeName() ?? word] ??= '';
    } else {
      const below = words.length === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      if (below) command = below;
      else words.push(word);
    }
  }
  if (current.startsWith('-')) return known(optionsOf(command, options));
  if (open) return valueIn(open, { words, options });
  if (command.commands.length > 0) return known(commandsOf(command));
  const { registeredArguments: all } = command;
  const argument = all[words.length] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  return argument ? valueIn(argument, { words, options }) : known(optionsOf(command, options));
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

function valueIn(of: Option | Argument, before: Pick<Wanted & { kind: 'value' }, 'words' | 'options'>): Wanted {
  if (of.argChoices) return known(of.argChoices.map((value) => ({ value, description: '' })));
  const name = 'flags' in of ? /[<[]([^>\]]+?)(?:\.\.\.)?[>\]]/.exec(of.flags)?.[1] : of.name();
  return { kind: 'value', of: name ?? '', ...before };
}
