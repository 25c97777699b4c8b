import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { hasReplay, startReplay } from '../support/replay-server.ts';
import { chromiumPath } from './chromium.ts';
import { testViewsOfAProduct } from './views-of-a-product.ts';
import { HOSTILE, startPage } from './world.ts';

if (chromiumPath === undefined)
  console.warn('no Chromium is installed (apt-get install chromium): the page is not tested in a browser');

describe.runIf(chromiumPath !== undefined)('the page, from the first start on', () => {
  const world = startPage();
  const { complaints, settled, open } = world;

  it('shows cumulative flow of a sample that says so, and keeps the key out of the address', async () => {
    const { at, page } = world;
    await settled();
    await page.locator('.panel', { hasText: 'Cumulative flow' }).locator('canvas').waitFor();

    expect(await page.getByRole('note').textContent()).toContain('Sample data.');
    expect(page.url()).toBe(`${at.url}/flow?project=Checkout`);
    expect(await page.locator('canvas').count()).toBe(6);
  });

  it('leads from a number to its records, and from a record to the JSON that the vendor sent', async () => {
    const { page } = world;
    const panel = page.locator('.panel', { hasText: 'Throughput' });
    await panel.getByRole('button', { name: 'As a table' }).click();
    const numbers = panel.getByRole('button').filter({ hasText: /^[1-9]\d*$/ });
    const counted = Number(await numbers.nth(2).textContent());
    await numbers.nth(2).click();
    await settled();
    const records = page.locator('tbody tr');

    expect(await records.count()).toBe(counted);

    await records.first().getByRole('link').first().click();
    await settled();
    const json = await page.getByRole('region', { name: 'Raw JSON' }).textContent();

    expect(JSON.parse(json ?? '')).toMatchObject({ key: expect.stringMatching(/^SHOP-\d+$/), fields: {} });
    expect(await page.getByText('bytes unchanged').count()).toBe(1);
  });

  it('can be read with the keyboard', async () => {
    const { page } = world;
    await open('/flow?project=Checkout');
    const chart = page.getByRole('group', { name: /^Throughput/ });
    await chart.focus();
    await page.keyboard.press('ArrowLeft');
    const said = await page.locator('.panel', { hasText: 'Throughput' }).locator('[aria-live]').textContent();

    expect(said).toMatch(/^week of \d{1,2} \w+ \d{4}: issues \d+$/);

    await page.keyboard.press('Enter');
    await settled();

    expect(page.url()).toMatch(/\/records\?.*list=issues-resolved/);
  });

  it('shows a hostile title as text', async () => {
    const { page } = world;
    await open('/tables');
    await page.getByLabel('SQL').fill(`SELECT issue_key, title FROM issues WHERE issue_key = 'SHOP-666'`);
    // What was written beside the server is seen some seconds later.
    await expect
      .poll(
        async () => {
          await page.getByRole('button', { name: 'Run', exact: true }).click();
          await page.waitForTimeout(500);
          return page.locator('td', { hasText: 'onerror' }).count();
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBe(1);

    expect(await page.locator('td', { hasText: 'onerror' }).textContent()).toBe(HOSTILE);

    await open(`/record?table=issues&id=${encodeURIComponent('jira:JiraIssue:sample:666')}`);

    expect(await page.locator('h2').first().textContent()).toBe(HOSTILE);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).not.toContain('broken in');
  });

  it.each(['/', '/connect', '/flow', '/deliver', '/review', '/build', '/incidents', '/tables', '/tables?table=issues'])(
    '%s has no serious finding of axe, in light and in dark, and fits a phone',
    async (path) => {
      const { page } = world;
      const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      const Found = z.array(
        z.object({ id: z.string(), impact: z.string().nullish(), nodes: z.array(z.object({ html: z.string() })) }),
      );
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await open(path);
        await page.evaluate(source);
        const found = Found.parse(await page.evaluate('axe.run().then(({ violations }) => violations)'));
        const serious = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');

        expect(
          serious.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        ).toEqual([]);
      }
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 390, height: 800 });
      // Charts are drawn anew when they are told of their new size.
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth'), { timeout: 30_000 }).toBe(390);
      await page.setViewportSize({ width: 1280, height: 900 });
    },
  );

  it('asks for a key where it has none', async () => {
    const { at, browser } = world;
    const stranger = await browser.newPage();
    await stranger.goto(`${at.url}/flow`);
    await stranger.getByLabel('API key').waitFor();

    expect(await stranger.locator('h1').textContent()).toBe('Which key do you have?');
    await stranger.close();
  });

  it.runIf(hasReplay)('leads from the sample to a real repository, in a store of its own', async () => {
    const { at, page } = world;
    const replay = await startReplay(['--api', 'github']);
    try {
      await page.goto(at.address.replace('/flow', '/connect'));
      await page.getByRole('link', { name: 'Connect your own data' }).click();
      await page.getByRole('button', { name: 'GitHub' }).click();
      await page.getByLabel('Address').fill(replay.url);
      await page.getByLabel('Credential').fill('a-token-that-nobody-sees');
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      await page.getByText('The credential is good.').waitFor();
      await page.getByLabel('By name').fill('panjf2000/ants');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('region', { name: 'Record of issues' }).first().waitFor();
      await page.getByLabel('Product that they belong to').fill('Ants');
      await page.getByRole('button', { name: /^Start the sync/ }).click();
      await page.locator('.run-line .badge', { hasText: 'completed' }).waitFor();

      expect(await page.getByRole('note').count()).toBe(0);

      await page.getByRole('link', { name: 'Flow', exact: true }).click();
      await page.getByLabel('Over').selectOption('10y');
      await page.locator('.panel', { hasText: 'Throughput' }).locator('canvas').waitFor();

      expect(await page.content()).not.toContain('a-token-that-nobody-sees');
    } finally {
      await replay.close();
    }
  });

  testViewsOfAProduct(world);

  it('broke no policy and threw no error on the whole way', () => {
    expect(complaints).toEqual([]);
  });
});
