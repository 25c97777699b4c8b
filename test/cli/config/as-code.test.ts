import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalServer, openLocalServer } from '../../../cli/serve/local-server.ts';
import { callHere as sluice } from '../../support/call-here.ts';
import { linesOf, temporaryFolder } from '../../support/sluice.ts';

const FILE = `version: 1
connections:
  work: { plugin: github, baseUrl: 'http://127.0.0.1:9/api/v3', tokens: [env:MINE], scopeConfig: usual }
scopeConfigs:
  usual: { plugin: github, mapping: { issueTypeBug: ^bug$ } }
scopes:
  github@work:acme/shop:
projects:
  shop: { scopes: ['github@work:acme/shop'] }
blueprints:
  nightly: { project: shop, cron: 0 3 * * *, zone: Europe/Zurich }
metrics:
  shop.issues:
    title: Issues
    means: how many there are
    needs: boards
    values: [issues count]
    sql: SELECT bucket, count(*) AS issues FROM buckets GROUP BY bucket
`;

const MINUTES = 60_000;
let folder: ReturnType<typeof temporaryFolder>;
let file: string;
let store: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'sluice.yaml');
  store = join(folder.path, 'store');
  writeFileSync(file, FILE);
  return () => folder[Symbol.dispose]();
});

const call = (...given: readonly string[]) => sluice([...given, '--store', store], { HOME: folder.path });

describe('configuration as code', () => {
  it('is shown, made, and then differs no more', { timeout: 3 * MINUTES }, async () => {
    const before = await call('diff', '-f', file);
    const first = await call('apply', '-f', file);
    const second = await call('apply', '-f', file);
    const after = await call('diff', '-f', file, '--json');

    expect([before.code, first.code, second.code, after.code]).toEqual([1, 0, 0, 0]);
    expect(before.out).toContain('+ blueprint nightly\n    project: shop\n    cron: 0 3 * * *');
    expect(first.out).toContain('6 created, 0 changed, 0 deleted');
    expect(second.out).toBe('nothing differs\n');
    expect(after.out).toBe('');
  });

  it('is written as it can be applied elsewhere, whatever its texts hold', { timeout: 3 * MINUTES }, async () => {
    const texts = [
      'yes',
      '1e3',
      '007',
      '# no comment',
      ' at its ends ',
      "it's",
      'a: b',
      '(?i)^(bug|fix)$',
      'zwölf → 12',
      '- x',
      '&a *b',
      '{',
      'null',
      '~',
    ];
    writeFileSync(
      file,
      FILE.replace(
        "shop: { scopes: ['github@work:acme/shop'] }",
        texts
          .map((text, i) => `p${i}: { scopes: ['github@work:acme/shop'], description: ${JSON.stringify(text)} }`)
          .join('\n  '),
      )
        .replace('project: shop', 'project: p0')
        .replace('SELECT bucket, count', `|\n      -- a comment: with a colon\n\n      SELECT bucket,\n        count`)
        .replace('\n        count(*) AS issues FROM', '\n        count(*) AS issues\t-- tab\n      FROM'),
    );
    const first = await call('apply', '-f', file);
    const written = join(folder.path, 'written.yaml');
    const exported = await call('export', 'config');
    const toFile = await call('export', 'config', '--out', written);
    const elsewhere = ['--store', join(folder.path, 'other')];

    const again = await sluice(['apply', '-f', written, ...elsewhere], { HOME: folder.path });
    const same = await call('diff', '-f', written, '--prune');
    const exportedAgain = await sluice(['export', 'config', ...elsewhere], { HOME: folder.path });

    expect([first.err, toFile.code]).toEqual(['', 0]);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining(`${5 + texts.length} created`) });
    expect(same).toMatchObject({ code: 0, out: 'nothing differs\n' });
    expect(exportedAgain.out).toBe(exported.out);
    expect(readFileSync(written, 'utf8')).toBe(exported.out);
  });

  it('of the example in docs/config.md is applied as it stands there', { timeout: 3 * MINUTES }, async () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/config.md'), 'utf8');
    writeFileSync(file, /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '');

    expect(await call('apply', '-f', file)).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('8 created'),
    });
    expect((await call('apply', '-f', file)).out).toBe('nothing differs\n');
  });

  it('that is wrong changes nothing, not even a store is made', { timeout: 3 * MINUTES }, async () => {
    writeFileSync(file, FILE.replace('project: shop,', 'project: shup,').replace('mapping: {', 'mapping: { bugs: x,'));

    const applied = await call('apply', '-f', file);
    const got = await call('get');

    expect(applied.code).toBe(2);
    expect(linesOf(applied.err).slice(1)).toEqual([
      expect.stringMatching(
        /sluice\.yaml:5:39: scopeConfigs\.usual\.mapping\.bugs: "bugs" is unknown here; there is: /,
      ),
    ]);
    expect(got.out).toContain('nothing is configured');
  });

  it('is deleted by name, unless something needs it, or by what the file leaves out', {
    timeout: 3 * MINUTES,
  }, async () => {
    await call('apply', '-f', file);

    const used = await call('delete', 'project', 'shop');
    const gone = await call('delete', 'blueprint', 'nightly');
    writeFileSync(file, 'version: 1\n');
    const kept = await call('diff', '-f', file);
    const pruned = await call('apply', '-f', file, '--prune');

    expect(used).toMatchObject({ code: 2, err: expect.stringContaining('is used by blueprints.nightly') });
    expect(gone).toMatchObject({ code: 0, out: 'blueprint nightly deleted\n' });
    expect(kept).toMatchObject({ code: 0, err: expect.stringContaining('scopes.github@work:acme/shop') });
    expect(pruned.out).toContain('0 created, 0 changed, 5 deleted');
  });

  it('brings metrics of one’s own', { timeout: 3 * MINUTES }, async () => {
    await call('apply', '-f', file);

    const listed = await call('metric', '--list', '--json');
    const numbers = await call('metric', 'shop.issues', '--project', 'shop', '--by', 'month', '--json');

    expect(listed.out).toContain('"name":"shop.issues"');
    expect(numbers).toMatchObject({ code: 0, out: expect.stringContaining('"metric":"shop.issues"') });
  });

  it('is looked at by the doctor, who says how to mend it', { timeout: 3 * MINUTES }, async () => {
    await call('apply', '-f', file);

    const { code, out } = await call('doctor', '-f', file, '--json');

    const findings = linesOf(out).map((line) => JSON.parse(line));
    expect(code).toBe(1);
    expect(findings).toContainEqual({
      state: 'bad',
      what: 'connection github@work',
      says: 'the connection "work" names env:MINE, and that variable is not set: export MINE=…',
      remedy: expect.any(String),
    });
    expect(findings.filter(({ state }) => state === 'bad')).toHaveLength(1);
  });
});

describe('over the API', () => {
  let served: ReturnType<typeof temporaryFolder>;
  let server: LocalServer;
  let environment: NodeJS.ProcessEnv;
  beforeAll(async () => {
    served = temporaryFolder();
    server = await openLocalServer({
      store: join(served.path, 'store'),
      port: 0,
      page: join(served.path, 'page'),
      onFailure: () => {},
    });
    environment = { SLUICE_ENDPOINT: server.url, SLUICE_API_KEY: server.key, HOME: served.path };
  }, 2 * MINUTES);
  afterAll(async () => {
    await server.close();
    served[Symbol.dispose]();
  });

  it('the same words do the same', { timeout: 3 * MINUTES }, async () => {
    const first = await sluice(['apply', '-f', file], environment);
    const second = await sluice(['apply', '-f', file], environment);
    const got = await sluice(['get', 'blueprint', 'nightly', '--json'], environment);
    const runs = await sluice(['runs'], environment);
    const starts = await sluice(['get', 'blueprints'], environment);
    const used = await sluice(['delete', 'connection', 'work'], environment);
    const gone = await sluice(['delete', 'metric', 'shop.issues'], environment);

    expect(first).toMatchObject({ code: 0, err: '', out: expect.stringContaining('6 created') });
    expect(second).toMatchObject({ code: 0, out: 'nothing differs\n' });
    expect(JSON.parse(got.out)).toMatchObject({
      kind: 'blueprints',
      name: 'nightly',
      revision: 1,
      nextAt: expect.stringMatching(/T0[12]:00:00\.000Z$/),
      lastRun: null,
    });
    expect(linesOf(starts.out)).toEqual([
      expect.stringMatching(/^name +cron +zone +next start +last start +run +state$/),
      expect.stringMatching(/^nightly +0 3 \* \* \* +Europe\/Zurich +\d{4}-\S+Z +never *$/),
    ]);
    expect(used).toMatchObject({ code: 2, err: expect.stringContaining('is used by scopes.github@work:acme/shop') });
    expect(runs.out).toBe('no runs yet: sluice sync github:owner/repo\n');
    expect(gone).toMatchObject({ code: 0, out: 'metric shop.issues deleted\n' });
  });

  it('a key that is refused is told', { timeout: 2 * MINUTES }, async () => {
    const { code, err } = await sluice(['get'], { ...environment, SLUICE_API_KEY: 'sluice_wrong' });

    expect(code).toBe(1);
    expect(err).toContain('send an API key');
  });
});

it('the JSON Schema knows every section, and refuses what is unknown', { timeout: 2 * MINUTES }, async () => {
  const { out } = await sluice(['schema']);

  const schema = JSON.parse(out);
  expect(Object.keys(schema.properties)).toEqual([
    'version',
    'connections',
    'scopeConfigs',
    'scopes',
    'projects',
    'blueprints',
    'metrics',
  ]);
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties.blueprints.additionalProperties).toMatchObject({
    additionalProperties: false,
    required: ['cron'],
  });
});
