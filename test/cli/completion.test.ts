import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wantedAt } from '../../cli/completion/candidates.ts';
import { SCRIPTS, SHELLS } from '../../cli/completion/scripts.ts';
import { sluiceProgram } from '../../cli/program.ts';
import { leavesOf, pathOf } from '../../cli/words/notes.ts';
import { configStore } from '../../shared/config/config-store.ts';
import { projects } from '../../shared/config/resources.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { systemClock } from '../../shared/local/system-clock.ts';
import { callHere } from '../support/call-here.ts';
import { linesOf, temporaryFolder } from '../support/sluice.ts';

const ROOT = join(import.meta.dirname, '../..');
const program = sluiceProgram(async () => {});
let folder: ReturnType<typeof temporaryFolder>;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = temporaryFolder();
  const store = openStore(join(folder.path, 'store'), 'write');
  const ports = { table: store.control, clock: systemClock };
  for (const [name, scope] of [
    ['shop', 'github:acme/shop'],
    ['shoe box', 'gitlab:acme/shoes'],
  ])
    await configStore(ports).put(projects, projects.stored.parse({ name, scopes: [scope] }));
  store.close();
  // What the scripts call: the command under its name, as an installed one is.
  const bin = join(folder.path, 'bin');
  mkdirSync(bin);
  const call = `#!/bin/sh\nexec '${join(ROOT, 'node_modules/.bin/node')}' '${join(ROOT, 'cli/sluice.ts')}' "$@"\n`;
  writeFileSync(join(bin, 'sluice'), call);
  chmodSync(join(bin, 'sluice'), 0o755);
  writeFileSync(join(folder.path, 'plan.yaml'), '');
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  environment = {
    PATH: `${bin}:${PATH}`,
    ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
    HOME: folder.path,
    TERM: 'dumb',
    SLUICE_STORE: join(folder.path, 'store'),
  };
});
afterAll(() => folder[Symbol.dispose]());

const offered = async (...line: readonly string[]): Promise<readonly string[]> =>
  linesOf((await callHere(['complete', '--', ...line], environment)).out).map((each) => each.split('\t')[0] ?? '');

describe('what may follow', () => {
  it('is every command, and behind each all of its options', () => {
    const paths = leavesOf(program).filter((leaf) => leaf.name() !== 'complete');
    for (const leaf of paths) {
      const wanted = wantedAt(program, [...pathOf(leaf).split(' '), '--']);
      const flags = leaf
        .createHelp()
        .visibleOptions(leaf)
        .map(({ long }) => long);

      expect(wanted.kind === 'known' && wanted.candidates.map(({ value }) => value)).toEqual(flags);
    }
    expect(paths.length).toBeGreaterThan(30);
  });

  it('is a command, or one below it', async () => {
    expect(await offered('re')).toEqual(['replay', 'retry']);
    expect(await offered('keys', '')).toEqual(['create', 'list', 'revoke', 'help']);
  });

  it('is a value of what stands there', async () => {
    expect(await offered('data', 'pull_request_c')).toEqual(['pull_request_comments', 'pull_request_commits']);
    expect(await offered('export', 'issues', '--format', '')).toEqual(['ndjson', 'csv', 'parquet']);
    expect(await offered('export', 'issues', '--format=c')).toEqual(['--format=csv']);
    expect(await offered('metric', '--zone', 'Europe/Zu')).toEqual(['Europe/Zurich']);
    expect(await offered('metric', '--json', 'dora.l')).toEqual(['dora.lead_time']);
    expect(await offered('metric', 'dora', '--project', 's')).toEqual(['shoe box', 'shop']);
    expect(await offered('delete', 'project', 'sho')).toEqual(['shoe box', 'shop']);
    expect(await offered('sync', 'github:acme/other', 'git')).toEqual(['gitlab:acme/shoes', 'github:acme/shop']);
    expect(await offered('diff', '-f', '')).toEqual([':files']);
    expect(await offered('runs', '--store', '')).toEqual([':folders']);
  });

  it('is nothing where nobody can tell, and no failure', async () => {
    expect(await offered('nonsense', '')).not.toContain('nonsense');
    expect(await callHere(['complete', '--', 'run', '--store', '/none', ''], environment)).toMatchObject({
      code: 0,
      out: '',
      err: '',
    });
    expect(await callHere(['complete', '--', 'delete', 'nonsense', ''], environment)).toMatchObject({ out: '' });
  });
});

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

const LINES = [
  'sluice dat',
  'sluice metric --project sh',
  'sluice sync gitlab:acme/sh',
  'sluice diff -f pl',
  'sluice keys l',
];

/** Asks the completion of each line as the shell does when Tab is pressed. */
const ASKED = {
  bash: `source <(sluice completion bash)
for line in ${LINES.map((line) => `'${line}'`).join(' ')}; do
  COMP_LINE=$line; COMP_POINT=\${#line}; _sluice; echo "\${COMPREPLY[@]}"
done`,
  // _describe and _files belong to a line that is being edited: what they are handed is what counts.
  zsh: `compdef() { :; }
source <(sluice completion zsh)
_describe() { eval "print -r -- \\"\\\${(@)$4}\\"" }
_files() { print -r -- plan.yaml }
for line in ${LINES.map((line) => `'${line}'`).join(' ')}; do
  words=(\${=line}); CURRENT=\${#words}; _sluice
done`,
  fish: `sluice completion fish | source
for line in ${LINES.map((line) => `'${line}'`).join(' ')}
  complete -C $line | cut -f1 | string join ' '
end`,
} as const;

const SAID = {
  bash: ['data', 'shoe\\ box shop', 'acme/shoes', 'plan.yaml', 'list'],
  zsh: [
    'data:print a domain table as NDJSON',
    'shoe box: shop:',
    'gitlab\\:acme/shoes:',
    'plan.yaml',
    'list:list the keys, without what could be used',
  ],
  fish: ['data', 'shoe box shop', 'gitlab:acme/shoes', 'plan.yaml', 'list'],
};

describe.each(SHELLS)('%s', (shell) => {
  it.skipIf(!isThere(shell))('completes commands, values and files', () => {
    const { stdout, stderr } = spawnSync(shell, ['-c', ASKED[shell]], {
      cwd: folder.path,
      env: environment,
      encoding: 'utf8',
    });

    expect({
      lines: stdout
        .trim()
        .split('\n')
        .map((line) => line.trim()),
      stderr,
    }).toEqual({ lines: SAID[shell], stderr: '' });
  });

  it('has a script that the shell takes', async () => {
    const { out } = await callHere(['completion', shell]);

    const file = join(folder.path, `sluice.${shell}`);
    writeFileSync(file, out);

    expect(out).toBe(SCRIPTS[shell]);
    if (isThere(shell))
      expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});
