import { expect, test } from 'vitest';
import { pluginHeads } from '../../shared/plugins/heads.ts';
import { plugins } from '../../shared/plugins/index.ts';

test('every plugin is known by its head too', () => {
  expect([...pluginHeads.keys()].sort()).toEqual([...plugins.keys()].sort());
});

test.each([...plugins.values()])('the head of $name says what the plugin says', (plugin) => {
  const { name, title, baseUrl, quotas, scope, wide } = plugin;

  expect(pluginHeads.get(name)).toEqual({ name, title, baseUrl, quotas, scope, wide });
});
