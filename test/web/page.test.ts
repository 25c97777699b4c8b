import { describe, expect, it } from 'vitest';
import { expectToFit, seriousFindings } from './axe.ts';
import { chromiumPath } from './chromium.ts';
import { testDataView } from './data-view.ts';
import { testNewcomer } from './newcomer.ts';
import { testRoles } from './roles.ts';
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
      await open(path);

      expect(await seriousFindings(page)).toEqual([]);
      await expectToFit(page);
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

  testNewcomer(world);
  testDataView(world);
  testRoles(world);
  testViewsOfAProduct(world);

  it('broke no policy and threw no error on the whole way', () => {
    expect(complaints).toEqual([]);
  });
});
