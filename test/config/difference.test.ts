import { expect, it } from 'vitest';
import { type Configured, NOTHING, scopesToSync } from '../../shared/config/configured.ts';
import { differences, notIn } from '../../shared/config/difference.ts';
import { blueprints, connections, projects, scopes } from '../../shared/config/resources.ts';

const before: Configured = {
  ...NOTHING,
  connections: [connections.stored.parse({ name: 'github', plugin: 'github' })],
  scopes: [scopes.stored.parse({ name: 'github:a/b' })],
  blueprints: [
    blueprints.stored.parse({ name: 'nightly', project: 'shop', cron: '0 3 * * *', options: { full: true } }),
  ],
};
const after: Configured = {
  ...before,
  scopes: [],
  projects: [projects.stored.parse({ name: 'shop', scopes: ['github:c/d', 'github:A/B'] })],
  blueprints: [blueprints.stored.parse({ name: 'nightly', project: 'shop', cron: '0 4 * * *' })],
};

it('nothing differs from itself', () => {
  expect(differences(before, before, { prune: true })).toEqual([]);
});

it('what is new and what is changed is told field by field, in the order of references', () => {
  expect(differences(before, after, { prune: false })).toMatchObject([
    { kind: 'projects', name: 'shop', what: 'create' },
    {
      kind: 'blueprints',
      name: 'nightly',
      what: 'change',
      fields: [
        { path: 'cron', before: '0 3 * * *', after: '0 4 * * *' },
        { path: 'options.full', before: true, after: undefined },
      ],
    },
  ]);
});

it('what the file does not name stays, unless pruned', () => {
  const pruned = differences(before, after, { prune: true });

  expect(notIn(before, after)).toEqual([{ kind: 'scopes', name: 'github:a/b' }]);
  expect(pruned.at(-1)).toMatchObject({ kind: 'scopes', name: 'github:a/b', what: 'delete' });
});

it('what is pruned goes before what it names', () => {
  const kinds = differences(before, NOTHING, { prune: true }).map(({ kind }) => kind);

  expect(kinds).toEqual(['blueprints', 'scopes', 'connections']);
});

it('what is to be synced is named once, however it is written', () => {
  expect(scopesToSync({ ...after, scopes: before.scopes })).toEqual(['github:A/B', 'github:c/d']);
});
