import type { ConfigStore } from '../../shared/config/config-store.ts';
import { readConfigured } from '../../shared/config/configured.ts';
import { kinds, type Named, type ResourceKind } from '../../shared/config/resources.ts';
import { tables } from '../../shared/domain/tables.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { type ConfigHome, openConfigHome } from '../config/config-home.ts';
import { kindNamed } from '../config/kind-named.ts';
import { namesOfProfiles } from '../target.ts';
import type { Candidate, Wanted } from './candidates.ts';
import { keysOf, runsOf, syncedScopes } from './stored-values.ts';

/** What is asked for, with what stands before it on the line. */
export type Asked = Wanted & { readonly kind: 'value' };

/** How many runs are offered: the latest. */
const RUNS = 20;

const plain = (values: Iterable<string>): readonly Candidate[] =>
  [...values].map((value) => ({ value, description: '' }));

const homeOf = ({ options }: Asked) => ({
  store: options.store || process.env.SLUICE_STORE || '.sluice',
  endpoint: options.endpoint,
  profile: options.profile,
});

/** What may stand for a word in angle brackets; a word that is not here has no candidates. */
const VALUES: Readonly<Record<string, (asked: Asked) => Promise<readonly Candidate[]> | readonly Candidate[]>> = {
  table: () => plain([...tables.keys()].toSorted()),
  plugin: () => plain(plugins.keys()),
  stream: ({ words }) =>
    (plugins.get(words[0] ?? '')?.streams ?? []).map(({ name }) => ({ value: name, description: '' })),
  zone: () => plain(['UTC', ...Intl.supportedValuesOf('timeZone')]),
  kind: () => plain(kinds.map(({ one }) => one.replaceAll(' ', '-'))),
  profile: () => plain(['local', ...namesOfProfiles(process.env)]),
  run: (asked) => runsOf(homeOf(asked), RUNS),
  key: (asked) => keysOf(homeOf(asked)),
  name: (asked) => withHome(asked, async ({ store }) => plain(await namesOf(store, kindNamed(asked.words[0] ?? '')))),
  project: (asked) => withHome(asked, async (home) => plain((await all(home)).projects.map(({ name }) => name))),
  blueprint: (asked) => withHome(asked, async (home) => plain((await all(home)).blueprints.map(({ name }) => name))),
  connection: (asked) => withHome(asked, async (home) => plain((await all(home)).connections.map(({ name }) => name))),
  scope: (asked) =>
    withHome(asked, async (home) => {
      const { scopes, projects } = await all(home);
      const configured = [...scopes.map(({ name }) => name), ...projects.flatMap((project) => project.scopes)];
      const names = new Set([...configured, ...(await syncedScopes(homeOf(asked)))]);
      return plain(names.size > 0 ? names : [...plugins.keys()].map((name) => `${name}:`));
    }),
  source: (asked) =>
    withHome(asked, async (home) => {
      const own = (await all(home)).connections.filter(({ name, plugin }) => name !== plugin);
      return plain([...plugins.keys(), ...own.map(({ name, plugin }) => `${plugin}@${name}`)]);
    }),
  metric: (asked) =>
    withHome(asked, async (home) => {
      const { metrics } = readDefinitions();
      const groups = new Set([...metrics.keys()].map((name) => name.split('.')[0] ?? ''));
      const own = (await all(home)).metrics.map(({ name, title }) => ({ value: name, description: title }));
      const theirs = [...metrics.values()].map(({ name, title }) => ({ value: name, description: title }));
      return [...[...groups].map((value) => ({ value, description: 'all of this group' })), ...theirs, ...own];
    }),
};

const namesOf = async (store: ConfigStore, kind: ResourceKind<Named>): Promise<readonly string[]> =>
  (await store.list(kind)).map(({ name }) => name);

const all = ({ store }: ConfigHome) => readConfigured(store);

async function withHome(
  asked: Asked,
  read: (home: ConfigHome) => Promise<readonly Candidate[]>,
): Promise<readonly Candidate[]> {
  const home = await openConfigHome(homeOf(asked), 'read');
  try {
    return await read(home);
  } finally {
    home.close();
  }
}

/** The values that may stand there. */
export const valuesOf = async (asked: Asked): Promise<readonly Candidate[]> =>
  Object.hasOwn(VALUES, asked.of) ? ((await VALUES[asked.of]?.(asked)) ?? []) : [];
