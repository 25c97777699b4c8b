/** The shells whose completion there is. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

// What may follow is asked of the command itself, so a script knows no word of it and does not age. An answer is a line a
// candidate, its description behind a tab; ":files" and ":folders" leave it to the shell.

/** What is sourced by each shell. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  // Words are taken from the line: bash parts them at colons, of which every scope has one. As macOS has it, bash is 3.2.
  bash: `# source <(sluice completion bash), or: sluice completion bash > /etc/bash_completion.d/sluice
_sluice() {
  local line=\${COMP_LINE:0:COMP_POINT} found='' current='' before='' value=''
  local -a words=()
  COMPREPLY=()
  read -a words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current=\${words[\${#words[@]}-1]}
  found=$(sluice complete --shell bash -- "\${words[@]:1}" 2>/dev/null)
  case $found in
    :files) COMPREPLY=($(compgen -f -- "$current")); compopt -o filenames 2>/dev/null; return ;;
    :folders) COMPREPLY=($(compgen -d -- "$current")); compopt -o filenames 2>/dev/null; return ;;
  esac
  before=\${current%"\${current##*[:=]}"}
  while IFS=$'\\t' read -r value _; do
    [[ -n $value ]] && COMPREPLY+=("$(printf '%q' "\${value#"$before"}")")
  done <<<"$found"
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[:=@] ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _sluice sluice
`,
  zsh: `#compdef sluice
# source <(sluice completion zsh), or: sluice completion zsh > "\${fpath[1]}/_sluice"
_sluice() {
  local -a found described
  local each
  found=("\${(@f)$(sluice complete --shell zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  case \${found[1]} in
    :files) _files; return ;;
    :folders) _files -/; return ;;
    '') return 1 ;;
  esac
  for each in "\${found[@]}"; do
    described+=("\${\${each%%$'\\t'*}//:/\\\\:}:\${each#*$'\\t'}")
  done
  _describe -t sluice sluice described
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
if [[ \${funcstack[1]} == _sluice ]]; then _sluice "$@"; else compdef _sluice sluice; fi
`,
  fish: `# sluice completion fish > ~/.config/fish/completions/sluice.fish
function __sluice_complete
    set -l words (commandline -opc) (commandline -ct)
    set -e words[1]
    set -l found (sluice complete --shell fish -- $words 2>/dev/null)
    switch "$found[1]"
        case ':files'
            __fish_complete_path (commandline -ct)
        case ':folders'
            __fish_complete_directories (commandline -ct)
        case '*'
            printf '%s\\n' $found
    end
end
complete -c sluice -f -a '(__sluice_complete)'
`,
};
