import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { type Goal, goalTable, table, whenAndWhere } from '../page.ts';
import { anyEnvironment, buildBundles } from './build.ts';

const MOST_BYTES = 400_000;
const MOST_RATIO = 0.5;
/** Loads of each, in turns, so that a busy moment meets all of them. */
const ROUNDS = 7;
const ROOT = join(import.meta.dirname, '..', '..');
const Package = z.object({ dependencies: z.record(z.string(), z.string()) });

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} KB`;
const percent = (part: number): string => `${(100 * part).toFixed(0)} %`;

/** Size and load time of each function as it is deployed; the page lies beside this folder. */
export async function run(): Promise<void> {
  const { dependencies } = Package.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  const clients = Object.keys(dependencies).filter((name) => name.startsWith('@aws-sdk/client-'));
  const { folder, bundles } = buildBundles();
  try {
    const times = new Map<string, number[]>();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, modules] of [
        ['SDK', clients],
        ...bundles.map(({ name, file }) => [name, [file]] as const),
      ] as const)
        times.set(name, [...(times.get(name) ?? []), load(modules)]);
    }
    const sdk = median(times.get('SDK') ?? []);
    const rows = bundles.map(({ name, file }) => {
      const bytes = readFileSync(file);
      const milliseconds = median(times.get(name) ?? []);
      return {
        name,
        bytes: bytes.length,
        zipped: deflateRawSync(bytes).length,
        milliseconds,
        ratio: milliseconds / sdk,
      };
    });
    const page = pageOf(rows, sdk, clients.length);
    writeFileSync(join(import.meta.dirname, '..', 'BUNDLES.md'), page);
    process.stdout.write(page);
    if (!goalsOf(rows).every(({ kept }) => kept)) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Row {
  readonly name: string;
  readonly bytes: number;
  readonly zipped: number;
  readonly milliseconds: number;
  readonly ratio: number;
}

function goalsOf(rows: readonly Row[]): readonly Goal[] {
  const large = rows.filter(({ bytes }) => bytes > MOST_BYTES);
  const slow = rows.filter(({ ratio }) => ratio > MOST_RATIO);
  const tooMuch = large.map(({ name, bytes }) => `${name} ${kilobytes(bytes - MOST_BYTES)} too much`).join(', ');
  return [
    {
      promise: 'each function is at most 400 KB',
      measured: large.length > 0 ? tooMuch : kilobytes(Math.max(...rows.map(({ bytes }) => bytes))),
      kept: large.length === 0,
    },
    {
      promise: 'each is loaded in at most half the time of importing every SDK client',
      measured:
        slow.length > 0
          ? slow.map(({ name, ratio }) => `${name} ${percent(ratio)}`).join(', ')
          : percent(Math.max(...rows.map(({ ratio }) => ratio))),
      kept: slow.length === 0,
    },
  ];
}

function pageOf(rows: readonly Row[], sdk: number, clients: number): string {
  return [
    '# What a function weighs',
    '',
    `\`npm run bench -- bundles\` wrote this ${whenAndWhere()}.`,
    '',
    ...goalTable(goalsOf(rows)),
    '',
    `Importing the ${clients} SDK clients takes ${sdk.toFixed(0)} ms of CPU here; each time is the median of ${ROUNDS} processes, loaded in turns.`,
    'The bundles are those that `cdk synth` makes. `zipped` is what Lambda fetches.',
    '',
    ...table(
      ['function', 'size', 'zipped', 'load', 'of the SDK'],
      rows.map(({ name, bytes, zipped, milliseconds, ratio }) => [
        name,
        kilobytes(bytes),
        kilobytes(zipped),
        `${milliseconds.toFixed(0)} ms`,
        percent(ratio),
      ]),
    ),
    '',
    ...WHY,
  ].join('\n');
}

const WHY = [
  '## What stands in the way',
  '',
  '- `re2js` is 150 KB: tables of Unicode, which a user’s `\\p{…}` may name. Each function that opens a scope reads its',
  '  scope config, and with it its patterns.',
  '- `undici` is 177 KB in plan and collect, 72 KB of it the HTTP parser as WebAssembly; mocks, fetch and web sockets are',
  '  left out already (`infra/bundling/undici.cjs`).',
  '- `zod` is 107 KB; `zod/mini` would be half of that, with schemas that nobody likes to read.',
  '- The plugins are 100 KB in plan, collect, extract, convert and migrate, which read what vendors send. dispatch and the',
  '  API have their heads only (`shared/plugins/heads.ts`). Loading just the plugin that a message names needs bundles of',
  '  several files, which `NodejsFunction` does not make.',
  '- The API carries the clients of S3 (100 KB and more), DynamoDB and Step Functions, because somebody waits for it.',
  '- Functions that load slowly take the SDK from Lambda’s runtime, file by file; with it inside they load faster and are',
  '  200 to 300 KB larger. The two goals pull at the same rope.',
  '',
];

function load(modules: readonly string[]): number {
  const loader = join(import.meta.dirname, 'load.ts');
  const env = { PATH: process.env.PATH, ...anyEnvironment };
  const imports = [loader, ...modules].flatMap((module) => ['--import', module]);
  const options = [...imports, '--eval', 'process.exit()'];
  return Number(execFileSync(process.execPath, options, { cwd: ROOT, env, encoding: 'utf8' }));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
