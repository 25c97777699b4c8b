import { fileURLToPath } from 'node:url';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

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

/**
 * How a function becomes one file. Loading collect's parts took, median of five on Node 24: 98 ms as ESM with the AWS
 * SDK inside, 113 ms as CommonJS, 150 ms with the SDK outside. So functions that somebody waits for have it inside.
 * Those that carry the plugins would weigh 930 KB with it, and more with each vendor; they work for minutes, and leave it
 * outside.
 */
export const bundling = (sdk: SdkPlace): BundlingOptions => ({
  format: OutputFormat.ESM,
  target: 'node24',
  minify: true,
  logLevel: LogLevel.WARNING,
  mainFields: ['module', 'main'],
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  externalModules: sdk === 'runtime' ? [...neverRequired, '@aws-sdk/*', '@smithy/*'] : neverRequired,
  esbuildArgs: Object.fromEntries(Object.entries(replaced).map(([name, file]) => [`--alias:${name}`, file])),
});
