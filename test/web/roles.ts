import { expect, it } from 'vitest';
import * as z from 'zod';
import type { PageWorld } from './world.ts';

const Made = z.object({ id: z.string(), key: z.string() });

/** What a key may not do is not offered. */
export function testRoles(world: PageWorld): void {
  const api = async (path: string, method: string, body?: unknown) =>
    fetch(`${world.at.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${world.at.key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it('offers a reader nothing that only others may, and says who may; a revoked key is asked for again', async () => {
    const { id, key } = Made.parse(await (await api('/keys', 'POST', { name: 'looker', role: 'reader' })).json());
    const page = await world.browser.newPage();
    page.setDefaultTimeout(90_000);
    await page.goto(`${world.at.url}/connect?new=1&connection=sample#key=${key}`);
    await page.getByText('Your key “looker” is a reader’s: to change the mapping').waitFor();

    expect(await page.getByRole('button', { name: /Keep|Remove|Replace|Check/ }).count()).toBe(0);
    expect(await page.getByRole('region', { name: 'Mapping' }).count()).toBe(1);

    await page.getByRole('link', { name: 'Now', exact: true }).click();
    await page.locator('.run-line .badge').waitFor();

    expect(await page.locator('main button').count()).toBe(0);

    expect((await api(`/keys/${id}`, 'DELETE')).ok).toBe(true);
    await page.getByRole('link', { name: 'Data', exact: true }).click();
    await page.getByRole('heading', { name: 'This key is not taken any more' }).waitFor();
    await page.getByLabel('API key').fill(world.at.key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Data' }).waitFor();
    await page.close();
  });
}
