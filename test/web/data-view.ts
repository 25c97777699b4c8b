import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import type { PageWorld } from './world.ts';

/** Tables, SQL and downloads, as an analyst finds them on the page. */
export function testDataView(world: PageWorld): void {
  it('says where a question in SQL is wrong, and marks it', async () => {
    const page = await world.browser.newPage();
    page.setDefaultTimeout(90_000);
    await page.goto(`${world.at.url}/tables#key=${world.at.key}`);
    await page.getByLabel('SQL').fill('SELECT id,\n  titel\nFROM issues');
    await page.keyboard.press('Control+Enter');
    await page.locator('.field-error').waitFor();

    expect(await page.locator('.field-error').textContent()).toMatch(/^Line 2, column 3: .*titel.*"title"/);
    expect(await page.evaluate('document.getSelection().toString()')).toBe('titel');
    await page.close();
  });

  it('draws of thousands of rows only those that are seen, and keeps in the tab what was asked', async () => {
    const { page } = world;
    await world.open('/tables');
    await page.getByLabel('SQL').fill('SELECT issue_id, status, start_date FROM issue_status_history ORDER BY 1, 3');
    await page.keyboard.press('Control+Enter');
    const answer = page.getByRole('region', { name: 'Answer' });
    await answer.locator('tbody tr').first().waitFor();
    const count = Number(await answer.getByRole('table').getAttribute('aria-rowcount'));

    expect(count).toBeGreaterThan(3_000);
    expect(await answer.locator('tbody tr').count()).toBeLessThan(60);

    await answer.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await answer.locator(`tr[aria-rowindex="${count}"]`).waitFor();

    expect(await answer.locator('tbody tr').count()).toBeLessThan(60);

    await world.open('/tables?table=issues');

    expect(await page.getByLabel('Asked before').locator('option').nth(1).textContent()).toContain(
      'FROM issue_status_history',
    );
  });

  it('leads from a row of SQL to its record', async () => {
    const { page } = world;
    await page.getByLabel('SQL').fill(`SELECT id, issue_key FROM issues WHERE issue_key = 'SHOP-1'`);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('region', { name: 'Answer' }).getByRole('link').first().click();
    await page.getByRole('region', { name: 'Raw JSON' }).waitFor();

    expect(await page.getByRole('region', { name: 'Raw JSON' }).textContent()).toContain('"SHOP-1"');
  });

  it('tells what of a table is complete, and hands it over as NDJSON', async () => {
    const { page } = world;
    await world.open('/tables?table=sprints');

    expect(await page.getByText('Nothing is missing.').count()).toBe(1);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'NDJSON' }).click(),
    ]);
    let lines = 0;
    for await (const line of createInterface({ input: createReadStream(await download.path()) })) {
      expect(JSON.parse(line)).toHaveProperty('id');
      lines += 1;
    }
    const says = await page.locator('.says', { hasText: 'rows, complete as of' }).textContent();

    expect(download.suggestedFilename()).toBe('sprints.ndjson');
    expect(lines).toBe(Number(/^[\d,]+/.exec(says ?? '')?.[0].replaceAll(',', '')));
  });
}
