import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { environments } from '../shared/contract/environment.ts';
import { readSources, type Source } from './support/read-sources.ts';

interface Room {
  /** Folders and files of ours that it may import, beside its own. */
  readonly ours: readonly string[];
  /** What it may import of npm and Node; `*` stands for any end. */
  readonly packages: readonly string[];
  /** Reads time, chance, the process, the network or the console through ports only. */
  readonly pure?: true;
}

const errors = 'shared/errors.ts';
const registry = 'shared/plugins/index.ts';
const heads = 'shared/plugins/heads.ts';
const [domain, contract, sdk, pipeline] = ['shared/domain', 'shared/contract', 'shared/plugin-sdk', 'shared/pipeline'];

/** The rooms and their arrows, as the design draws them. The longest path that fits a file is its room. */
const rooms: Readonly<Record<string, Room>> = {
  [errors]: { ours: [], packages: [], pure: true },
  [domain]: { ours: [], packages: ['zod'], pure: true },
  [contract]: { ours: [domain], packages: ['zod'], pure: true },
  [sdk]: { ours: [domain, errors], packages: ['zod', 're2js'], pure: true },
  'shared/enrich': { ours: [domain], packages: ['zod'], pure: true },
  'shared/plugins/*': { ours: [sdk, domain, errors], packages: ['zod'], pure: true },
  [registry]: { ours: [sdk, 'shared/plugins/*'], packages: [], pure: true },
  [heads]: { ours: [sdk, 'shared/plugins/*'], packages: [], pure: true },
  [pipeline]: {
    ours: [sdk, contract, domain, 'shared/enrich', errors],
    packages: ['zod', 'node:crypto', 'node:util', 'node:zlib'],
    pure: true,
  },
  // What a user configures: in a file, in the control table, over the API.
  'shared/config': { ours: [pipeline, contract, sdk, domain, errors], packages: ['zod', 'yaml'], pure: true },
  // What SQL reads: Parquet files of the domain's rows, made without a native library, so that a Lambda can.
  'shared/lake': { ours: [pipeline, contract, domain, errors], packages: ['zod', 'hyparquet-writer'], pure: true },
  // The only room that knows DuckDB, a native library: for a laptop, and for the one function that answers questions.
  'shared/sql': {
    ours: ['shared/lake', pipeline, contract, domain, errors],
    packages: ['zod', '@duckdb/node-api', 'node:*'],
  },
  // Definitions are files of SQL beside it: a metric is there as soon as its file is.
  'shared/metrics': { ours: [domain, errors], packages: ['zod', 'node:fs', 'node:path'], pure: true },
  // A made-up year of a made-up organisation, as its vendors would have answered.
  'shared/sample': { ours: [pipeline, contract, errors], packages: ['zod'], pure: true },
  // The ports' implementations: the only room that calls vendors, the only one that calls AWS, the one for a laptop.
  'shared/http': { ours: [pipeline, sdk, errors], packages: ['undici', 'ipaddr.js', 'zod', 'node:*'] },
  'shared/aws': { ours: [pipeline, contract, sdk, errors], packages: ['@aws-sdk/*', 'zod', 'node:*'] },
  'shared/local': { ours: [pipeline, contract, sdk, errors], packages: ['zod', 'node:*'] },
  'shared/api': {
    ours: [pipeline, contract, 'shared/config', 'shared/metrics', sdk, domain, errors],
    packages: ['hono*', 'jose', 're2js', 'zod', 'node:crypto', 'node:stream', 'node:stream/promises', 'node:zlib'],
  },
  'shared/lambda': {
    // The machine's clock is the same in both runtimes.
    ours: ['shared/api', pipeline, contract, errors, 'shared/local/system-clock.ts'],
    packages: ['@middy/*', '@aws-lambda-powertools/*', 'aws-lambda', 'hono*', 'zod', 'node:*'],
  },
  'functions/query.ts': {
    ours: ['shared/aws', 'shared/lambda', 'shared/api', 'shared/sql', 'shared/metrics', contract],
    packages: [],
  },
  'functions/page.ts': { ours: ['shared/lambda', 'shared/local/page-files.ts', contract], packages: ['node:path'] },
  // The composition roots, where ports meet adapters.
  functions: {
    ours: [
      'shared/aws',
      'shared/http',
      'shared/lake',
      'shared/lambda',
      'shared/api',
      'shared/config',
      pipeline,
      contract,
      errors,
      registry,
      heads,
    ],
    packages: ['zod'],
  },
  cli: {
    ours: [
      'shared/local',
      'shared/lake',
      'shared/sql',
      'shared/sample',
      'web/build.ts',
      'shared/metrics',
      'shared/aws',
      'shared/http',
      'shared/api',
      'shared/config',
      pipeline,
      contract,
      sdk,
      domain,
      'shared/enrich',
      errors,
      registry,
    ],
    packages: ['commander', 'yaml', 'zod', '@hono/node-server', 'node:*'],
  },
  // What runs in a browser knows no more of Sluice than what crosses the wire.
  web: { ours: [contract], packages: ['preact*', 'uplot', 'zod'] },
  'web/build.ts': { ours: [], packages: ['vite', 'node:*'] },
  infra: {
    // The same file that a laptop syncs by is what is deployed.
    ours: ['shared/config', contract, errors, registry],
    packages: ['aws-cdk-lib*', 'constructs', 'cdk-nag', 'zod', 'node:*'],
  },
  // The bench deploys in memory and synthesizes, to count what that costs, plays limits in the simulation's time, and
  // builds the page and watches it in a browser.
  bench: {
    ours: ['shared', 'cli', 'functions', 'infra', 'web', 'test/support', 'test/simulation', 'test/web'],
    packages: ['zod', 'node:*', '@aws-sdk/*', 'aws-cdk-lib*', 'esbuild', 'playwright-core'],
  },
  test: { ours: ['shared', 'functions', 'infra', 'cli', 'bench', 'web'], packages: ['*'] },
  'vitest.config.ts': { ours: [], packages: ['vitest/config'] },
};

/** Calls out: only http may, whatever else of Node a room uses. */
const NETWORK = /^(node:)?(https?|http2|net|tls|dgram|dns)(\/.*)?$|^(fetch|WebSocket|XMLHttpRequest|EventSource)$/;

/** The only file of the page that asks anybody; the page's policy lets it ask its own server alone. */
const ASKS_SERVER = 'web/ask.ts';

/** `any` under another name, where the types of TypeScript cannot say what is known, and why it is known. */
const DISGUISED: Readonly<Record<string, string>> = {
  'shared/plugin-sdk/define-stream.ts':
    "a tool record was written by the stream's own extract; who has no input reads none",
  'shared/pipeline/deep-json.ts': 'a row without its absent fields is still of the type that it was',
  'shared/pipeline/fold.ts': 'done records are written by commit and read only there',
};

const fits = (path: string, place: string): boolean =>
  place.endsWith('/*') ? fits(path, place.slice(0, -2)) : path === place || path.startsWith(`${place}/`);

/** A file's room; each vendor's folder is one of its own. */
function roomOf(path: string): { readonly name: string; readonly room: Room } | undefined {
  const [key] = Object.keys(rooms)
    .filter((place) => fits(path, place))
    .sort((a, b) => Number(b.endsWith('.ts')) - Number(a.endsWith('.ts')) || b.length - a.length);
  const room = key === undefined ? undefined : rooms[key];
  if (key === undefined || !room) return undefined;
  return { name: key.endsWith('/*') ? path.split('/').slice(0, 3).join('/') : key, room };
}

const isOurs = (specifier: string): boolean => specifier.startsWith('.') || specifier.startsWith('/');
const matches = (specifier: string, pattern: string): boolean =>
  pattern.endsWith('*') ? specifier.startsWith(pattern.slice(0, -1)) : specifier === pattern;

/** A vendor's folder may be imported only where the table says so: the registry is what stands for all of them. */
const mayImport = (room: Room, target: string): boolean =>
  room.ours.some(
    (place) => fits(target, place) && (!place.endsWith('/*') || (target !== registry && target !== heads)),
  );

function arrows({ path, imports }: Source): readonly string[] {
  const own = roomOf(path);
  if (!own) return [`${path}: belongs to no room of the table`];
  return imports.flatMap(({ specifier, line }) => {
    const wrong = `${path}:${line} → `;
    if (!isOurs(specifier)) {
      const allowed = own.room.packages.some((pattern) => matches(specifier, pattern));
      const calls = NETWORK.test(specifier) && own.name !== 'shared/http' && own.name !== 'test';
      return allowed && !calls ? [] : [`${wrong}${specifier}: not for ${own.name}`];
    }
    const target = posix.join(posix.dirname(path), specifier);
    if (roomOf(target)?.name === own.name || mayImport(own.room, target)) return [];
    return [`${wrong}${target}: ${own.name} may import ${own.room.ours.join(', ') || 'nothing of ours'}`];
  });
}

const at = (path: string, found: readonly { readonly what: string; readonly line: number }[]): readonly string[] =>
  found.map(({ what, line }) => `${path}:${line}: ${what}`);

const isChecked = ({ path }: Source): boolean => /^(shared|infra|functions|cli|web)\//.test(path);

interface Rule {
  readonly title: string;
  readonly broken: (source: Source) => readonly string[];
  /** Files that break it: a check that cannot fail is a defect. */
  readonly seeds: readonly (readonly [path: string, text: string])[];
}

const rules: readonly Rule[] = [
  {
    title: 'every import follows an arrow of the table',
    broken: arrows,
    seeds: [
      ['shared/domain/a.ts', "import { SluiceError } from '../errors.ts';"],
      ['shared/contract/a.ts', "import type { Plugin } from '../plugin-sdk/plugin.ts';"],
      ['shared/plugin-sdk/a.ts', "import type { TablePort } from '../pipeline/ports.ts';"],
      ['shared/plugins/jira/a.ts', "import { issues } from '../github/issues.ts';"],
      ['shared/plugins/jira/b.ts', "import { plugins } from '../index.ts';"],
      ['shared/plugins/jira/c.ts', "import { readFileSync } from 'node:fs';"],
      ['shared/plugins/jira/d.ts', "import { request } from 'undici';"],
      ['shared/plugins/jira/e.ts', "export { S3Client } from '@aws-sdk/client-s3';"],
      ['shared/pipeline/a.ts', "import type { PutItemCommand } from '@aws-sdk/client-dynamodb';"],
      ['shared/pipeline/b.ts', "const { request } = await import('undici');"],
      ['shared/pipeline/c.ts', "import 'node:fs/promises';"],
      ['shared/pipeline/d.ts', "import { plugins } from '../plugins/index.ts';"],
      ['shared/pipeline/e.ts', "import { sqliteTable } from '../local/sqlite-table.ts';"],
      ['shared/pipeline/f.ts', "type Client = import('../aws/clients.ts').Client;"],
      ['shared/pipeline/g.ts', "const { get } = process.getBuiltinModule('node:http');"],
      ['shared/pipeline/h.ts', 'const module = await import(somewhere);'],
      ['shared/aws/a.ts', "import { fileObjects } from '../local/file-objects.ts';"],
      ['shared/aws/b.ts', "import { request } from 'undici';"],
      ['shared/aws/c.ts', "import { request } from 'node:https';"],
      ['shared/http/a.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
      ['shared/local/a.ts', "import { createVendor } from '../http/vendor-client.ts';"],
      ['shared/metrics/a.ts', "import { openDuckDb } from '../sql/open-sql.ts';"],
      ['shared/lambda/a.ts', "import { openStore } from '../local/open-store.ts';"],
      ['shared/api/a.ts', "import { dynamoTable } from '../aws/dynamo-table.ts';"],
      ['cli/a.ts', "import { collect } from '../functions/collect.ts';"],
      ['functions/b.ts', "import { openDuckDb } from '../shared/sql/open-sql.ts';"],
      ['shared/lake/a.ts', "import { DuckDBInstance } from '@duckdb/node-api';"],
      ['functions/a.ts', "import { SyncStack } from '../infra/stacks/sync-stack.ts';"],
      ['infra/a.ts', "import { plan } from '../shared/pipeline/plan.ts';"],
      ['infra/b.ts', "import { github } from '../shared/plugins/github/plugin.ts';"],
      ['shared/aws/d.ts', "import { fakeDynamo } from '../../test/ports/fake-dynamo.ts';"],
      ['shared/stray/a.ts', ''],
    ],
  },
  {
    title: 'nothing in a pure room reads time, chance or the network but through its ports',
    broken: ({ path, effects }) => (roomOf(path)?.room.pure ? at(path, effects) : []),
    seeds: [
      'Date.now()',
      'new Date()',
      'const { now } = Date',
      'Date()',
      'Math.random()',
      'const { random } = Math',
      'performance.now()',
      'crypto.randomUUID()',
      "import { randomUUID } from 'node:crypto'",
      "import * as crypto from 'node:crypto'",
      'setTimeout(() => {}, 1)',
      'globalThis.setTimeout',
      'process.env',
      "fetch('https://example.org')",
      "console.log('here')",
    ].map((text, seed) => [`shared/pipeline/effect-${seed}.ts`, text] as const),
  },
  {
    title: 'http is the only room that calls out, and one file of the page asks its own server',
    broken: (source) => {
      const { path, effects } = source;
      const calls = effects.filter(({ what }) => NETWORK.test(what));
      const isCaller = roomOf(path)?.name === 'shared/http' || path === ASKS_SERVER;
      return isChecked(source) && !isCaller ? at(path, calls) : [];
    },
    seeds: [
      ['shared/aws/fetch.ts', "export const answer = await fetch('https://example.org');"],
      ['cli/socket.ts', "export const socket = new WebSocket('wss://example.org');"],
      ['web/flow.tsx', "export const answer = <b>{await fetch('https://example.org')}</b>;"],
    ],
  },
  {
    title: 'there are no default exports',
    broken: ({ path, defaultExports }) => (path === 'vitest.config.ts' ? [] : at(path, defaultExports)),
    seeds: [
      ['shared/domain/default-a.ts', 'export default 1;'],
      ['shared/domain/default-b.ts', 'export default function named() {}'],
      ['shared/domain/default-c.ts', 'const a = 1; export { a as default };'],
    ],
  },
  {
    title: 'there are no barrels but the registry',
    broken: ({ path, reexports }) => [
      ...at(path, reexports),
      ...(/(^|\/)index\.ts$/.test(path) && path !== registry ? [`${path}: an index`] : []),
    ],
    seeds: [
      ['shared/domain/all.ts', "export * from './table.ts';"],
      ['shared/domain/some.ts', "export type { Row } from './table.ts';"],
      ['shared/domain/index.ts', 'export const a = 1;'],
    ],
  },
  {
    title: 'a file is named after what it holds, in kebab-case',
    broken: ({ path }) => {
      const name = posix.basename(path).replace(/(\.test|\.config)?\.tsx?$/, '');
      const isVague = /(^|-)(utils?|helpers?|common|misc|managers?)(-|$)|^types$/.test(name);
      return isVague || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ? [`${path}: not a name`] : [];
    },
    seeds: ['utils', 'string-helpers', 'common', 'types', 'run-manager', 'readPage', 'read_page'].map(
      (name) => [`shared/http/${name}.ts`, ''] as const,
    ),
  },
  {
    title: 'a function has at most 30 lines, no branch and one handler',
    broken: ({ path, lines, branches, exports }) =>
      path.startsWith('functions/')
        ? [
            ...(lines > 30 ? [`${path}: ${lines} lines`] : []),
            ...at(path, branches),
            ...(exports.join() === 'handler' ? [] : [`${path}: exports ${exports.join() || 'nothing'}`]),
          ]
        : [],
    seeds: [
      ['functions/long.ts', `${'// a line\n'.repeat(30)}export const handler = 1;`],
      ['functions/branching.ts', 'if (Math.PI > 3) throw new Error();\nexport const handler = 1;'],
      ['functions/choosing.ts', 'export const handler = Math.PI > 3 ? 1 : 2;'],
      ['functions/silent.ts', 'const handler = 1;'],
      ['functions/doing-more.ts', 'export const handler = 1;\nexport const more = 2;'],
    ],
  },
  {
    title: 'nothing is any, cast, non-null by decree or hidden from a checker',
    broken: (source) => (isChecked(source) ? at(source.path, source.loosenings) : []),
    seeds: [
      'export const a: any = 1',
      'export const a = JSON.parse("1") as number',
      'export const a = <number>JSON.parse("1")',
      'export const a = ["a"][0]!',
      'let a!: string; export const b = () => a',
      '// @ts-expect-error\nexport const a: string = 1',
      '// biome-ignore lint: not now\nexport const a = 1',
    ].map((text, seed) => [`cli/loose-${seed}.ts`, text] as const),
  },
  {
    title: 'an any under another name stands only where the table says why',
    broken: (source) =>
      isChecked(source) && DISGUISED[source.path] === undefined ? at(source.path, source.disguises) : [],
    seeds: [
      ['cli/disguised-a.ts', 'export const a: ReturnType<typeof JSON.parse> = 1;'],
      ['cli/disguised-b.ts', "import * as z from 'zod';\nexport const A = z.object({ a: z.any() });"],
    ],
  },
];

const root = fileURLToPath(new URL('..', import.meta.url));
const paths = globSync('**/*.{ts,tsx}', {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|cdk\.out|dist|coverage|\.[^/.][^/]*)(\/|$)/.test(path),
});
const seeded = readSources(Object.fromEntries(rules.flatMap(({ seeds }) => seeds)));
const tree = readSources(Object.fromEntries(paths.map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')])));

describe.each(rules)('$title', ({ broken, seeds }) => {
  const bad = seeded.filter(({ path }) => seeds.some(([seed]) => seed === path));

  it('holds', () => {
    expect(tree.flatMap(broken)).toEqual([]);
  });

  it.each(bad)('$path would be found', (source) => {
    expect(broken(source)).toEqual([expect.stringContaining(source.path)]);
  });
});

describe('the table', () => {
  it('has rooms for what is there, and a seed of its own for each rule', () => {
    expect(seeded.length).toBe(rules.flatMap(({ seeds }) => seeds).length);
    expect(tree.length).toBeGreaterThan(100);
    expect(new Set(tree.map(({ path }) => roomOf(path)?.name))).toContain('shared/plugins/github');
  });

  it('has no circle', () => {
    const below = (name: string, seen: readonly string[]): readonly string[] =>
      seen.includes(name)
        ? [[...seen, name].join(' → ')]
        : (rooms[name]?.ours ?? []).flatMap((next) => (next === name ? [] : below(next, [...seen, name])));

    expect(Object.keys(rooms).flatMap((name) => below(name, []))).toEqual([]);
  });

  it('excuses no file that needs no excuse', () => {
    const needed = tree.filter(({ disguises }) => disguises.length > 0).map(({ path }) => path);

    expect(Object.keys(DISGUISED).filter((path) => !needed.includes(path))).toEqual([]);
  });

  it('has an environment for each function, and a function for each environment', () => {
    const files = tree.flatMap(({ path }) => /^functions\/(.*)\.ts$/.exec(path)?.slice(1) ?? []);

    expect(files.sort()).toEqual(Object.keys(environments).sort());
  });
});
