import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import * as z from 'zod';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const Found = z.array(
  z.object({ id: z.string(), impact: z.string().nullish(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** What axe finds serious on the page as it is, in light and in dark. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(source);
    const all = Found.parse(await page.evaluate('axe.run().then(({ violations }) => violations)'));
    for (const { id, impact, nodes } of all)
      if (impact === 'serious' || impact === 'critical')
        found.push(`${colorScheme} ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

/** That nothing is wider than a phone, nor than half of the usual window, which is what 200 % of zoom leaves. */
export async function expectToFit(page: Page): Promise<void> {
  for (const width of [640, 390]) {
    await page.setViewportSize({ width, height: 800 });
    // Charts are drawn anew when they are told of their new size.
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth'), { timeout: 30_000 }).toBe(width);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}
