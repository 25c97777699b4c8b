import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { makeSample } from '../../cli/sample.ts';
import { openLocalServer } from '../../cli/serve/local-server.ts';
import { buildPage } from '../../web/build.ts';
import { chromiumPath } from '../web/chromium.ts';

/** `npm run pictures`: takes the pictures of README.md anew, of the sample as it looks now. */
const PICTURES = [
  { name: 'flow', path: '/flow?project=Checkout', height: 1060 },
  { name: 'deliver', path: '/deliver?project=Checkout', height: 980 },
] as const;
const FOLDER = join(import.meta.dirname, '../../docs/images');

async function take(page: Page, url: string): Promise<void> {
  for (const { name, path, height } of PICTURES) {
    await page.setViewportSize({ width: 1280, height });
    await page.goto(`${url}${path}`);
    await page.locator('.change').first().waitFor();
    await page.locator('.waiting, .again').first().waitFor({ state: 'detached' });
    // Charts are drawn in the frame after.
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  }
}

if (chromiumPath === undefined)
  throw new TypeError('there is no Chromium: apt-get install chromium, or SLUICE_CHROMIUM');
const folder = mkdtempSync(join(tmpdir(), 'sluice-pictures-'));
const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
try {
  const [store, files] = [join(folder, 'store'), join(folder, 'page')];
  await buildPage(files);
  await makeSample(store);
  const server = await openLocalServer({ store, port: 0, page: files, onFailure: () => undefined });
  const page = await browser.newPage({ colorScheme: 'light' });
  await page.goto(`${server.url}/nothing#key=${server.key}`);
  await take(page, server.url);
  await server.close();
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
