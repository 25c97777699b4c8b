import { fileURLToPath } from 'node:url';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Parts of packages that a bundle replaces by a smaller one, and why it may is said there. */
export const replaced = {
  undici: beside('undici.cjs'),
  '@aws-sdk/credential-provider-node': beside('credentials.ts'),
} as const;

/**
 * How a function becomes one file. Loading collect's parts took, median of five on Node 24: 98 ms as ESM with the AWS
 * SDK inside, 113 ms as CommonJS, 150 ms with the SDK outside (from `node_modules`, as Lambda's runtime has it). So the
 * SDK is inside, which also makes the version that was tested the version that runs.
 */
export const bundling: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  minify: true,
  logLevel: LogLevel.WARNING,
  mainFields: ['module', 'main'],
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  // Two files of undici that are required late and never here: the parser for machines without SIMD, and form data.
  externalModules: ['../llhttp/llhttp-wasm.js', '../web/fetch/body.js'],
  esbuildArgs: Object.fromEntries(Object.entries(replaced).map(([name, file]) => [`--alias:${name}`, file])),
};
