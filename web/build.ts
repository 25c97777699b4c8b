import { join } from 'node:path';
import { build } from 'vite';

const here = import.meta.dirname;

/** Where the built page lies. */
export const PAGE_FOLDER = join(here, 'dist');

/** Builds the page: files of its own only, nothing inline, so that a strict policy can hold. */
export async function buildPage(folder = PAGE_FOLDER): Promise<void> {
  await build({
    root: here,
    configFile: false,
    logLevel: 'warn',
    // Whatever NODE_ENV says: elements that know their line of source are a sixth more to load.
    oxc: { jsx: { development: false } },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      // A data: URL in a style sheet would be inline.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
}

// `node web/build.ts [FOLDER]`: a deployment builds it beside its function.
if (import.meta.main) await buildPage(process.argv[2]);
