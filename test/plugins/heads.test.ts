import { expect, test } from 'vitest';
import { pluginHeads } from '../../shared/plugins/heads.ts';
import { plugins } from '../../shared/plugins/index.ts';

test('every plugin is known by its head too', () => {
  expect([...pluginHeads.keys()].sort()).toEqual([...plugins.keys()].sort());
});

test.each([...plugins.values()])('the head of $name says what the plugin says', (plugin) => {
  const { name, title, baseUrl, form, quotas, scope, wide, elements } = plugin;

  expect(pluginHeads.get(name)).toEqual({ name, title, baseUrl, form, quotas, scope, wide, elements });
});

test.each([...plugins.values()])('the head of $name tells where its streams find their elements', (plugin) => {
  const streams = new Map((plugin.streams ?? []).map(({ name, elements }) => [name, elements]));

  for (const [stream, key] of Object.entries(pluginHeads.get(plugin.name)?.elements ?? {}))
    expect([stream, streams.get(stream)]).toEqual([stream, key]);
});
