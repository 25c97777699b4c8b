import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { openLocalServer } from '../../cli/serve/local-server.ts';
import { startReplay } from '../../test/support/page-replay.ts';
import { chromiumPath } from '../../test/web/chromium.ts';
import { buildPage } from '../../web/build.ts';
import { makeOrganisation, PERIOD, PROJECT } from '../metrics/organisation.ts';
import { pageOf, type View } from './page-of.ts';
import { WATCH, watch } from './watch.ts';

const SIZE = { issues: 100_000, pullRequests: 20_000, deployments: 10_000 };
const TURNS = 5;
const SPAN = `project=${PROJECT}&range=6m&until=${PERIOD.last}`;
const records = new URLSearchParams({
  list: 'issues-resolved',
  from: '2025-12-01T00:00:00Z',
  to: '2026-01-01T00:00:00Z',
});
const VIEWS = [
  ['Flow', `/flow?${SPAN}`],
  ['Flow, a year by day', `/flow?project=${PROJECT}&range=12m&until=${PERIOD.last}&by=day`],
  ['Deliver', `/deliver?${SPAN}`],
  ['Review', `/review?${SPAN}`],
  ['Build', `/build?${SPAN}`],
  ['Incidents', `/incidents?${SPAN}`],
  ['Records, the first 500', `/records?project=${PROJECT}&${records}`],
  ['Data', '/tables'],
] as const;

/** Opens each view on a store with 100,000 issues in a browser, and writes PAGE.md. */
export async function run(): Promise<void> {
  if (chromiumPath === undefined)
    throw new TypeError('there is no Chromium: apt-get install chromium, or SLUICE_CHROMIUM');
  const folder = mkdtempSync(join(tmpdir(), 'sluice-page-'));
  const load = loadavg()[0] ?? 0;
  try {
    const page = join(folder, 'page');
    await buildPage(page);
    await makeOrganisation(join(folder, 'store'), SIZE);
    const views = await measured(join(folder, 'store'), page, chromiumPath);
    writeFileSync(join(import.meta.dirname, '../PAGE.md'), pageOf(views, { files: filesOf(page), turns: TURNS, load }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(store: string, files: string, executablePath: string): Promise<readonly View[]> {
  const server = await openLocalServer({ store, port: 0, page: files, onFailure: () => undefined });
  const replay = await startReplay(server.url);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addInitScript(WATCH);
    const page = await context.newPage();
    await page.goto(`${replay.url}/nothing#key=${server.key}`);
    const views: View[] = [];
    for (const [name, path] of VIEWS) {
      replay.forget();
      const first = await watch(page, `${replay.url}${path}`);
      const answers = [...replay.answers].map(([asked, { took, body, status }]) => ({
        asked,
        took,
        bytes: body.length,
        status,
      }));
      const again = [];
      for (let turn = 0; turn < TURNS; turn += 1) again.push(await watch(page, `${replay.url}${path}`));
      views.push({ name, first, again, answers });
      process.stdout.write(
        `${name}: ${JSON.stringify({ first, again: again.map(({ painted, firstData }) => painted - firstData) })}\n`,
      );
    }
    return views;
  } finally {
    await browser.close();
    await replay.close();
    await server.close();
  }
}

const filesOf = (folder: string): readonly { name: string; bytes: number; gzip: number }[] =>
  readdirSync(join(folder, 'assets')).map((name) => {
    const bytes = readFileSync(join(folder, 'assets', name));
    return { name: name.replace(/-[\w-]{8}\./, '.'), bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  });
