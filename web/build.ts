import { join } from 'node:path';
import { build } from 'vite';

const here = import.meta.dirname;

/** Where the built page lies. */
export const PAGE_FOLDER = join(here, 'dist');

/** Builds the page: files of its own only, nothing inline, so that a strict policy can hold. */
export async function buildPage(): Promise<void> {
  await build({
    root: here,
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: PAGE_FOLDER,
      emptyOutDir: true,
      target: 'es2022',
      // A data: URL in a style sheet would be inline.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
}

if (import.meta.main) await buildPage();
