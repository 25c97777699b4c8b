import { expect, test } from 'vitest';
import { storedMapping } from '../../shared/config/stored-mapping.ts';
import { planOrFail } from '../../shared/pipeline/plan.ts';
import { apiWorld } from './world.ts';

/** The API, and runs under the mappings that are configured by it. */
function world() {
  const made = apiWorld();
  const { ports, started, finishRun, call } = made;
  const sync = async () => {
    await call('/runs', { method: 'POST', body: { scopes: ['toy:here'] } });
    for (const { run, input } of started.splice(0)) {
      await planOrFail({ ...ports, mapping: storedMapping(ports) }, input ?? { run });
      await finishRun(run);
    }
  };
  return { ...made, sync };
}

test('a scope config that is put over the API is applied to everything by the next run, without a request for it', async () => {
  const { call, sync, read, asked, answers } = world();
  await call('/scope-configs/usual', { method: 'PUT', body: { plugin: 'toy', mapping: { prefix: 'a ' } } });
  await call('/scopes/toy:here', { method: 'PUT', body: { scopeConfig: 'usual' } });
  await sync();
  const first = (await read('issues')).map(({ title }) => title);
  const before = asked.length;
  // Nothing has changed since, the vendor says.
  answers['/here/things'] = [];

  await call('/scope-configs/usual', { method: 'PUT', body: { plugin: 'toy', mapping: { prefix: 'b ' } } });
  await sync();

  expect(first).toContain('a thing 1');
  expect((await read('issues')).map(({ title }) => title)).toEqual(
    first.map((title) => String(title).replace(/^a /, 'b ')),
  );
  expect(asked.slice(before).filter((target) => /\/things\/\d/.test(target))).toEqual([]);
});

test('a project that is put over the API is derived by the next run of a scope, though nothing of it has changed', async () => {
  const { call, sync, read } = world();
  await sync();
  await sync();

  await call('/projects/shop', { method: 'PUT', body: { scopes: ['toy:here'] } });
  const before = await read('project_mapping');
  await sync();

  expect(before).toEqual([]);
  expect(await read('project_mapping')).toMatchObject([{ projectName: 'shop', table: 'boards' }]);
});
