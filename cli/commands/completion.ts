import type { Command } from 'commander';
import { kinds } from '../../shared/config/resources.ts';
import { tables } from '../../shared/domain/tables.ts';
import { InvalidInputError } from '../../shared/errors.ts';

/** The shells whose completion there is. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A command as completion knows it: its words, what can stand behind it, and its options. */
interface Words {
  readonly path: readonly string[];
  readonly description: string;
  readonly next: readonly string[];
  readonly options: readonly { readonly flag: string; readonly description: string }[];
}

/** Prints a script that completes commands, options and tables; made of the commands that there are. */
export async function completion(program: Command, shell: string): Promise<number> {
  const known = SHELLS.find((each) => each === shell);
  if (!known) throw new InvalidInputError(`there is no completion for "${shell}"; there is: ${SHELLS.join(', ')}`);
  process.stdout.write({ bash, zsh, fish }[known](wordsOf(program, [])));
  return 0;
}

const VALUES: Readonly<Record<string, () => readonly string[]>> = {
  data: () => [...tables.keys()].sort(),
  export: () => [...tables.keys()].sort(),
  completion: () => SHELLS,
  get: () => kinds.map(({ one }) => one.replaceAll(' ', '-')),
  delete: () => kinds.map(({ one }) => one.replaceAll(' ', '-')),
};

function wordsOf(command: Command, path: readonly string[]): readonly Words[] {
  const own: Words = {
    path,
    description: command.description(),
    next: [...command.commands.map((each) => each.name()), ...(VALUES[path.join(' ')]?.() ?? [])],
    options: command.options.map(({ long, short, description }) => ({ flag: long ?? short ?? '', description })),
  };
  return [own, ...command.commands.flatMap((each) => wordsOf(each, [...path, each.name()]))];
}

const flags = ({ options }: Words): string => options.map(({ flag }) => flag).join(' ');
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function bash(all: readonly Words[]): string {
  const cases = all.map(
    (words) => `    ${quoted(words.path.join(' '))}) words=${quoted([...words.next, flags(words)].join(' '))} ;;`,
  );
  return `# sluice completion bash > /etc/bash_completion.d/sluice, or: source <(sluice completion bash)
_sluice() {
  local path='' words='' word at
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    [[ $word == -* ]] && continue
    [[ " ${all
      .map(({ path }) => path.join('_'))
      .filter(Boolean)
      .join(' ')} " == *" \${path:+\${path// /_}_}$word "* ]] && path="\${path:+$path }$word"
  done
  case $path in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [[ \${#COMPREPLY[@]} -eq 0 ]] && COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _sluice sluice
`;
}

/** zsh takes bash's. */
const zsh = (all: readonly Words[]): string => `#compdef sluice
# sluice completion zsh > "\${fpath[1]}/_sluice", or: source <(sluice completion zsh)
autoload -U +X bashcompinit && bashcompinit
${bash(all)}`;

function fish(all: readonly Words[]): string {
  const lines = all.flatMap(({ path, next, options }) => {
    const [first] = path;
    const when =
      first === undefined
        ? '__fish_use_subcommand'
        : path.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    const describe = (name: string) =>
      all.find((each) => each.path.join(' ') === [...path, name].join(' '))?.description ?? '';
    return [
      ...next.map((name) => `complete -c sluice -n ${quoted(when)} -a ${quoted(name)} -d ${quoted(describe(name))}`),
      ...options.map(
        ({ flag, description }) =>
          `complete -c sluice -n ${quoted(when)} -l ${flag.replace(/^-+/, '')} -d ${quoted(description)}`,
      ),
    ];
  });
  return `# sluice completion fish > ~/.config/fish/completions/sluice.fish\n${lines.join('\n')}\n`;
}
