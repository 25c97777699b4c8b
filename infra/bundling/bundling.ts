import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundlingOptions, type ICommandHooks, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Parts of packages that a bundle replaces by a smaller one, and why it may is said there. */
export const replaced = {
  undici: beside('undici.cjs'),
  '@aws-sdk/credential-provider-node': beside('credentials.ts'),
} as const;

// Two files of undici that are required late and never here: the parser for machines without SIMD, and form data.
const neverRequired = ['../llhttp/llhttp-wasm.js', '../web/fetch/body.js'];

/** Whether the AWS SDK is in the bundle, or taken from Lambda's runtime, which has one. */
export type SdkPlace = 'bundle' | 'runtime';

/** The processor that DuckDB's native library is for; `none` leaves it out, for tests that bundle and do not run. */
export type DuckDb = 'arm64' | 'x64' | 'none';

const quoted = (text: string): string => `"${text}"`;

/** What lies beside a function's one file. */
export interface Beside {
  /** The definitions of metrics, and the native library: 70 MB of the 250 that Lambda unpacks. */
  readonly duckDb?: DuckDb;
  /** The built page, as `page/`. */
  readonly page?: true;
}

const hooks = ({ duckDb, page }: Beside): ICommandHooks => ({
  beforeBundling: () => [],
  beforeInstall: () => [],
  afterBundling: (_, folder) =>
    [
      ...(duckDb ? [[beside('add-duckdb.ts'), folder, ...(duckDb === 'none' ? [] : [duckDb])]] : []),
      ...(page ? [[beside('../../web/build.ts'), join(folder, 'page')]] : []),
    ].map((command) => [process.execPath, ...command].map(quoted).join(' ')),
});

/**
 * How a function becomes one file. Loading collect's parts took, median of five on Node 24: 98 ms as ESM with the AWS
 * SDK inside, 113 ms as CommonJS, 150 ms with the SDK outside. So functions that somebody waits for have it inside.
 * Those that carry the plugins would weigh 930 KB with it, and more with each vendor; they work for minutes, and leave it
 * outside.
 */
export const bundling = (sdk: SdkPlace, what: Beside): BundlingOptions => ({
  format: OutputFormat.ESM,
  target: 'node24',
  minify: true,
  logLevel: LogLevel.WARNING,
  mainFields: ['module', 'main'],
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  externalModules: [
    ...neverRequired,
    ...(sdk === 'runtime' ? ['@aws-sdk/*', '@smithy/*'] : []),
    ...(what.duckDb ? ['@duckdb/node-bindings-*'] : []),
  ],
  esbuildArgs: Object.fromEntries(Object.entries(replaced).map(([name, file]) => [`--alias:${name}`, file])),
  commandHooks: hooks(what),
});
